using System.Text.RegularExpressions;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;
using LogFunctions.DashboardWidget;
using LogFunctions.Functions.Tests.Aggregator;
using LogFunctions.WindowStore;

namespace LogFunctions.Functions.Tests.DashboardWidget;

/// <summary>What the widget shows, and of which rows.</summary>
public sealed partial class WidgetTests
{
    private const long Noon = WidgetWorld.Noon;

    [Fact]
    public async Task Endpoints_OfTheRange_HaveTheirNumbers_AndTheChange()
    {
        var world = new WidgetWorld();
        foreach (int hour in Enumerable.Range(1, 12))
        {
            await world.PutAsync(Noon - (hour * 3600), (Dimension.Endpoint, "GET /a", WidgetWorld.Cell(1000, 20, 40)), (Dimension.Endpoint, "GET /b", WidgetWorld.Cell(10)));
            await world.PutAsync(Noon - ((hour + 12) * 3600), (Dimension.Endpoint, "GET /a", WidgetWorld.Cell(500)));
        }

        string[][] rows = Rows(await world.AskAsync(hours: 12));
        Assert.Equal(["All requests", "12,120", "+102.0%", "2.0%", "0.0%"], rows[0][..5]);
        Assert.Equal(["GET /a", "12,000", "+100.0%", "2.0%", "0.0%"], rows[1][..5]);
        Assert.Equal(["GET /b", "120", "new", "0.0%", "0.0%"], rows[2][..5]);
        Assert.All(rows[1][5..8], latency => Assert.InRange(double.Parse(latency, System.Globalization.CultureInfo.InvariantCulture), 39.6, 40.4));
        Assert.InRange(double.Parse(rows[1][8], System.Globalization.CultureInfo.InvariantCulture), 9.9, 10.1);
        Assert.Equal(["GET /b", "GET /a"], Rows(await world.AskAsync("\"sort\":\"change\",\"top\":2", hours: 24)).Skip(1).Select(row => row[0]).Order(StringComparer.Ordinal).Reverse());
        Assert.Single(Rows(await world.AskAsync("\"top\":1", hours: 12))[1..]);
        Assert.Contains("\"WidgetMs\"", System.Text.Encoding.UTF8.GetString(world.Output.ToArray()), StringComparison.Ordinal);
    }

    /// <summary>What was counted a moment ago is shown, though no window is published.</summary>
    [Fact]
    public async Task Endpoints_OfOpenWindows_AreShown()
    {
        var lines = new World();
        await World.TakeAsync(lines.Processor(), World.Record(1, World.NoonMs, World.Line(path: "/open"), World.Line(path: "/open", status: 500)));
        Assert.Empty(lines.Store.Inner.SnapshotRows());
        var world = new WidgetWorld(lines.Store.Inner);
        world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["GET /open", "2", "new", "50.0%"], Rows(await world.AskAsync(hours: 1))[1][..4]);

        await World.TakeAsync(lines.Processor(), World.Record(2, World.NoonMs, World.Line(path: "/open")));
        await world.AskAsync(hours: 1);
        int reads = world.LedgerReads;
        await world.AskAsync(hours: 1);
        Assert.Equal(reads, world.LedgerReads);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("3", Rows(await world.AskAsync(hours: 1))[1][1]);
    }

    [Fact]
    public async Task Refreshes_OfAWarmInstance_ReadTheLastWindowsOnly()
    {
        var world = new WidgetWorld();
        foreach (int hour in Enumerable.Range(1, 14 * 24))
        {
            await world.PutAsync(Noon - (hour * 3600), (Dimension.Endpoint, "GET /a", WidgetWorld.Cell(100)), (Dimension.Endpoint, "GET /b", WidgetWorld.Cell(50)));
        }

        world.Time.Advance(TimeSpan.FromSeconds(30));
        string first = await world.AskAsync(hours: 7 * 24);
        long cold = world.RowsRead;
        world.Time.Advance(TimeSpan.FromSeconds(60));
        string second = await world.AskAsync(hours: 7 * 24);
        Assert.InRange(cold, 3 * 14 * 24 * 0.95, 3 * 14 * 24);
        Assert.InRange(world.RowsRead - cold, 1, 9);
        Assert.Equal(Rows(first)[1][..4], Rows(second)[1][..4]);

        world.Time.Advance(TimeSpan.FromMinutes(6));
        await world.AskAsync(hours: 7 * 24);
        Assert.True(world.RowsRead > cold * 1.9, "what is old is read again after five minutes");
    }

    [Fact]
    public async Task Zoom_IsWhatIsShown_OnTheDashboardsClock()
    {
        var world = new WidgetWorld();
        foreach (int hour in Enumerable.Range(1, 48))
        {
            await world.PutAsync(Noon - (hour * 3600), (Dimension.Endpoint, "GET /a", WidgetWorld.Cell(1000)));
        }

        string html = await world.AskAsync(context: $$$"""
            "theme":"dark","locale":"de","timezone":{"label":"Local","offsetISO":"+02:00","offsetInMinutes":-120},
            "timeRange":{"start":{{{(Noon - 172_800) * 1000}}},"end":{{{Noon * 1000}}},"zoom":{"start":{{{(Noon - 36_000) * 1000}}},"end":{{{Noon * 1000}}}}}
            """);
        Assert.Equal("10.000", Rows(html)[1][1]);
        Assert.Contains("2026-11-23 04:00 +02:00 to 2026-11-23 14:00 +02:00", Text(html), StringComparison.Ordinal);
        Assert.Contains("--ink:#d1d5db", html, StringComparison.Ordinal);
        Assert.Contains("--ink:#16191f", await world.AskAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_Alone_ShowsItsParts_AndAllThatIsCountedForAll()
    {
        var world = new WidgetWorld();
        await world.PutAsync(
            Noon - 7200, (Dimension.Endpoint, "GET /a", WidgetWorld.Cell(900, 90, 40)), (Dimension.Endpoint, "GET /b", WidgetWorld.Cell(100)),
            (Dimension.Status, "200", WidgetWorld.Cell(910)), (Dimension.Status, "503", WidgetWorld.Cell(90)), (Dimension.Region, "eu", WidgetWorld.Cell(1000)));
        string text = Text(await world.AskAsync("\"endpoint\":\"GET /a\""));
        Assert.Contains("this time 900 810 0 0 90", text, StringComparison.Ordinal);
        Assert.Contains("503: 90 (9.0%)", text, StringComparison.Ordinal);
        Assert.Contains("eu: 1,000 (100.0%)", text, StringComparison.Ordinal);
        Assert.Contains("requests, 100.0%", text, StringComparison.Ordinal);
        Assert.Contains("No requests in this time.", await world.AskAsync("\"endpoint\":\"GET /unknown\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejects_ByReason_SayHowToFixThem()
    {
        var world = new WidgetWorld();
        await world.PutAsync(Noon - 7200, (Dimension.Endpoint, "GET /a", WidgetWorld.Cell(75)), (Dimension.Reject, "status.missing", WidgetWorld.Cell(20)), (Dimension.Reject, "json.invalid", WidgetWorld.Cell(5)));
        string text = Text(await world.AskAsync("\"view\":\"rejects\""));
        Assert.Contains("25 of 100 lines (25.0%) could not be read.", text, StringComparison.Ordinal);
        Assert.Contains("status.missing No field is a status: name yours with FieldAliases, status=NAME. such as {", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("status.missing", StringComparison.Ordinal) < text.IndexOf("json.invalid", StringComparison.Ordinal));
        Assert.Contains("logfn redrive", text, StringComparison.Ordinal);
        Assert.Contains("Clients are not recorded", Text(await world.AskAsync("\"view\":\"clients\"")), StringComparison.Ordinal);
    }

    /// <summary>The examples are lines that the parser rejects for just that reason.</summary>
    [Fact]
    public void Examples_OfRejects_AreRejectedForTheirReason()
    {
        int tried = 0;
        foreach (RejectReason reason in Enum.GetValues<RejectReason>())
        {
            if (RejectExamples.Of(reason) is { } example && !example.Line.Contains("...", StringComparison.Ordinal) && !reason.Name().StartsWith("container", StringComparison.Ordinal))
            {
                var record = new LogRecord();
                Assert.Equal(reason, new LineParser(new ParserOptions()).Parse(System.Text.Encoding.UTF8.GetBytes(example.Line), 0, ref record));
                tried++;
            }
        }

        Assert.True(tried >= 13, $"{tried} were tried");
        RejectReason[] noLongerGiven = [RejectReason.None, RejectReason.MethodInvalid, RejectReason.RegionInvalid, RejectReason.ClientInvalid];
        Assert.Equal(noLongerGiven, Enum.GetValues<RejectReason>().Where(reason => RejectExamples.Of(reason) is null));
    }

    [Theory]
    [InlineData("""{"describe":true}""")]
    [InlineData("""{"describe":false,"widgetContext":{}}""")]
    public async Task Describe_IsAnswered_WithParametersAsYaml(string json)
    {
        string markdown = await new WidgetWorld().SendAsync(json);
        Assert.Contains("```yaml\nview: endpoints\n", markdown, StringComparison.Ordinal);
        Assert.All(["view", "endpoint", "sort", "top"], parameter => Assert.Contains($"`{parameter}`", markdown, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"view":"nothing"}""", "view is not one of endpoints, rejects, clients")]
    [InlineData("""{"view":"1"}""", "view is not one of")]
    [InlineData("""{"top":101}""", "top is 101; use 1 to 100.")]
    [InlineData("""{"widgetContext":{"timeRange":{"start":2000,"end":1000}}}""", "ends before it starts")]
    [InlineData("""{"widgetContext":""", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    public async Task Events_ThatAreWrong_AreExplainedInTheWidget(string json, string message) =>
        Assert.Contains(message, await new WidgetWorld().SendAsync(json), StringComparison.Ordinal);

    [Fact]
    public async Task Tables_ThatDoNotAnswer_AreTold()
    {
        var world = new WidgetWorld { Failure = new StoreUnavailableException("table <Ledger> is throttled") };
        Assert.Contains("could not be read", await world.AskAsync(), StringComparison.Ordinal);
        Assert.Contains("table &lt;Ledger&gt; is throttled", await world.AskAsync(), StringComparison.Ordinal);
        world.Failure = null;
        Assert.Contains("No requests in this time.", await world.AskAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_WithoutContext_ShowTheLastHours() => Assert.Contains("No requests in this time.", await new WidgetWorld().SendAsync("{}"), StringComparison.Ordinal);

    private static string[][] Rows(string html) =>
        [.. Row().Matches(html[html.IndexOf("<tbody>", StringComparison.Ordinal)..]).Select(row => CellOfRow().Matches(row.Groups[1].Value).Select(cell => Text(cell.Groups[1].Value)).ToArray())];

    private static string Text(string html) => System.Net.WebUtility.HtmlDecode(Space().Replace(Tag().Replace(Actions().Replace(html, ""), " "), " ")).Trim();

    [GeneratedRegex("<tr[^>]*>(.*?)</tr>")]
    private static partial Regex Row();

    [GeneratedRegex("<td[^>]*>(.*?)</td>")]
    private static partial Regex CellOfRow();

    [GeneratedRegex("<cwdb-action.*?</cwdb-action>|<style>.*?</style>")]
    private static partial Regex Actions();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex("\\s+")]
    private static partial Regex Space();
}
