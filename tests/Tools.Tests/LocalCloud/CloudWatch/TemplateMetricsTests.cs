using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.CloudWatch.Alarms;
using LogFunctions.LocalCloud.CloudWatch.Api;
using LogFunctions.LocalCloud.CloudWatch.MetricMath;
using LogFunctions.LocalCloud.CloudWatch.Queries;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.CloudWatch;

/// <summary>Every chart and every alarm of the product's template can be read and evaluated here, with all of it on and with all of it off.</summary>
public sealed class TemplateMetricsTests
{
    private static readonly Dictionary<string, string> s_on = new() { ["ShardScaling"] = "on", ["Archive"] = "on", ["AlarmEmail"] = "a@example.com", ["DeployedAt"] = "2026-11-29T12:00:00Z", ["ScaledGroupName"] = "web", ["ScaledGroupFollows"] = "both" };

    public static TheoryData<bool> OnAndOff => [true, false];

    [Theory]
    [MemberData(nameof(OnAndOff))]
    public void Expressions_OfTheDashboard_AllAreEvaluated(bool isOn)
    {
        JsonNode body = JsonNode.Parse(Assert.Single(Read(isOn).Dashboards).Properties["DashboardBody"]!.ToString())!;
        int expressions = 0;
        int rows = 0;
        foreach (JsonNode widget in body["widgets"]!.AsArray().Where(widget => (string?)widget!["type"] == "metric").Select(widget => widget!["properties"]!))
        {
            MetricQuery[] queries = [.. widget["metrics"]!.AsArray().Select((row, index) => QueryOf(row!.AsArray(), index, widget))];
            expressions += queries.Count(query => query.Expression is not null);
            rows += queries.Length;
            var source = new MetricQueries(queries, new MetricCollector(TimeProvider.System));
            foreach (MetricQuery query in queries)
            {
                Assert.Empty(query.Expression?.Unsupported ?? []);
                source.Series(query, new TimeRange(0, 3600, 60));
            }
        }

        Assert.True(expressions >= 15 && rows >= 60, $"{expressions} expressions in {rows} rows");
        Assert.DoesNotContain("${", body.ToJsonString().Replace("${PROP", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OnAndOff))]
    public void Alarms_AllAreEvaluated_AndThoseOfTheDashboardExist(bool isOn)
    {
        CloudTemplate template = Read(isOn);
        var board = new AlarmBoard([.. template.Alarms.Select(AlarmReader.Read)], [.. template.CompositeAlarms.Select(AlarmReader.ReadComposite)], new MetricCollector(TimeProvider.System), TimeProvider.System);
        board.Evaluate();
        Assert.Equal(4, board.Composites.Count);
        Assert.Equal(isOn ? 24 : 19, board.Alarms.Count);
        Assert.All(board.Alarms, alarm => Assert.DoesNotContain("cannot be evaluated", board.StateOf(alarm.Name).Reason, StringComparison.Ordinal));
        Assert.Equal(["local-no-traffic"], board.Alarms.Where(alarm => board.StateOf(alarm.Name).Value == AlarmValue.Alarm).Select(alarm => alarm.Name));

        JsonNode body = JsonNode.Parse(Assert.Single(template.Dashboards).Properties["DashboardBody"]!.ToString())!;
        JsonNode shown = Assert.Single(body["widgets"]!.AsArray(), widget => (string?)widget!["type"] == "alarm")!;
        string[] arns = [.. shown["properties"]!["alarms"]!.AsArray().Select(arn => (string)arn!)];
        Assert.Empty(arns.Except([.. board.Alarms.Select(alarm => alarm.Arn), .. board.Composites.Select(alarm => alarm.Arn)]));
    }

    private static CloudTemplate Read(bool isOn) => TemplateReader.Read(LocalCloudOptions.ProductTemplatePath, parameters: isOn ? s_on : null);

    // A row of a widget as the query that GetMetricData takes.
    private static MetricQuery QueryOf(JsonArray row, int index, JsonNode widget)
    {
        JsonObject options = row[^1] as JsonObject ?? [];
        string[] texts = [.. row.Where(item => item is JsonValue).Select(item => (string)item!)];
        var query = new JsonObject { ["Id"] = (string?)options["id"] ?? $"q{index}" };
        if (options["expression"] is { } expression)
        {
            query["Expression"] = expression.DeepClone();
        }
        else
        {
            query["MetricStat"] = new JsonObject
            {
                ["Metric"] = new JsonObject
                {
                    ["Namespace"] = texts[0],
                    ["MetricName"] = texts[1],
                    ["Dimensions"] = new JsonArray([.. texts.Skip(2).Chunk(2).Select(pair => (JsonNode)new JsonObject { ["Name"] = pair[0], ["Value"] = pair[1] })]),
                },
                ["Period"] = (options["period"] ?? widget["period"]!).DeepClone(),
                ["Stat"] = (options["stat"] ?? widget["stat"]!).DeepClone(),
            };
        }

        return QueryReader.Read(new RequestReader("", query));
    }
}
