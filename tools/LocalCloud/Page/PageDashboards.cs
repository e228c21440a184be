using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LogFunctions.LocalCloud.Dashboards;

namespace LogFunctions.LocalCloud.Page;

/// <summary>The dashboards of the page, with their variables' values found and put in.</summary>
internal sealed partial class PageDashboards(PageBackend backend)
{
    // A list longer than this is no list to choose from.
    private const int OptionsMax = 500;
    private const int PagesMax = 10;

    // A body does not change while the page looks at it; parsing it again for every widget would be for nothing.
    private (string Body, JsonObject Parsed)? _last;

    /// <summary>Name and parsed body.</summary>
    /// <param name="name">Null = the first.</param>
    /// <exception cref="PageException">There is none, or it is no JSON.</exception>
    public (string Name, IReadOnlyList<string> Names, JsonObject Body) Find(string? name)
    {
        IReadOnlyList<KeyValuePair<string, string>> all = backend.Dashboards();
        if (all.Count == 0)
        {
            return ("No dashboard", [], new JsonObject { ["widgets"] = new JsonArray() });
        }

        int index = name is null or "No dashboard" ? 0 : all.Select(pair => pair.Key).ToList().IndexOf(name);
        if (index < 0 || index >= all.Count)
        {
            throw new PageException($"There is no dashboard {name}; there is: {string.Join(", ", all.Select(pair => pair.Key))}.", 404);
        }

        (string found, string body) = all[index];
        return (found, [.. all.Select(pair => pair.Key)], Parse(body));
    }

    /// <summary>The dashboard with these values put in.</summary>
    public Dashboard Read(string? name, IReadOnlyDictionary<string, string>? chosen)
    {
        (_, _, JsonObject body) = Find(name);
        return chosen is null or { Count: 0 } ? DashboardReader.Read(body) : DashboardReader.Read(VariableValues.Apply(body, DashboardReader.Read(body).Variables, chosen));
    }

    /// <summary>Variables, what there is to choose from, and what is chosen.</summary>
    public async Task<IReadOnlyList<PageVariable>> VariablesAsync(Dashboard dashboard, IReadOnlyDictionary<string, string>? chosen, CancellationToken cancellationToken)
    {
        List<PageVariable> variables = [];
        foreach (DashboardVariable variable in dashboard.Variables)
        {
            IReadOnlyList<PageOption> options = variable.Values.Count > 0
                ? [.. variable.Values.Select(pair => new PageOption(pair.Key, pair.Value))]
                : await SearchAsync(variable, cancellationToken);
            string? value = chosen is not null && chosen.TryGetValue(variable.Id, out string? given) ? given
                : variable.Default == "__FIRST" ? options is [{ } first, ..] ? first.Value : null
                : variable.Default;
            variables.Add(new PageVariable(variable.Id, variable.Label, variable.Input, variable.Target, variable.Visible, value, options));
        }

        return variables;
    }

    private JsonObject Parse(string body)
    {
        if (_last is { } last && ReferenceEquals(last.Body, body))
        {
            return last.Parsed;
        }

        try
        {
            JsonObject parsed = DashboardReader.Parse(body);
            _last = (body, parsed);
            return parsed;
        }
        catch (LocalCloudException error)
        {
            throw new PageException(error.Message, 500, error);
        }
    }

    private async Task<IReadOnlyList<PageOption>> SearchAsync(DashboardVariable variable, CancellationToken cancellationToken)
    {
        if (variable.Search is null || variable.PopulateFrom is null || Schema().Match(variable.Search) is not { Success: true } schema)
        {
            return [];
        }

        string[] parts = [.. schema.Groups[1].Value.Split(',').Select(part => part.Trim().Trim('"'))];
        var request = new JsonObject
        {
            ["Namespace"] = parts[0],
            ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = variable.PopulateFrom }),
        };
        if (MetricName().Match(variable.Search) is { Success: true } metric)
        {
            request["MetricName"] = metric.Groups[1].Value;
        }

        var found = new SortedSet<string>(StringComparer.Ordinal);
        for (int page = 0; page < PagesMax && found.Count < OptionsMax; page++)
        {
            JsonObject answer = await backend.CloudWatchAsync(null, "ListMetrics", request, cancellationToken);
            foreach (JsonArray dimensions in (answer["Metrics"] as JsonArray ?? []).Select(each => each?["Dimensions"]).OfType<JsonArray>().Where(list => list.Count == parts.Length - 1))
            {
                if (dimensions.FirstOrDefault(each => each?["Name"]?.ToString() == variable.PopulateFrom)?["Value"]?.ToString() is { } value)
                {
                    found.Add(value);
                }
            }

            if (answer["NextToken"]?.ToString() is not { Length: > 0 } next)
            {
                break;
            }

            request["NextToken"] = next;
        }

        return [.. found.Take(OptionsMax).Select(value => new PageOption(value, value))];
    }

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Schema();

    [GeneratedRegex("""MetricName\s*=\s*\\?"([^"\\]+)""")]
    private static partial Regex MetricName();
}
