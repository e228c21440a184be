using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>Puts chosen values of variables into a dashboard body.</summary>
internal static class VariableValues
{
    // A pattern is the dashboard author's; it must not be able to hold the viewer up.
    private static readonly TimeSpan s_patternLimit = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// A property variable replaces the values of every property of its name in the widgets, of every dimension of its name, also behind
    /// the shorthand, and in searches; a pattern variable whatever matches it in the texts of the widgets.
    /// </summary>
    /// <param name="body">The body; it stays as it is.</param>
    /// <param name="variables">Its variables.</param>
    /// <param name="chosen">Value by id; variables that are not in it change nothing.</param>
    public static JsonObject Apply(JsonObject body, IReadOnlyList<DashboardVariable> variables, IReadOnlyDictionary<string, string> chosen)
    {
        var copy = (JsonObject)body.DeepClone();
        foreach (DashboardVariable variable in variables)
        {
            if (chosen.TryGetValue(variable.Id, out string? value) && copy["widgets"] is { } widgets)
            {
                copy["widgets"] = variable.IsPattern ? ReplacePattern(widgets, variable.Target, value) : ReplaceProperty(widgets, variable.Target, value);
            }
        }

        return copy;
    }

    private static JsonNode ReplacePattern(JsonNode widgets, string pattern, string value)
    {
        Regex? regex = null;
        try
        {
            regex = new Regex(pattern, RegexOptions.None, s_patternLimit);
        }
        catch (ArgumentException)
        {
            // A text that is no expression stands for itself.
        }

        return Map(widgets, text =>
        {
            try
            {
                return regex is null ? text.Replace(pattern, value, StringComparison.Ordinal) : regex.Replace(text, _ => value);
            }
            catch (RegexMatchTimeoutException)
            {
                return text;
            }
        })!;
    }

    private static JsonNode ReplaceProperty(JsonNode widgets, string name, string value)
    {
        var inSearch = new Regex($"""(?<![\w]){Regex.Escape(name)}\s*=\s*(\\?")(?:(?!\1).)*\1""", RegexOptions.None, s_patternLimit);
        JsonNode mapped = Map(widgets, text => text.Contains("SEARCH(", StringComparison.Ordinal)
            ? inSearch.Replace(text, match => $"{name}={match.Groups[1].Value}{value.Replace("\"", "", StringComparison.Ordinal)}{match.Groups[1].Value}")
            : text)!;
        SetProperties(mapped, name, value);
        return mapped;
    }

    private static void SetProperties(JsonNode? node, string name, string value)
    {
        switch (node)
        {
            case JsonObject properties:
                if (properties[name] is JsonValue)
                {
                    properties[name] = value;
                }

                if (properties["metrics"] is JsonArray rows)
                {
                    ReplaceDimension(rows, name, value);
                }

                foreach ((_, JsonNode? child) in properties.ToArray())
                {
                    SetProperties(child, name, value);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items.ToArray())
                {
                    SetProperties(item, name, value);
                }

                break;
        }
    }

    /// <summary>Rows are written out, so that what the shorthand repeats is seen.</summary>
    private static void ReplaceDimension(JsonArray rows, string name, string value)
    {
        string[] above = [];
        for (int r = 0; r < rows.Count; r++)
        {
            if (rows[r] is not JsonArray row || row.Count == 0)
            {
                continue;
            }

            JsonNode? options = row[^1] is JsonObject ? row[^1] : null;
            string[] fields = [.. row.Take(options is null ? row.Count : row.Count - 1).Select(item => item is JsonValue ? item.ToString() : "")];
            string[] full = Expand(fields, above);
            if (full.Length == 0)
            {
                continue;
            }

            above = full;
            string[] replaced = [.. full.Select((field, i) => i >= 3 && i % 2 == 1 && full[i - 1] == name ? value : field)];
            rows[r] = new JsonArray([.. replaced.Select(field => (JsonNode?)field), .. options is null ? Array.Empty<JsonNode?>() : [options.DeepClone()]]);
        }
    }

    private static string[] Expand(string[] fields, string[] above)
    {
        List<string> full = [];
        for (int i = 0; i < fields.Length; i++)
        {
            if (fields[i] == "...")
            {
                full.AddRange(above.Skip(full.Count).Take(Math.Max(0, above.Length - full.Count - (fields.Length - i - 1))));
            }
            else
            {
                full.Add(fields[i] == "." && full.Count < above.Length ? above[full.Count] : fields[i]);
            }
        }

        return [.. full];
    }

    private static JsonNode? Map(JsonNode? node, Func<string, string> change) => node switch
    {
        JsonObject members => new JsonObject(members.Select(pair => KeyValuePair.Create(pair.Key, Map(pair.Value, change)))),
        JsonArray items => new JsonArray([.. items.Select(item => Map(item, change))]),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => change(text.ToString()),
        _ => node?.DeepClone(),
    };
}
