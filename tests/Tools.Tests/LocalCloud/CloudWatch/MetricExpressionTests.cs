using System.Globalization;

namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>Metric math by example, as CloudWatch's manual has it.</summary>
public sealed class MetricExpressionTests
{
    private static readonly FakeMetrics s_metrics = new(("requests", [100, 200, 0, null, 400]), ("errors", [1, 4, 0, null, 40]), ("m1", [1, 2, 3, 4, 5]));

    [Theory]
    [InlineData("errors / requests * 100", "1 2 - - 10")]
    [InlineData("IF(requests > 50, errors / requests, 0)", "0.01 0.02 0 - 0.1")]
    [InlineData("IF(FILL(requests, 0) > 150, 1, 0)", "0 1 0 0 1")]
    [InlineData("IF(requests > 50, errors)", "1 4 - - 40")]
    [InlineData("IF(SUM(requests) > 1000, errors, m1)", "1 2 3 4 5")]
    [InlineData("requests / PERIOD(requests)", "1.6666666666666667 3.3333333333333335 0 - 6.666666666666667")]
    [InlineData("FILL(requests, LINEAR)", "100 200 0 200 400")]
    [InlineData("SUM([requests, errors])", "101 204 0 - 440")]
    [InlineData("MAX(METRICS(\"err\"))", "1 4 0 - 40")]
    [InlineData("DIFF(m1)", "- 1 1 1 1")]
    [InlineData("m1 ^ 2 - -1", "2 5 10 17 26")]
    [InlineData("2 + 3 * m1", "5 8 11 14 17")]
    [InlineData("m1 > 1 && m1 < 4 || m1 == 5", "0 1 1 0 1")]
    [InlineData("m1 > 1 AND m1 < 4", "0 1 1 0 0")]
    [InlineData("TIME_SERIES(MAX(m1))", "5 5 5 5 5")]
    [InlineData("FLOOR(m1 / 2) * 1e1", "0 10 10 20 20")]
    [InlineData("MINUTE(m1)", "0 1 2 3 4")]
    [InlineData("SLICE(SORT([m1, requests], MAX, DESC), 0)", "100 200 0 - 400")]
    [InlineData("LAST(SORT([m1, requests], MAX, DESC))", "1 2 3 4 5")]
    public void Evaluate_OfEachPeriod_IsWhatTheManualSays(string expression, string expected) =>
        Assert.Equal(expected.Split(' ').Select(value => value == "-" ? (double?)null : double.Parse(value, CultureInfo.InvariantCulture)), s_metrics.Values(expression, 5));

    [Theory]
    [InlineData("errors /", "the end")]
    [InlineData("NONE(m1)", "there is no function NONE")]
    [InlineData("FILL(m1)", "FILL takes 2 arguments, not 1")]
    [InlineData("m1 m2", "an operator or the end is expected, not 'm2' (at character 4)")]
    [InlineData("SUM(m1", "')' is expected")]
    [InlineData("m1 $ 2", "'$' begins nothing")]
    [InlineData("SEARCH('{A,B', 'Sum')", "the schema does not end")]
    [InlineData("SEARCH('{A}', 'p101')", "'p101' is no statistic")]
    [InlineData("SELECT AVG(x) FROM y", "Metrics Insights")]
    public void Parse_Wrong_SaysWhatAndWhere(string expression, string message) =>
        Assert.Contains(message, Assert.Throws<MathException>(() => MetricExpression.Parse(expression)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("unknown + 1", "there is no query 'unknown'")]
    [InlineData("METRICS() + METRICS()", "between two arrays")]
    [InlineData("SORT(METRICS(), MEDIAN, ASC)", "SORT goes by")]
    [InlineData("PERIOD(METRICS())", "is one series")]
    [InlineData("LAMBDA('x')", "only AWS has")]
    [InlineData("DESC", "neither an id")]
    public void Evaluate_WhatDoesNotFit_SaysWhy(string expression, string message) =>
        Assert.Contains(message, Assert.Throws<MathException>(() => s_metrics.Evaluate(expression, 5)).Message, StringComparison.Ordinal);

    [Fact]
    public void Unsupported_NamesWhatOnlyAwsHas()
    {
        Assert.Equal(["LAMBDA"], MetricExpression.Parse("1 + LAMBDA('f', m1)").Unsupported);
        Assert.Empty(MetricExpression.Parse("SUM(METRICS())").Unsupported);
        Assert.Equal(["m1", "m2"], MetricExpression.Parse("m1 / (m1 + m2)").Ids);
    }

    [Fact]
    public void AnomalyDetectionBand_IsTheMeanOfTheValuesBefore_AndTheirDeviation()
    {
        double?[] values = [.. Enumerable.Range(0, 200).Select(index => (double?)(index % 2 == 0 ? 90 : 110))];
        values[150] = 500;
        var metrics = new FakeMetrics(("m1", values));
        IReadOnlyList<TimeSeries> band = MetricExpression.Parse("ANOMALY_DETECTION_BAND(m1, 3)").Evaluate(metrics, new TimeRange(100 * 60, 200 * 60, 60)).AllSeries;
        Assert.Equal(2, band.Count);
        Assert.Equal(100, band[0].Points.Count);
        Assert.Equal(130, band[0].Points[0].Value, 1e-9);
        Assert.Equal(70, band[1].Points[0].Value, 1e-9);
        Assert.All(band[0].Points.Zip(band[1].Points), pair => Assert.True(pair.First.Value > pair.Second.Value));
        Assert.True(values[150] > band[0].Points[50].Value, "an outlier lies above the band of its own time");
    }

    [Theory]
    [InlineData("{AWS/Lambda,FunctionName} MetricName=\"Errors\"", "AWS/Lambda", "Errors", "FunctionName=f", true)]
    [InlineData("{AWS/Lambda,FunctionName} MetricName=\"Errors\"", "AWS/Lambda", "Throttles", "FunctionName=f", false)]
    [InlineData("{AWS/Lambda,FunctionName} Errors", "AWS/Lambda", "Errors", "FunctionName=f,Resource=g", false)]
    [InlineData("{AWS/Lambda,Resource,FunctionName} Errors", "AWS/Lambda", "Errors", "FunctionName=f,Resource=g", true)]
    [InlineData("{\"LogFunctions/prod\",\"Endpoint\"} MetricName=\"LatencyMs\" Endpoint=\"GET /a\\,b\"", "LogFunctions/prod", "LatencyMs", @"Endpoint=GET /a\,b", true)]
    [InlineData("{N} NOT Errors", "N", "Errors", "", false)]
    [InlineData("{N} Errors OR Throttles", "N", "Throttles", "", true)]
    [InlineData("{N} MetricName=(\"A\" OR \"B\")", "N", "B", "", true)]
    [InlineData("{N} MetricName=(\"A\" OR \"B\")", "N", "C", "", false)]
    [InlineData("Namespace=\"N\" MetricName=CPU", "N", "CPUUtilization", "", true)]
    [InlineData("Utiliz", "N", "CPUUtilization", "", false)]
    [InlineData("", "N", "Anything", "", true)]
    public void Search_Finds_WhatItDescribes(string search, string metricNamespace, string name, string dimensions, bool isFound) =>
        Assert.Equal(isFound, MetricSearch.Parse(search, 0).Finds(new MetricKey(metricNamespace, name, dimensions)));
}
