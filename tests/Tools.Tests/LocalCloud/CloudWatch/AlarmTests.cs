using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.Templates;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.LocalCloud.CloudWatch.Alarms;

/// <summary>Alarms of a template, over metrics of a fake clock.</summary>
public sealed class AlarmTests
{
    private const long Now = 1_800_000_030;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(Now));
    private readonly MetricCollector _metrics;

    public AlarmTests() => _metrics = new MetricCollector(_time);

    [Theory]
    [InlineData("missing", new double[0], AlarmValue.InsufficientData)]
    [InlineData("notBreaching", new double[0], AlarmValue.Ok)]
    [InlineData("breaching", new double[0], AlarmValue.Alarm)]
    [InlineData("ignore", new double[0], AlarmValue.InsufficientData)]
    [InlineData("missing", new[] { 1.0, 1, 1 }, AlarmValue.Ok)]
    [InlineData("missing", new[] { 1.0, 11, 11 }, AlarmValue.Alarm)]
    [InlineData("missing", new[] { 11.0, 1, 11 }, AlarmValue.Alarm)]
    [InlineData("missing", new[] { 11.0, 1, 1 }, AlarmValue.Ok)]
    [InlineData("missing", new[] { 11.0, double.NaN, 11, double.NaN }, AlarmValue.Alarm)]
    [InlineData("notBreaching", new[] { 11.0, double.NaN, double.NaN }, AlarmValue.Ok)]
    [InlineData("breaching", new[] { 11.0, double.NaN, double.NaN, double.NaN, double.NaN }, AlarmValue.Alarm)]
    [InlineData("missing", new[] { 99.0, 99, 99, 1, 1, 1 }, AlarmValue.Ok)]
    public void Evaluate_TwoOfThree_GoesByTheNewestValues(string missingData, double[] newestLast, object expected)
    {
        AlarmDefinition alarm = Alarm($$"""
            {"MetricName":"M","Namespace":"N","Statistic":"Maximum","Period":"60","EvaluationPeriods":"3","DatapointsToAlarm":"2","Threshold":"10",
             "ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"{{missingData}}"}
            """);
        Add("M", newestLast);
        // What is not over does not count.
        _metrics.Add(new MetricKey("N", "M", ""), Now, 1000, 1);
        Assert.Equal((AlarmValue)expected, AlarmEvaluator.Evaluate(alarm, _metrics, Now, AlarmValue.InsufficientData).Value);
    }

    [Theory]
    [InlineData(20, 1000, AlarmValue.Alarm)]
    [InlineData(5, 1000, AlarmValue.Ok)]
    [InlineData(20, 50, AlarmValue.Ok)]
    public void Evaluate_GuardedRatio_NeedsTheVolume(double errors, double requests, object expected)
    {
        AlarmDefinition alarm = Alarm("""
            {"Metrics":[
              {"Id":"errors","ReturnData":"false","MetricStat":{"Metric":{"Namespace":"N","MetricName":"E"},"Period":"300","Stat":"Sum"}},
              {"Id":"requests","ReturnData":"false","MetricStat":{"Metric":{"Namespace":"N","MetricName":"R"},"Period":"300","Stat":"Sum"}},
              {"Id":"burn","Expression":"IF(requests > 100, FILL(errors, 0) / requests, 0) / 0.001"}],
             "EvaluationPeriods":"1","Threshold":"14.4","ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching"}
            """);
        long second = Now - (Now % 300) - 300;
        _metrics.Add(new MetricKey("N", "E", ""), second, errors, 1);
        _metrics.Add(new MetricKey("N", "R", ""), second + 299, requests, 1);
        (AlarmValue value, string reason) = AlarmEvaluator.Evaluate(alarm, _metrics, Now, AlarmValue.Ok);
        Assert.True((AlarmValue)expected == value, reason);
    }

    /// <summary>Periods end with the last whole minute, wherever the clock stands.</summary>
    [Theory]
    [InlineData(299, AlarmValue.Alarm)]
    [InlineData(301, AlarmValue.Ok)]
    public void Evaluate_LongPeriods_SlideByTheMinute(int ageSeconds, object expected)
    {
        AlarmDefinition alarm = Alarm("""
            {"MetricName":"M","Namespace":"N","Statistic":"Sum","Period":"300","EvaluationPeriods":"1","Threshold":"0","ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching"}
            """);
        long end = Now + 90;
        _metrics.Add(new MetricKey("N", "M", ""), end - (end % 60) - ageSeconds, 1, 1);
        _metrics.Add(new MetricKey("N", "M", ""), end - (end % 60) - 1, 0, 1);
        Assert.Equal((AlarmValue)expected, AlarmEvaluator.Evaluate(alarm, _metrics, end, AlarmValue.Ok).Value);
    }

    [Fact]
    public void Evaluate_AnomalyBand_ComparesWithTheBand()
    {
        AlarmDefinition alarm = Alarm("""
            {"Metrics":[
              {"Id":"m","MetricStat":{"Metric":{"Namespace":"N","MetricName":"M"},"Period":"60","Stat":"Average"}},
              {"Id":"band","Expression":"ANOMALY_DETECTION_BAND(m, 3)"}],
             "ThresholdMetricId":"band","EvaluationPeriods":"1","ComparisonOperator":"LessThanLowerOrGreaterThanUpperThreshold"}
            """);
        double[] usual = [.. Enumerable.Range(0, 40).Select(index => 100.0 + (index % 3))];
        Add("M", [.. usual, 101]);
        Assert.Equal(AlarmValue.Ok, AlarmEvaluator.Evaluate(alarm, _metrics, Now, AlarmValue.Ok).Value);
        Add("M", [200]);
        Assert.Equal(AlarmValue.Alarm, AlarmEvaluator.Evaluate(alarm, _metrics, Now, AlarmValue.Ok).Value);
    }

    [Fact]
    public void Board_Composite_FollowsItsAlarms()
    {
        string Of(string metric) => $$"""{"MetricName":"{{metric}}","Namespace":"N","Statistic":"Sum","Period":"60","EvaluationPeriods":"1","Threshold":"0","ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching"}""";
        CompositeDefinition Composite(string name, string rule) => new(name, $"arn:{name}", [], CompositeRule.Parse(rule));
        var board = new AlarmBoard(
            [Alarm(Of("A"), "a"), Alarm(Of("B"), "b")],
            [Composite("outer", "ALARM(both) OR INSUFFICIENT_DATA(a)"), Composite("both", "ALARM(\"arn:a\") AND (ALARM(b) OR FALSE)"), Composite("not", "NOT ALARM(both)")],
            _metrics,
            _time);
        board.Evaluate();
        Assert.Equal(["OK", "OK", "ALARM"], States(board));

        Add("A", [1]);
        board.Evaluate();
        Assert.Equal(["OK", "OK", "ALARM"], States(board));
        Add("B", [1]);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["b", "both", "not", "outer"], board.Evaluate().Select(change => change.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["ALARM", "ALARM", "OK"], States(board));
        Assert.Equal(Now + 5, board.StateOf("both").SinceSeconds);
        Assert.Empty(board.Evaluate());
    }

    [Theory]
    [InlineData("ALARM(a", "')' is expected")]
    [InlineData("ALARM(a) ALARM(b)", "is not expected there")]
    [InlineData("", "not the end")]
    [InlineData("BROKEN(a)", "not 'BROKEN'")]
    public void Rule_ThatIsWrong_IsRefused(string rule, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => CompositeRule.Parse(rule)).Message, StringComparison.Ordinal);

    [Fact]
    public void Alarm_ThatIsWrong_IsRefusedByItsName()
    {
        LocalCloudException error = Assert.Throws<LocalCloudException>(() => Alarm("""{"MetricName":"M","Namespace":"N","Statistic":"Sum","Period":"61"}""", "Bad"));
        Assert.Contains("Bad", error.Message, StringComparison.Ordinal);
        Assert.Contains("61 is not", error.Message, StringComparison.Ordinal);
    }

    private static string[] States(AlarmBoard board) => [board.StateOf("outer").Text, board.StateOf("both").Text, board.StateOf("not").Text];

    private static AlarmDefinition Alarm(string properties, string name = "a") =>
        AlarmReader.Read(new TemplateResource(name, name, $"arn:{name}", (JsonObject)JsonNode.Parse(properties)!));

    // One value a minute, the last of them in the minute before this one.
    private void Add(string name, double[] newestLast)
    {
        for (int index = 0; index < newestLast.Length; index++)
        {
            if (double.IsFinite(newestLast[index]))
            {
                _metrics.Add(new MetricKey("N", name, ""), Now - (Now % 60) - (60L * (newestLast.Length - index)), newestLast[index], 1);
            }
        }
    }
}
