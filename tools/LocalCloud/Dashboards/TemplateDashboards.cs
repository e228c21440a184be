using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>
/// The dashboards of a template that is only read, not run. What is known when it is deployed only (attributes, imports, parameters without
/// a default) gets a stand-in that says what it is, so that the body can be read as it would be.
/// </summary>
internal sealed class TemplateDashboards
{
    private readonly JsonObject _template;
    private readonly LooseText _text;

    private TemplateDashboards(JsonObject template)
    {
        _template = template;
        _text = new LooseText(template);
    }

    /// <exception cref="LocalCloudException">There is no dashboard.</exception>
    public static IReadOnlyList<FoundDashboard> Find(JsonObject template)
    {
        List<FoundDashboard> found = new TemplateDashboards(template).FindAll();
        return found.Count > 0 ? found : throw new LocalCloudException("has no resource of type AWS::CloudWatch::Dashboard.");
    }

    private List<FoundDashboard> FindAll()
    {
        List<FoundDashboard> found = [];
        foreach ((string id, JsonNode? resource) in (JsonObject)_template["Resources"]!)
        {
            foreach ((string name, JsonNode? each) in id.StartsWith("Fn::ForEach::", StringComparison.Ordinal) ? Loop(resource) : [(id, resource)])
            {
                if (each is JsonObject && each["Type"]?.ToString() == "AWS::CloudWatch::Dashboard")
                {
                    found.Add(Read(name, each["Properties"]?["DashboardBody"]));
                }
            }
        }

        return found;
    }

    /// <summary>The resources that a loop makes, shown once: its body is the same for every item.</summary>
    private static IEnumerable<(string Id, JsonNode? Resource)> Loop(JsonNode? loop) =>
        loop is JsonArray { Count: 3 } parts && parts[2] is JsonObject made ? made.Select(pair => (pair.Key, pair.Value)) : [];

    private FoundDashboard Read(string id, JsonNode? body)
    {
        if (body is null)
        {
            return new FoundDashboard(id, null, "has no DashboardBody");
        }

        if (LooseText.Transform(body) is { } transform)
        {
            return new FoundDashboard(id, null, $"its body is made by {transform} when it is deployed");
        }

        return _text.Evaluate(body) switch
        {
            JsonValue text => new FoundDashboard(id, text.ToString()),
            // CloudFormation wants a text; what was meant can be read all the same.
            JsonObject written => new FoundDashboard(id, written.ToJsonString()),
            _ => new FoundDashboard(id, null, "its DashboardBody is no text"),
        };
    }
}
