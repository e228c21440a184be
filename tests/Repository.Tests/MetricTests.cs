using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;
using static LogFunctions.Repository.Tests.TemplateFile;

namespace LogFunctions.Repository.Tests;

/// <summary>
/// What is looked at is emitted, and what is emitted is looked at; an alarm says what to do, and the line in the chart is where the alarm is.
/// </summary>
public sealed partial class MetricTests
{
    private const string Own = "LogFunctions/*";

    /// <summary>Metric and dimension names, from the functions' code.</summary>
    private static readonly HashSet<string> s_emitted = [.. Emitted()];

    private static readonly JsonElement s_dashboard = JsonDocument.Parse(Body()).RootElement;

    private static IEnumerable<(string Id, YamlMappingNode Properties, YamlMappingNode Resource)> MetricAlarms => Resources("AWS::CloudWatch::Alarm");

    [Fact]
    public void Metrics_OfTheDashboardAndOfAlarms_AreEmittedBySomeFunction()
    {
        Assert.Contains("LatencyMs by Endpoint", s_emitted);
        Assert.Contains("OpenShards by ", s_emitted);
        string[] unknown = [.. Named().Except(s_emitted)];
        Assert.True(unknown.Length == 0, $"shown or alarmed, but emitted by no function: {string.Join(", ", unknown)}");
    }

    [Fact]
    public void Metrics_ThatAreEmitted_AreShownOrAlarmed()
    {
        string[] unseen = [.. s_emitted.Except(Named())];
        Assert.True(unseen.Length == 0, $"emitted and paid for, but neither shown nor alarmed: {string.Join(", ", unseen)}");
    }

    [Fact]
    public void Alarms_All_SayWhatToDo_UnderAHeadingWithACommand()
    {
        string manual = Checkout.Read("docs/operations.md");
        Dictionary<string, string> sections = Heading().Split(manual).Skip(1).Chunk(2).ToDictionary(pair => Slug(pair[0]), pair => pair[1]);
        var alarms = MetricAlarms.Concat(Resources("AWS::CloudWatch::CompositeAlarm")).ToArray();
        Assert.True(alarms.Length >= 20);
        foreach ((string id, YamlMappingNode properties, _) in alarms)
        {
            string description = Text(properties, "AlarmDescription") ?? "";
            Match link = RunbookLink().Match(description);
            Assert.True(link.Success, $"{id}: its text ends with no ${{RunbookUrl}}#heading: {description}");
            Assert.True(sections.TryGetValue(link.Groups[1].Value, out string? section), $"{id}: docs/operations.md has no heading #{link.Groups[1].Value}");
            string[] commands = [.. LogfnCommand().Matches(section).Select(m => m.Groups[1].Value)];
            Assert.True(commands.Length > 0, $"docs/operations.md #{link.Groups[1].Value} names no command of logfn");
            Assert.All(commands, command => Assert.True(
                Checkout.Exists($"tools/Cli/Commands/{char.ToUpperInvariant(command[0])}{command[1..]}Command.cs"), $"#{link.Groups[1].Value}: logfn has no command {command}"));
        }
    }

    /// <summary>Half of a pair tells nobody; everything else does.</summary>
    [Fact]
    public void Alarms_All_TellSomebody_AndBearTheStacksName()
    {
        string rules = string.Concat(Resources("AWS::CloudWatch::CompositeAlarm").Select(alarm => Text(alarm.Properties, "AlarmRule")));
        foreach ((string id, YamlMappingNode properties, YamlMappingNode resource) in MetricAlarms.Concat(Resources("AWS::CloudWatch::CompositeAlarm")))
        {
            Assert.StartsWith("${AWS::StackName}-", Text(properties, "AlarmName"), StringComparison.Ordinal);
            Assert.NotNull(Text(resource, "Condition"));
            bool isHalf = rules.Contains($"${{{id}.Arn}}", StringComparison.Ordinal);
            Assert.True(properties.Children.ContainsKey("AlarmActions") != isHalf, $"{id} {(isHalf ? "is half of a pair and must not tell" : "tells nobody")}");
        }
    }

    [Fact]
    public void Lines_InCharts_AreWhereTheAlarmsAre()
    {
        Dictionary<string, string> thresholds = MetricAlarms.Where(alarm => Text(alarm.Properties, "Threshold") is not null)
            .ToDictionary(alarm => Text(alarm.Properties, "AlarmName")!["${AWS::StackName}-".Length..], alarm => ValueOf(alarm.Properties.Children["Threshold"]));
        List<(string Label, string Value)> drawn = [];
        foreach (JsonElement widget in Widgets("metric"))
        {
            if (widget.TryGetProperty("annotations", out JsonElement annotations))
            {
                drawn.AddRange(annotations.GetProperty("horizontal").EnumerateArray().Select(line => (line.GetProperty("label").GetString()!, line.GetProperty("value").GetRawText())));
            }
        }

        (string Label, string Value)[] ofAlarms = [.. drawn.Where(line => line.Label.StartsWith("alarm ", StringComparison.Ordinal))];
        (string Name, string Value)[] lines = [.. ofAlarms.SelectMany(line => Matching(line.Label["alarm ".Length..]).Select(name => (name, line.Value)))];
        Assert.All(ofAlarms, line => Assert.NotEmpty(Matching(line.Label["alarm ".Length..])));
        Assert.All(lines, line => Assert.Equal(thresholds[line.Name], line.Value));

        // At 0 there is nothing to draw: whatever is seen is too much.
        Assert.Empty(thresholds.Where(alarm => alarm.Value != "0").Select(alarm => alarm.Key).Except(lines.Select(line => line.Name)));
        Assert.All(drawn.Except(ofAlarms), line => Assert.Contains(line.Label, (string[])["latency objective", "windows are frozen early"]));
        Assert.Contains(("windows are frozen early", DefaultOf("LEDGER_LIMIT_BYTES")), drawn);

        // A star stands for alarms that go off at the same line.
        string[] Matching(string pattern) => [.. thresholds.Keys.Where(name => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name))];
    }

    [Fact]
    public void ScaledGroup_FollowsItsMetrics_OnlyWhereItIsAskedFor()
    {
        (string Id, YamlMappingNode Properties, YamlMappingNode Resource)[] policies = [.. Resources("AWS::AutoScaling::ScalingPolicy")];
        Assert.Equal(["RequestsPerInstancePolicy", "LatencyStepPolicy"], policies.Select(policy => policy.Id));
        Assert.All(policies, policy => Assert.Equal("ScaledGroupName", Text(policy.Properties, "AutoScalingGroupName")));
        Assert.Equal(["FollowsRequests", "FollowsLatency"], policies.Select(policy => Text(policy.Resource, "Condition")));

        YamlMappingNode tracking = Map(policies[0].Properties, "TargetTrackingConfiguration");
        YamlMappingNode[] metrics = [.. Items(Map(tracking, "CustomizedMetricSpecification"), "Metrics")];
        Assert.Equal("ScaledGroupRequestsPerInstance", Text(tracking, "TargetValue"));
        Assert.Equal("requests / 60 / instances", Text(Assert.Single(metrics, metric => Text(metric, "ReturnData") == "true"), "Expression"));
        Assert.Equal(["Requests", "GroupInServiceInstances"], metrics.Where(metric => metric.Children.ContainsKey("MetricStat")).Select(metric => Text(Map(Map(metric, "MetricStat"), "Metric"), "MetricName")));

        (_, YamlMappingNode alarm, _) = Assert.Single(MetricAlarms, item => item.Id == "GroupTooSlowAlarm");
        Assert.Equal(["LatencyStepPolicy"], Scalars(alarm, "AlarmActions"));
        Assert.All(Items(policies[1].Properties, "StepAdjustments"), step => Assert.True(int.Parse(Text(step, "ScalingAdjustment")!, System.Globalization.CultureInfo.InvariantCulture) > 0));
    }

    private static IEnumerable<JsonElement> Widgets(string type) =>
        s_dashboard.GetProperty("widgets").EnumerateArray().Where(widget => widget.GetProperty("type").GetString() == type).Select(widget => widget.GetProperty("properties"));

    private static HashSet<string> Named() => [.. Rows().Concat(Searches()).Concat(Alarmed()).Where(metric => metric.Namespace == Own).Select(metric => $"{metric.Name} by {metric.Dimensions}")];

    private static IEnumerable<(string Namespace, string Name, string Dimensions)> Rows()
    {
        foreach (JsonElement row in Widgets("metric").SelectMany(widget => widget.GetProperty("metrics").EnumerateArray()))
        {
            string[] texts = [.. row.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
            if (texts.Length >= 2)
            {
                yield return (texts[0], texts[1], string.Join(',', texts.Skip(2).Where((_, index) => index % 2 == 0)));
            }
        }
    }

    private static IEnumerable<(string Namespace, string Name, string Dimensions)> Searches() =>
        Search().Matches(Body().Replace("\\\"", "\"", StringComparison.Ordinal)).Select(match => (match.Groups[1].Value, match.Groups[3].Value, match.Groups[2].Value));

    private static IEnumerable<(string Namespace, string Name, string Dimensions)> Alarmed()
    {
        foreach ((_, YamlMappingNode properties, _) in MetricAlarms)
        {
            IEnumerable<YamlMappingNode> metrics = properties.Children.ContainsKey("Metrics")
                ? Items(properties, "Metrics").Where(metric => metric.Children.ContainsKey("MetricStat")).Select(metric => Map(Map(metric, "MetricStat"), "Metric"))
                : [properties];
            foreach (YamlMappingNode metric in metrics)
            {
                string dimensions = metric.Children.ContainsKey("Dimensions") ? string.Join(',', Items(metric, "Dimensions").Select(item => Text(item, "Name"))) : "";
                yield return (Text(metric, "Namespace")!.Replace("${AWS::StackName}", "*", StringComparison.Ordinal), Text(metric, "MetricName")!, dimensions);
            }
        }
    }

    // Embedded metrics by their sets, those of PutMetricData by where they are made.
    private static IEnumerable<string> Emitted()
    {
        foreach (string file in Checkout.FilesOf(".cs", "functions/").Where(file => !file.StartsWith("functions/Hosting/", StringComparison.Ordinal)))
        {
            foreach (Match set in MetricSetOf().Matches(Checkout.Read(file)))
            {
                string dimensions = string.Join(',', Quoted().Matches(set.Groups[1].Value).Select(match => match.Groups[1].Value));
                foreach (Match metric in MetricOfSet().Matches(set.Groups[2].Value))
                {
                    yield return $"{metric.Groups[1].Value} by {dimensions}";
                }
            }
        }

        string windows = Checkout.Read("functions/Aggregator/WindowMetrics.cs");
        string[] names = [.. WindowMetric().Matches(windows).Select(match => match.Groups[1].Value + match.Groups[2].Value)];
        Assert.Equal(["Requests", "Errors4xx", "Errors5xx", "LatencyMs"], names);
        foreach (string name in names)
        {
            yield return $"{name} by ";
            yield return $"{name} by {DimensionName().Match(windows).Groups[1].Value}";
        }
    }

    // What only a deployment knows stands as 1; the stack's name as *.
    private static string Body()
    {
        (_, YamlMappingNode properties, _) = Assert.Single(Resources("AWS::CloudWatch::Dashboard"));
        string text = ((YamlScalarNode)((YamlSequenceNode)properties.Children["DashboardBody"]).Children[0]).Value!;
        text = ParameterValue().Replace(text, match => $"\"value\": \"parameter {match.Groups[1].Value}\"");
        return Placeholder().Replace(text.Replace("${AWS::StackName}", "*", StringComparison.Ordinal), "1");
    }

    private static string ValueOf(YamlNode node) => node.Tag == "!Ref" ? $"\"parameter {((YamlScalarNode)node).Value}\"" : ((YamlScalarNode)node).Value!;

    private static string DefaultOf(string variable) =>
        Regex.Match(Checkout.Read("functions/Aggregator/AggregatorOptions.cs"), $"\"{variable}\", ([0-9_]+),").Groups[1].Value.Replace("_", "", StringComparison.Ordinal);

    // As GitHub makes anchors.
    private static string Slug(string heading) => NotInSlug().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"new\(\s*dimensions: (\[[^\]]*\]),\s*(\[(?:\s*\(""\w+"", MetricUnit\.\w+\),?)+\s*\])")]
    private static partial Regex MetricSetOf();

    [GeneratedRegex(@"\(""(\w+)"", MetricUnit")]
    private static partial Regex MetricOfSet();

    [GeneratedRegex("\"(\\w+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\(""(\w+)"", cell\.|MetricName = ""(\w+)""")]
    private static partial Regex WindowMetric();

    [GeneratedRegex(@"Name = ""(\w+)"", Value = DimensionValue")]
    private static partial Regex DimensionName();

    [GeneratedRegex("""SEARCH\('\{"([^"]+)",?([\w,]*)\} MetricName="(\w+)"'""")]
    private static partial Regex Search();

    [GeneratedRegex("\"value\": \\$\\{(\\w+)\\}")]
    private static partial Regex ParameterValue();

    [GeneratedRegex(@"\$\{[^!}][^}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^#{2,4} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\$\{RunbookUrl\}#([a-z0-9-]+)$")]
    private static partial Regex RunbookLink();

    [GeneratedRegex("logfn ([a-z]+)")]
    private static partial Regex LogfnCommand();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInSlug();
}
