using CsCheck;
using LogFunctions.LocalCloud;
using LogFunctions.LocalCloud.Dashboards;

namespace LogFunctions.Tools.Tests.Dashboards;

public sealed class DashboardReaderTests
{
    [Fact]
    public void Read_EverythingThatIsDrawn_HasNoProblem()
    {
        Dashboard dashboard = DashboardReader.Read(Bodies.Everything);

        Assert.Empty(dashboard.Problems);
        Assert.Equal(12, dashboard.Widgets.Count);
        Assert.Equal(["Endpoint", "region", "period"], dashboard.Variables.Select(variable => variable.Label));
        MetricWidget requests = dashboard.Widgets[5].Metric!;
        Assert.Equal((true, 60, "right", 90), (requests.Stacked, requests.PeriodSeconds, requests.Legend, requests.TimezoneMinutes));
        Assert.Equal(new AxisOptions(0, 10.5, "ms", false), requests.Left);
        Assert.Equal(["p99.9", "p99.9", "p99.9"], requests.Metrics.Select(metric => metric.Stat));
        Assert.Equal([(5.0, null), (1.0, 2.0)], requests.Horizontal.Select(line => (line.Value, line.To)));
        Assert.Equal(2, requests.Vertical.Count);
        Assert.Equal("SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Duration\"', 'p95', 300)", dashboard.Widgets[11].Metric!.Metrics[0].Expression);
        Assert.Contains("filter by tags", dashboard.Widgets[11].Metric!.Note);
    }

    [Theory]
    [InlineData("""["N","M","D","1","E","2"], ["...","3"]""", "N M D=1 E=3")]
    [InlineData("""["N","M","D","1"], [".","O",".","."]""", "N O D=1")]
    [InlineData("""["N","M","D","1"], [".",".",".","2"]""", "N M D=2")]
    [InlineData("""["N","M","D","1"], ["..."]""", "N M D=1")]
    [InlineData("""["N","M","D","1"], ["...",{"stat":"Sum"}]""", "N M D=1")]
    [InlineData("""["N","M"], [".","O","D","1"]""", "N O D=1")]
    [InlineData("""["N","M","D","1"], [{"expression":"1"}], [".","O",".","."]""", "N O D=1")]
    [InlineData("""["N","M","Broker ID",1], ["...",2]""", "N M Broker ID=2")]
    public void Rows_Shorthand_IsResolved(string rows, string expected)
    {
        WidgetMetric last = Bodies.Rows(rows)[^1];

        Assert.Equal(expected, $"{last.Namespace} {last.Name} {string.Join(' ', last.Dimensions.Select(d => $"{d.Key}={d.Value}"))}".TrimEnd());
    }

    [Theory]
    [InlineData("""{"widgets":{}}""", "$.widgets", "a list is expected")]
    [InlineData("""{}""", "$.widgets", "is missing")]
    [InlineData("""{"widgets":[],"theme":"dark"}""", "$.theme", "is not known")]
    [InlineData("""{"widgets":[],"start":"yesterday"}""", "$.start", "is no time")]
    [InlineData("""{"widgets":[],"end":"2026-03-01T12:00:00Z"}""", "$.end", "without start")]
    [InlineData("""{"widgets":[null]}""", "$.widgets[0]", "is null")]
    [InlineData("""{"widgets":[{"type":"heatmap","properties":{}}]}""", "$.widgets[0].type", "'heatmap' is not drawn")]
    [InlineData("""{"widgets":[{"type":"chart","properties":{}}]}""", "$.widgets[0].type", "'chart' is not drawn")]
    [InlineData("""{"widgets":[{"type":"text","x":30,"y":0,"properties":{"markdown":"a"}}]}""", "$.widgets[0].x", "from 0 to 23")]
    [InlineData("""{"widgets":[{"type":"text","x":3,"properties":{"markdown":"a"}}]}""", "$.widgets[0].y", "go together")]
    [InlineData("""{"widgets":[{"type":"text","properties":{}}]}""", "$.widgets[0].properties.markdown", "is missing")]
    [InlineData("""{"widgets":[{"type":"alarm","properties":{"alarms":[]}}]}""", "$.widgets[0].properties.alarms", "1 to 100")]
    [InlineData("""{"widgets":[{"type":"log","properties":{"query":"q","view":"heatmap"}}]}""", "$.widgets[0].properties.view", "'heatmap'")]
    [InlineData("""{"widgets":[{"type":"custom","properties":{"params":{}}}]}""", "$.widgets[0].properties.endpoint", "is missing")]
    [InlineData("""{"widgets":[{"type":"explorer","properties":{"metrics":[{"metricName":"A","resourceType":"AWS::Moon::Base"}]}}]}""", "$.widgets[0].properties.metrics[0].resourceType", "AWS::Moon::Base")]
    [InlineData("""{"widgets":[],"variables":[{"type":"property","property":"a","inputType":"select","id":"a"}]}""", "$.variables[0]", "nothing to choose from")]
    [InlineData("""{"widgets":[],"variables":[{"type":"slider","inputType":"input","id":"a"}]}""", "$.variables[0].type", "'slider'")]
    [InlineData("""{"widgets":[],"variables":[{"type":"property","property":"a","inputType":"input","id":"a b"}]}""", "$.variables[0].id", "is no id")]
    public void Read_WhatIsNotDrawn_IsNamedByItsPath(string body, string path, string message) => AssertProblem(body, path, message);

    [Theory]
    [InlineData("""  "metrics":[["N","M"]],"view":"heatmap" """, "$.widgets[0].properties.view", "'heatmap'")]
    [InlineData("""  "metrics":[["N","M"]],"stat":"avg" """, "$.widgets[0].properties.stat", "'avg' is no statistic")]
    [InlineData("""  "metrics":[["N","M",{"stat":"p101"}]] """, "$.widgets[0].properties.metrics[0][2].stat", "'p101'")]
    [InlineData("""  "metrics":[["N","M"]],"period":90 """, "$.widgets[0].properties.period", "90")]
    [InlineData("""  "metrics":[["N","M"]],"insightRule":{} """, "$.widgets[0].properties.insightRule", "is not known")]
    [InlineData("""  "metrics":["N","M","D","1"] """, "$.widgets[0].properties.metrics[0]", "a row is a list")]
    [InlineData("""  "metrics":[["N"]] """, "$.widgets[0].properties.metrics[0]", "names no metric")]
    [InlineData("""  "metrics":[["N","M","D"]] """, "$.widgets[0].properties.metrics[0]", "'D' without a value")]
    [InlineData("""  "metrics":[[".","M"]] """, "$.widgets[0].properties.metrics[0][0]", "row above does not have")]
    [InlineData("""  "metrics":[["N","M",null]] """, "$.widgets[0].properties.metrics[0][2]", "a text")]
    [InlineData("""  "metrics":[["N","M",{"id":"A"}]] """, "$.widgets[0].properties.metrics[0][2].id", "lower-case")]
    [InlineData("""  "metrics":[["N","M",{"id":"a"}],["N","O",{"id":"a"}]] """, "$.widgets[0].properties.metrics[1][2].id", "twice")]
    [InlineData("""  "metrics":[["N","M",{"color":"red"}]] """, "$.widgets[0].properties.metrics[0][2].color", "'red'")]
    [InlineData("""  "metrics":[["N","M",{"yAxis":"top"}]] """, "$.widgets[0].properties.metrics[0][2].yAxis", "'top'")]
    [InlineData("""  "metrics":[["N","M",{"lineStyle":"dotted"}]] """, "$.widgets[0].properties.metrics[0][2].lineStyle", "is not known")]
    [InlineData("""  "stacked":"maybe","metrics":[["N","M"]] """, "$.widgets[0].properties.stacked", "true or false")]
    [InlineData("""  "view":"gauge","metrics":[["N","M"]] """, "$.widgets[0].properties.yAxis.left", "a gauge needs both")]
    [InlineData("""  "title":"nothing" """, "$.widgets[0].properties.metrics", "nothing to draw")]
    [InlineData("""  "metrics":[["N","M"]],"annotations":{"horizontal":[{"label":"a"}]} """, "$.widgets[0].properties.annotations.horizontal[0].value", "is missing")]
    [InlineData("""  "metrics":[["N","M"]],"annotations":{"horizontal":[{"value":1,"fill":"left"}]} """, "$.widgets[0].properties.annotations.horizontal[0].fill", "'left'")]
    [InlineData("""  "metrics":[["N","M"]],"annotations":{"vertical":[{"value":"noon"}]} """, "$.widgets[0].properties.annotations.vertical[0].value", "'noon'")]
    [InlineData("""  "metrics":[["N","M"]],"annotations":{"vertical":[[{"value":"2026-03-01T12:00:00Z"}]]} """, "$.widgets[0].properties.annotations.vertical[0]", "a list of two")]
    public void Read_MetricThatIsNotDrawn_IsNamedByItsPath(string properties, string path, string message) => AssertProblem(Bodies.Metric(properties), path, message);

    [Fact]
    public void Read_TextWithLineEnds_IsReadAsCloudWatchDoes()
    {
        Dashboard dashboard = DashboardReader.Read("{\"widgets\":[{\"type\":\"text\",\"properties\":{\"markdown\":\"a \\\"b\\\"\n\tc\\\\\"}}]}");

        Assert.Empty(dashboard.Problems);
        Assert.Equal("a \"b\"\n\tc\\", dashboard.Widgets[0].Text!.Markdown);
    }

    [Fact]
    public void Read_NameGivenTwice_TakesTheLast() =>
        Assert.Equal("b", DashboardReader.Read("""{"widgets":[{"type":"text","properties":{"markdown":"a","markdown":"b"}}]}""").Widgets[0].Text!.Markdown);

    [Fact]
    public void Read_NoJson_SaysWhere()
    {
        LocalCloudException error = Assert.Throws<LocalCloudException>(() => DashboardReader.Read("{\"widgets\":[\n${x}]}"));

        Assert.Contains("line 2, byte 1", error.Message);
    }

    [Fact]
    public void Read_AnyBodyWithSomethingElsePutIn_NeverFails()
    {
        string[] pieces = ["null", "1", "-1e300", "\"\"", "[]", "{}", "true", "[[]]", "\"...\"", "{\"type\":1}"];
        string[] tokens = Bodies.Everything.Split([": ", ", "], StringSplitOptions.None);
        Gen.Select(Gen.Int[1, tokens.Length - 1], Gen.Int[0, pieces.Length - 1]).Sample(
            (at, piece) =>
            {
                string body = string.Join(", ", tokens[..at]) + (Bodies.Everything.Contains(": " + tokens[at], StringComparison.Ordinal) ? ": " : ", ") + pieces[piece] + ", "
                    + string.Join(", ", tokens[at..]);
                try
                {
                    DashboardReader.Read(body);
                }
                catch (LocalCloudException)
                {
                    // No JSON any more: said so.
                }
            },
            seed: "0N0XIzNsQ0O2",
            iter: 2_000,
            threads: 1);
    }

    [Fact]
    public void Arrange_AnyWidgets_NoneOverAnotherAndFreeOnesStay()
    {
        Gen<(int?, int?, int, int)> widget = Gen.Select(Gen.Int[-1, 23], Gen.Int[0, 20], Gen.Int[1, 24], Gen.Int[1, 8])
            .Select((x, y, width, height) => ((int?)(x < 0 ? null : x), (int?)(x < 0 ? null : y), width, height));
        widget.Array[0, 25].Sample(
            wanted =>
            {
                GridPlace[] places = GridLayout.Arrange(wanted);
                for (int i = 0; i < places.Length; i++)
                {
                    Assert.InRange(places[i].X, 0, 24 - places[i].Width);
                    Assert.Equal((wanted[i].Item3, wanted[i].Item4), (places[i].Width, places[i].Height));
                    Assert.DoesNotContain(places[..i], place => place.Overlaps(places[i]));
                }
            },
            seed: "0N0XIzNsQ0O2",
            iter: 300,
            threads: 1);

        Assert.Equal([new GridPlace(0, 0, 6, 6), new GridPlace(12, 3, 6, 6)], GridLayout.Arrange([(0, 0, 6, 6), (12, 3, 6, 6)]));
        Assert.Equal([0, 12, 0], GridLayout.Arrange([(null, null, 12, 6), (null, null, 12, 4), (null, null, 6, 6)]).Select(place => place.X));
    }

    [Theory]
    [InlineData("-PT90S", "2026-03-01T11:58:30Z")]
    [InlineData("-PT3H", "2026-03-01T09:00:00Z")]
    [InlineData("-P1DT12H", "2026-02-28T00:00:00Z")]
    [InlineData("-P2W", "2026-02-15T12:00:00Z")]
    [InlineData("-P1M", "2026-01-30T12:00:00Z")]
    [InlineData("P0D", "2026-03-01T12:00:00Z")]
    [InlineData("2026-02-01T00:00:00.000Z", "2026-02-01T00:00:00Z")]
    public void Times_OfEveryForm_AreRead(string text, string expected)
    {
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        Assert.True(TimeText.TryRead(text, now, out DateTimeOffset time));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-P")]
    [InlineData("-PT")]
    [InlineData("3h")]
    [InlineData("12")]
    public void Times_ThatAreNone_AreRefused(string text) => Assert.False(TimeText.TryRead(text, DateTimeOffset.UnixEpoch, out _));

    private static void AssertProblem(string body, string path, string message) =>
        Assert.Contains(DashboardReader.Read(body).Problems, problem => problem.Path == path && problem.Message.Contains(message, StringComparison.Ordinal));
}
