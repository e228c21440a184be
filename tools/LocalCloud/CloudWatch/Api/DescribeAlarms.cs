using System.Globalization;
using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.CloudWatch.Alarms;

namespace LogFunctions.LocalCloud.CloudWatch.Api;

/// <summary>DescribeAlarms: the template's alarms, evaluated at the time of the call.</summary>
internal static class DescribeAlarms
{
    private const int PageSize = 100;

    private static readonly string[] s_numbers = ["Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold"];
    private static readonly string[] s_texts =
    [
        "AlarmDescription", "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "ComparisonOperator", "TreatMissingData", "ThresholdMetricId", "AlarmRule", "ActionsSuppressor",
    ];

    public static JsonObject Answer(RequestReader request, AlarmBoard board)
    {
        board.Evaluate();
        IReadOnlyList<string> names = request.Texts("AlarmNames");
        IReadOnlyList<string> types = request.Texts("AlarmTypes");
        string? prefix = request.Text("AlarmNamePrefix");
        string? state = request.Text("StateValue");
        int pageSize = Math.Clamp(request.WholeNumber("MaxRecords") ?? 50, 1, PageSize);
        int skip = int.TryParse(request.Text("NextToken"), NumberStyles.None, CultureInfo.InvariantCulture, out int there) ? there : 0;

        // Without AlarmTypes only metric alarms are meant.
        bool IsWanted(string name, string type) => (types.Count == 0 ? type == "MetricAlarm" || names.Count > 0 : types.Contains(type))
            && (names.Count == 0 || names.Contains(name))
            && (prefix is null || name.StartsWith(prefix, StringComparison.Ordinal))
            && (state is null || board.StateOf(name).Text == state);
        (string Type, JsonObject Alarm)[] found =
        [
            .. board.Composites.Where(composite => IsWanted(composite.Name, "CompositeAlarm")).Select(composite => ("CompositeAlarm", ToJson(composite.Name, composite.Arn, composite.Properties, board))),
            .. board.Alarms.Where(alarm => IsWanted(alarm.Name, "MetricAlarm")).Select(alarm => ("MetricAlarm", ToJson(alarm.Name, alarm.Arn, alarm.Properties, board))),
        ];
        (string Type, JsonObject Alarm)[] page = [.. found.Skip(skip).Take(pageSize)];
        var answer = new JsonObject
        {
            ["CompositeAlarms"] = new JsonArray([.. page.Where(item => item.Type == "CompositeAlarm").Select(item => (JsonNode)item.Alarm)]),
            ["MetricAlarms"] = new JsonArray([.. page.Where(item => item.Type == "MetricAlarm").Select(item => (JsonNode)item.Alarm)]),
        };
        if (skip + page.Length < found.Length)
        {
            answer["NextToken"] = (skip + page.Length).ToString(CultureInfo.InvariantCulture);
        }

        return answer;
    }

    private static JsonObject ToJson(string name, string arn, JsonObject properties, AlarmBoard board)
    {
        AlarmState state = board.StateOf(name);
        var reader = new RequestReader("", properties);
        var json = new JsonObject
        {
            ["AlarmName"] = name,
            ["AlarmArn"] = arn,
            ["ActionsEnabled"] = reader.Flag("ActionsEnabled") ?? true,
            ["StateValue"] = state.Text,
            ["StateReason"] = state.Reason,
            ["StateUpdatedTimestamp"] = state.SinceSeconds,
            ["StateTransitionedTimestamp"] = state.SinceSeconds,
            ["AlarmConfigurationUpdatedTimestamp"] = state.SinceSeconds,
        };
        foreach (string actions in (string[])["OKActions", "AlarmActions", "InsufficientDataActions"])
        {
            json[actions] = properties[actions]?.DeepClone() ?? new JsonArray();
        }

        foreach (string text in s_texts.Where(text => properties[text] is not null))
        {
            json[text] = reader.Text(text);
        }

        foreach (string number in s_numbers.Where(number => properties[number] is not null))
        {
            json[number] = reader.Number(number);
        }

        json["Dimensions"] = properties["Dimensions"]?.DeepClone() ?? new JsonArray();
        if (reader.List("Metrics") is { Count: > 0 } queries)
        {
            json["Metrics"] = new JsonArray([.. queries.Select(QueryReader.Read).Select(QueryJson)]);
        }

        return json;
    }

    private static JsonNode QueryJson(Queries.MetricQuery query)
    {
        var json = new JsonObject { ["Id"] = query.Id, ["ReturnData"] = query.ReturnData };
        if (query.Label is { } label)
        {
            json["Label"] = label;
        }

        if (query.Metric is { } metric)
        {
            json["MetricStat"] = new JsonObject { ["Metric"] = ListMetrics.ToJson(metric), ["Period"] = query.PeriodSeconds, ["Stat"] = query.Statistic!.Name };
        }
        else
        {
            json["Expression"] = query.Expression!.Text;
        }

        if (query.Expression is not null && query.PeriodSeconds > 0)
        {
            json["Period"] = query.PeriodSeconds;
        }

        return json;
    }
}
