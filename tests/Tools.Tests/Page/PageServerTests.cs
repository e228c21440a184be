using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.Page;
using LogFunctions.Tools.Tests.Dashboards;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Tools.Tests.Page;

/// <summary>The page's server: who is let in, what is asked of CloudWatch, what the page gets.</summary>
public sealed class PageServerTests
{
    private const string One = """{"widgets":[{"type":"metric","x":0,"y":0,"width":6,"height":6,"properties":{"region":"us-east-1","period":60,"metrics":[["N","M",{"stat":"Sum","label":"m"}]]}}]}""";

    [Fact]
    public async Task Files_OfThePage_AreServedUnderAPolicyThatLetsNothingElseIn()
    {
        await using PageFixture page = await PageFixture.StartAsync(One);
        foreach (string file in (string[])["/", "/main.js", "/page.css", "/echarts.min.js"])
        {
            using HttpResponseMessage response = await page.Client.GetAsync(file, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.DoesNotContain("http", policy);
        }

        using var again = new HttpRequestMessage(HttpMethod.Get, "/main.js");
        using HttpResponseMessage first = await page.Client.GetAsync("/main.js", TestContext.Current.CancellationToken);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await page.Client.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/../LocalCloud.csproj")]
    [InlineData("/page/main.js")]
    [InlineData("/nothing.js")]
    public async Task Files_OfNothingElse_AreServed(string path)
    {
        await using PageFixture page = await PageFixture.StartAsync(One);

        Assert.Equal(HttpStatusCode.NotFound, (await page.Client.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "evil.example:80")]
    [InlineData("Origin", "http://evil.example")]
    public async Task Requests_OfOtherHostsAndPages_AreRefused(string header, string value)
    {
        await using PageFixture page = await PageFixture.StartAsync(One);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/dashboard") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation(header, value);

        using HttpResponseMessage response = await page.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(page.Requests);
    }

    [Theory]
    [InlineData("/api/data", "{")]
    [InlineData("/api/data", "null")]
    [InlineData("/api/data", """{"widgets":[0],"from":5,"to":5}""")]
    [InlineData("/api/data", """{"widgets":[0],"from":-9223372036854775808,"to":9223372036854775807}""")]
    [InlineData("/api/dashboard", """{"dashboard":"other"}""")]
    [InlineData("/api/custom", """{"widget":0}""")]
    public async Task Requests_ThatAreWrong_AreAnsweredByASentence(string path, string body)
    {
        await using PageFixture page = await PageFixture.StartAsync(One);
        using HttpResponseMessage response = await page.Client.PostAsync(path, new StringContent(body), TestContext.Current.CancellationToken);

        Assert.InRange((int)response.StatusCode, 400, 499);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.NotEmpty(answer["error"]!.ToString());
        Assert.Empty(page.Requests);
    }

    [Fact]
    public async Task Data_OfAWidget_IsWhatCloudWatchAnswers()
    {
        await using PageFixture page = await PageFixture.StartAsync(One, (_, request) => PageFixture.Series(request, 1, 2, 3));

        JsonNode series = (await page.DataAsync(0))["widgets"]![0]!["series"]![0]!;

        JsonObject asked = Assert.Single(page.Requests).Request;
        JsonNode stat = asked["MetricDataQueries"]![0]!["MetricStat"]!;
        Assert.Equal(("N", "M", "Sum", 60), ((string?)stat["Metric"]!["Namespace"], (string?)stat["Metric"]!["MetricName"], (string?)stat["Stat"], (int?)stat["Period"]));
        Assert.Equal("m", series["label"]!.ToString());
        // The period that is not over is left out.
        Assert.Equal([1.0, 2.0], series["values"]!.AsArray().Select(value => (double)value!));
        Assert.Equal((PageFixture.Now.ToUnixTimeSeconds() - 60) * 1000, (long)series["times"]![1]!);
    }

    [Theory]
    [InlineData("\"liveData\":true", "3", null)]
    [InlineData("\"setPeriodToTimeRange\":true,\"stat\":\"Sum\"", "2", 3.0)]
    [InlineData("\"setPeriodToTimeRange\":true,\"stat\":\"Maximum\"", "2", 2.0)]
    [InlineData("\"setPeriodToTimeRange\":true,\"stat\":\"p95\"", "2", null)]
    public async Task Data_FollowsTheWidgetsWishes(string properties, string last, double? whole)
    {
        await using PageFixture page = await PageFixture.StartAsync(Bodies.Metric($"\"period\":60,\"metrics\":[[\"N\",\"M\"]],{properties}"), (_, request) => PageFixture.Series(request, 1, 2, 3));

        JsonNode series = (await page.DataAsync(0))["widgets"]![0]!["series"]![0]!;

        Assert.Equal(last, series["values"]!.AsArray()[^1]!.ToString());
        Assert.Equal(whole, (double?)series["whole"]);
    }

    [Fact]
    public async Task Data_OfSeveralPages_IsPutTogether()
    {
        await using PageFixture page = await PageFixture.StartAsync(One, (_, request) =>
        {
            JsonObject answer = PageFixture.Series(request, request["NextToken"] is null ? [7] : [8]);
            answer["NextToken"] = request["NextToken"] is null ? "more" : null;
            JsonNode result = answer["MetricDataResults"]![0]!;
            result["Timestamps"] = new JsonArray(PageFixture.Now.ToUnixTimeSeconds() - (request["NextToken"] is null ? 180 : 120));
            return answer;
        });

        JsonNode series = (await page.DataAsync(0))["widgets"]![0]!["series"]!.AsArray().Single()!;

        Assert.Equal([7.0, 8.0], series["values"]!.AsArray().Select(value => (double)value!));
    }

    [Fact]
    public async Task Data_OfAFailingWidget_CostsNoNeighbour()
    {
        string two = """{"widgets":[{"type":"metric","properties":{"metrics":[["N","bad"]]}},{"type":"metric","properties":{"metrics":[["N","good"]]}}]}""";
        await using PageFixture page = await PageFixture.StartAsync(two, (_, request) =>
            request.ToJsonString().Contains("bad", StringComparison.Ordinal) ? throw new PageException("no such metric") : PageFixture.Series(request, 1, 2));

        JsonArray widgets = (await page.DataAsync(0, 1))["widgets"]!.AsArray();

        Assert.Equal("no such metric", widgets[0]!["error"]!.ToString());
        Assert.Single(widgets[1]!["series"]!.AsArray());
    }

    [Fact]
    public async Task Data_OfMetricsOfOtherRegions_IsAskedThere()
    {
        string body = Bodies.Metric("""  "metrics":[["N","A"],["N","B",{"region":"eu-west-1"}],["N","C"]] """);
        await using PageFixture page = await PageFixture.StartAsync(body, (_, request) => PageFixture.Series(request, 1, 2));

        JsonArray series = (await page.DataAsync(0))["widgets"]![0]!["series"]!.AsArray();

        Assert.Equal(["eu-west-1", "us-east-1"], page.Requests.Select(request => request.Region).Order());
        Assert.Equal(["w0", "w1", "w2"], series.Select(one => one!["id"]!.ToString()));
    }

    [Fact]
    public async Task Alarms_AreSortedAndFilteredAsTheWidgetSays()
    {
        const string Body = """{"widgets":[{"type":"alarm","properties":{"alarms":["arn:aws:cloudwatch:us-east-1:0:alarm:a","arn:aws:cloudwatch:us-east-1:0:alarm:b"],"states":["ALARM","INSUFFICIENT_DATA"],"sortBy":"stateUpdatedTimestamp"}}]}""";
        JsonObject Alarm(string name, string state) => new() { ["AlarmName"] = name, ["StateValue"] = state, ["StateUpdatedTimestamp"] = 5.5 };
        await using PageFixture page = await PageFixture.StartAsync(Body, (_, _) => new JsonObject
        {
            ["MetricAlarms"] = new JsonArray(Alarm("a", "INSUFFICIENT_DATA"), Alarm("ok", "OK")),
            ["CompositeAlarms"] = new JsonArray(Alarm("b", "ALARM")),
        });

        JsonArray alarms = (await page.DataAsync(0))["widgets"]![0]!["alarms"]!.AsArray();

        Assert.Equal(["b", "a"], alarms.Select(alarm => alarm!["name"]!.ToString()));
        Assert.Equal(["a", "b"], page.Requests[0].Request["AlarmNames"]!.AsArray().Select(name => name!.ToString()));
        Assert.Equal(5500.0, (double)alarms[0]!["sinceMs"]!);
    }

    [Fact]
    public async Task AlarmAnnotation_WithoutMetrics_ShowsTheAlarmsOwn()
    {
        string body = Bodies.Metric("""  "annotations":{"alarms":["arn:aws:cloudwatch:us-east-1:0:alarm:slow"]} """);
        await using PageFixture page = await PageFixture.StartAsync(body, (operation, request) => operation == "GetMetricData" ? PageFixture.Series(request, 1, 2) : new JsonObject
        {
            ["MetricAlarms"] = new JsonArray(new JsonObject
            {
                ["AlarmName"] = "slow",
                ["StateValue"] = "OK",
                ["Threshold"] = 500.0,
                ["Namespace"] = "N",
                ["MetricName"] = "LatencyMs",
                ["ExtendedStatistic"] = "p95",
                ["Period"] = 60,
                ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = "Endpoint", ["Value"] = "GET /" }),
            }),
        });

        JsonNode widget = (await page.DataAsync(0))["widgets"]![0]!;

        Assert.Equal(500, (double)widget["alarms"]![0]!["threshold"]!);
        Assert.Single(widget["series"]!.AsArray());
        Assert.Equal("p95", page.Requests[^1].Request["MetricDataQueries"]![0]!["MetricStat"]!["Stat"]!.ToString());
    }

    [Fact]
    public async Task Variables_AreFoundAndPutIn()
    {
        await using PageFixture page = await PageFixture.StartAsync(Bodies.Everything, (operation, request) => operation != "ListMetrics" ? PageFixture.Series(request, 1) : new JsonObject
        {
            ["Metrics"] = new JsonArray([.. new[] { "GET /b", "GET /a", "GET /a" }.Select(value => (JsonNode)new JsonObject { ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = "Endpoint", ["Value"] = value }) }),
                new JsonObject { ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = "Endpoint", ["Value"] = "other" }, new JsonObject { ["Name"] = "Region", ["Value"] = "x" }) }]),
        });

        JsonObject dashboard = await page.PostAsync("/api/dashboard", new { });

        JsonNode endpoint = dashboard["variables"]![0]!;
        Assert.Equal(["GET /a", "GET /b"], endpoint["options"]!.AsArray().Select(option => option!["value"]!.ToString()));
        Assert.Equal("GET /a", endpoint["value"]!.ToString()); // __FIRST
        Assert.Equal(("Shop", "Requests"), ((string?)page.Requests[0].Request["Namespace"], (string?)page.Requests[0].Request["MetricName"]));
        JsonNode bars = dashboard["widgets"]![3]!["metric"]!["metrics"]!;
        Assert.All(bars.AsArray(), metric => Assert.Equal("GET /a", metric!["dimensions"]![0]!["value"]!.ToString()));
        Assert.Empty(dashboard["problems"]!.AsArray());
        Assert.Equal(PageFixture.Now.AddHours(-3).ToUnixTimeMilliseconds(), (long)dashboard["start"]!);
    }

    [Fact]
    public async Task Custom_Widget_IsGivenTheEventOfCloudWatch()
    {
        JsonObject? seen = null;
        await using PageFixture page = await PageFixture.StartAsync(Bodies.Everything, (_, _) => [], backend => backend with
        {
            InvokeAsync = (arn, payload, _) =>
            {
                Assert.EndsWith(":function:customWidget-top", arn);
                seen = payload;
                return Task.FromResult<JsonNode?>("<b>hi</b>");
            },
        });

        JsonObject answer = await page.PostAsync("/api/custom", new { widget = 10, from = 1000, to = 2000, relativeMs = 1000, theme = "dark", width = 500, height = 300, offsetMinutes = 90 });

        Assert.Equal("<b>hi</b>", answer["html"]!.ToString());
        JsonNode context = seen!["widgetContext"]!;
        Assert.Equal("endpoints", seen["view"]!.ToString());
        Assert.Equal("endpoints", context["params"]!["view"]!.ToString());
        Assert.Equal(("ops", "widget-11", "dark", 500), ((string?)context["dashboardName"], (string?)context["widgetId"], (string?)context["theme"], (int?)context["width"]));
        Assert.Equal(("relative", 1000L, 2000L, 1000L), ((string?)context["timeRange"]!["mode"], (long?)context["timeRange"]!["start"], (long?)context["timeRange"]!["end"], (long?)context["timeRange"]!["relativeStart"]));
        Assert.Equal(("+01:30", -90), ((string?)context["timezone"]!["offsetISO"], (int?)context["timezone"]!["offsetInMinutes"]));
    }

    [Fact]
    public async Task Tail_HandsOutWhatIsNew_AndKnowsThatSomebodyLooks()
    {
        var time = new FakeTimeProvider();
        var tail = new LineTail(time);
        await using PageFixture page = await PageFixture.StartAsync(One, null, backend => backend with { Tail = tail });
        Assert.False(tail.IsWatched);
        tail.Add("GET / 200", "GET /", 200, null);
        tail.Add(new string('x', 5_000), null, 0, "ts.missing");

        JsonNode first = JsonNode.Parse(await page.Client.GetStringAsync("/api/tail", TestContext.Current.CancellationToken))!;
        tail.Skip(3);
        JsonNode second = JsonNode.Parse(await page.Client.GetStringAsync("/api/tail?after=1", TestContext.Current.CancellationToken))!;

        Assert.True(tail.IsWatched);
        Assert.Equal([1L, 2L], first["lines"]!.AsArray().Select(line => (long)line!["number"]!));
        JsonNode rejected = second["lines"]!.AsArray().Single()!;
        Assert.Equal("ts.missing", rejected["reject"]!.ToString());
        Assert.Equal(LineTail.LineCharactersMax + 1, rejected["line"]!.ToString().Length);
        Assert.Equal(3L, (long)second["skipped"]!);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(tail.IsWatched);
        for (int i = 0; i < LineTail.LinesMax + 10; i++)
        {
            tail.Add("a", "GET /", 200, null);
        }

        Assert.Equal(LineTail.LinesMax, tail.Read(0, int.MaxValue).Lines.Count);
    }
}
