using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.Dashboards;
using LogFunctions.LocalCloud.Page;
using LogFunctions.Tools.Tests.Dashboards;

namespace LogFunctions.Tools.Tests.Page;

public sealed class WidgetQueriesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(300, 1, null, null, 1)]
    [InlineData(300, 60, null, null, 60)]
    [InlineData(300, 60, null, 10, 10)] // windows of 10 s are seen as such
    [InlineData(300, 1, null, 10, 1)]
    [InlineData(300, 60, 300, 10, 300)] // the viewer's choice goes before everything
    [InlineData(10_800, 1, null, null, 10)] // 3 hours in 1,500 points
    [InlineData(86_400, 1, null, null, 60)] // seconds are kept for 3 hours
    [InlineData(86_400, 300, null, null, 300)]
    [InlineData(7 * 86_400, 60, null, null, 600)]
    [InlineData(30 * 86_400, 60, null, null, 1800)]
    [InlineData(365 * 86_400, 60, null, null, 21_600)]
    public void Period_IsAsWrittenUnlessItCannotBe(int rangeSeconds, int written, int? viewer, int? cap, int expected)
    {
        var range = new DataRange(s_now.AddSeconds(-rangeSeconds), s_now, s_now, viewer, cap);

        int period = WidgetQueries.PeriodOf(written, range);

        Assert.Equal(expected, period);
        Assert.True(rangeSeconds / period <= WidgetQueries.PointsMax);
    }

    [Theory]
    [InlineData("""["N","A",{"stat":"p95"}],["N","B",{"stat":"Average"}]""", 10)]
    [InlineData("""["N","A",{"stat":"Sum","id":"a","visible":false}],[{"expression":"a/PERIOD(a)"}]""", 10)]
    [InlineData("""["N","A",{"stat":"Sum"}]""", 60)] // requests per minute stay that
    [InlineData("""["N","A",{"stat":"p95"}],["N","B",{"stat":"SampleCount"}]""", 60)]
    [InlineData("""["N","A",{"stat":"Sum","id":"a","visible":false}],[{"expression":"a/60"}]""", 60)]
    public void Cap_IsForWhatMeansTheSameInEveryPeriod(string rows, int expected)
    {
        MetricWidget widget = DashboardReader.Read(Bodies.Metric($"\"period\":60,\"metrics\":[{rows}]")).Widgets[0].Metric!;

        IReadOnlyList<WidgetQueries.Wanted> wanted = WidgetQueries.Build(widget, new DataRange(s_now.AddMinutes(-5), s_now, s_now, null, 10))[0].Wanted;

        Assert.All(wanted, one => Assert.Equal(expected, one.PeriodSeconds));
    }

    [Fact]
    public void Requests_NameEveryMetricOnce_AndKeepGivenIds()
    {
        MetricWidget widget = DashboardReader.Read(Bodies.Metric("""
            "period":60,"stat":"Sum","metrics":[["N","A","D","1",{"id":"w1","visible":false,"label":"a"}],["N","B"],[{"expression":"w1*2","id":"e"}],["N","C",{"accountId":"111122223333","period":300}]]
            """)).Widgets[0].Metric!;

        (string? region, JsonObject request, IReadOnlyList<WidgetQueries.Wanted> wanted) = Assert.Single(WidgetQueries.Build(widget, new DataRange(s_now.AddHours(-1), s_now, s_now, null)));

        Assert.Equal("us-east-1", region);
        JsonArray queries = request["MetricDataQueries"]!.AsArray();
        Assert.Equal(["w1", "w1_", "e", "w3"], queries.Select(query => query!["Id"]!.ToString()));
        Assert.Equal(wanted.Select(one => one.Id), queries.Select(query => query!["Id"]!.ToString()));
        Assert.False((bool)queries[0]!["ReturnData"]!);
        Assert.Equal("a", queries[0]!["Label"]!.ToString());
        Assert.Equal("w1*2", queries[2]!["Expression"]!.ToString());
        Assert.Null(queries[2]!["MetricStat"]);
        Assert.Equal("111122223333", queries[3]!["AccountId"]!.ToString());
        Assert.Equal(300, (int)queries[3]!["MetricStat"]!["Period"]!);
        Assert.Equal(0, (long)request["StartTime"]! % 300);
    }

    [Theory]
    [InlineData("property", "FunctionName", "g", """["AWS/Lambda","Errors","FunctionName","f"],[".","Duration",".","."]""", """["AWS/Lambda","Errors","FunctionName","g"],["AWS/Lambda","Duration","FunctionName","g"]""")]
    [InlineData("property", "FunctionName", "g", """["N","M","A","1","FunctionName","f",{"id":"a"}],["...","h",{"id":"b"}]""", """["N","M","A","1","FunctionName","g",{"id":"a"}],["N","M","A","1","FunctionName","g",{"id":"b"}]""")]
    [InlineData("property", "Endpoint", "GET /b", """[{"expression":"SEARCH('{N,Endpoint} Endpoint=\"GET /a\" MetricName=\"M\"', 'Sum', 60)"}]""", """[{"expression":"SEARCH('{N,Endpoint} Endpoint=\"GET /b\" MetricName=\"M\"', 'Sum', 60)"}]""")]
    [InlineData("property", "stat", "p99", """["N","M",{"stat":"p50"}]""", """["N","M",{"stat":"p99"}]""")]
    [InlineData("pattern", "us-[a-z]+-1", "eu-west-1", """["N","M","Arn","arn:aws:x:us-east-1:1"]""", """["N","M","Arn","arn:aws:x:eu-west-1:1"]""")]
    [InlineData("pattern", "f(", "g", """["N","M","A","f("]""", """["N","M","A","g"]""")]
    public void Variables_ReplaceWhatTheyStandFor(string type, string target, string value, string rows, string expected)
    {
        JsonObject body = DashboardReader.Parse("{\"widgets\":[{\"type\":\"metric\",\"properties\":{\"metrics\":[" + rows + "]}}]}");
        var variable = new DashboardVariable { Id = "v", IsPattern = type == "pattern", Target = target, Input = "input", Label = "v" };

        JsonObject applied = VariableValues.Apply(body, [variable], new Dictionary<string, string> { ["v"] = value });

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($"[{expected}]"), applied["widgets"]![0]!["properties"]!["metrics"]), applied.ToJsonString());
        Assert.True(JsonNode.DeepEquals(body, VariableValues.Apply(body, [variable], new Dictionary<string, string>())));
    }

    [Theory]
    [InlineData("SOURCE '/aws/lambda/AggregatorFunction' | fields @timestamp, @message | sort @timestamp desc | limit 5", "warning: a|b", true)]
    [InlineData("fields @message | filter @message like /warn|error/ | limit 5", "warning: a", true)]
    [InlineData("fields @message | filter @message like 'warning'", "warning: a", true)]
    [InlineData("fields @message | filter @message not like /warn/", "warning: a", false)]
    [InlineData("fields @message | filter @message like /(/", "warning: a", false)]
    [InlineData("SOURCE '/aws/lambda/Other'", "warning: a", false)]
    public void LogQuery_TakesWhatItAsksFor(string query, string line, bool isTaken) =>
        Assert.Equal(isTaken, LogQuery.Read(query).Takes(new FunctionLine(0, "AggregatorFunction", line)));

    [Fact]
    public void LogQuery_OfMore_SaysWhatIsNotFollowed()
    {
        Assert.Contains("stats", LogQuery.Read("fields @message | stats count(*) by bin(5m)").Note);
        Assert.Null(LogQuery.Read("fields @timestamp, @message | sort @timestamp desc | limit 20").Note);
        Assert.Equal(20, LogQuery.Read("fields @message | limit 20").Limit);
    }
}
