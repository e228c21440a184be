using System.Text.Json;
using LogFunctions.Cli.Up;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Tools.Tests.Cli;

public sealed class RunReportTests
{
    private const int WindowSeconds = 60;
    private const long Start = 1_772_366_700; // 2026-03-01T12:05:00Z

    private static readonly ShardKey s_shard0 = new("logs", "shardId-000000000000");
    private static readonly ShardKey s_shard1 = new("logs", "shardId-000000000001");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_OfRowsOfSeveralShards_AddsThemUp()
    {
        using JsonDocument json = JsonDocument.Parse((await RunReport.ReadAsync(await StoreAsync(), WindowSeconds, Token)).ToJson());
        JsonElement report = json.RootElement;
        Assert.Equal(13, report.GetProperty("lines").GetInt64());
        Assert.Equal(10, report.GetProperty("accepted").GetInt64());
        Assert.Equal("""{"timestamp.invalid":3}""", Compact(report.GetProperty("rejected")));
        Assert.Equal("""{"requests":10,"statusClasses":{"1xx":0,"2xx":7,"3xx":0,"4xx":0,"5xx":3,"other":0},"bytes":1000}""", Compact(report.GetProperty("totals")));
        Assert.Equal("""{"200":7,"500":3}""", Compact(report.GetProperty("statuses")));
        Assert.Equal(2, report.GetProperty("windows").GetInt32());
        JsonElement[] endpoints = [.. report.GetProperty("endpoints").EnumerateArray()];
        Assert.Equal(["GET /a", "GET /b"], endpoints.Select(e => e.GetProperty("endpoint").GetString()));
        Assert.Equal(7, endpoints[0].GetProperty("requests").GetInt64());
        Assert.Equal(JsonValueKind.Null, endpoints[1].GetProperty("latencyMs").ValueKind);
        JsonElement latency = endpoints[0].GetProperty("latencyMs");
        Assert.InRange(latency.GetProperty("p50").GetDouble(), 0.99, 1.01);
        Assert.Equal(2.5, latency.GetProperty("max").GetDouble());
    }

    [Fact]
    public async Task Report_WithoutRows_IsAllZero()
    {
        var store = new InMemoryWindowStore(new WindowStoreOptions(), new FakeTimeProvider());
        using JsonDocument json = JsonDocument.Parse((await RunReport.ReadAsync(new WindowReader(store), WindowSeconds, Token)).ToJson());
        Assert.Equal(0, json.RootElement.GetProperty("lines").GetInt64());
        Assert.Equal("{}", Compact(json.RootElement.GetProperty("rejected")));
        Assert.Equal(0, json.RootElement.GetProperty("windows").GetInt32());
    }

    [Fact]
    public async Task LiveNumbers_HoldTheNewestWindows_AndNameTheNewestCompleteOne()
    {
        InMemoryWindowStore store = await FilledAsync();
        // The second window ends at +120 s; with 30 s of lateness it is complete at +150 s.
        LiveNumbers before = (await ReadLiveAsync(store, Start + 119))!;
        Assert.Equal((Start, Start + 120), (before.Range.FromSeconds, before.Range.ToSeconds));
        Assert.Equal(10, before.All.Requests);
        Assert.Equal(Start, (await ReadLiveAsync(store, Start + 149))!.Complete!.Window.StartSeconds);
        LiveNumbers after = (await ReadLiveAsync(store, Start + 150))!;
        Assert.Equal(new WindowKey(WindowSeconds, Start + 60), after.Complete!.Window);
        Assert.Equal((3, 1), (after.Complete.Cell.Requests, after.CompleteEndpointCount));
        Assert.Equal("GET /b", Assert.Single(after.Endpoints).Value);
    }

    [Fact]
    public async Task LiveScreen_InAPipe_IsOneLineWithoutControlCharacters()
    {
        LiveNumbers numbers = (await ReadLiveAsync(await FilledAsync(), Start + 150))!;
        string line = LiveScreen.Line(numbers.Complete!, numbers.CompleteEndpointCount, new LiveStatus(1234, 1230, 4, null, TimeSpan.FromSeconds(1.24), TimeSpan.Zero));
        Assert.Equal("2026-03-01T12:06:00Z 60s: 3 requests, 0.1/s, 100 % errors, p50 - ms, p95 - ms, p99 - ms, 1 endpoints; sent 1,234, accepted 1,230, rejected 4, iterator age 1.2 s", line);
    }

    private static Task<LiveNumbers?> ReadLiveAsync(InMemoryWindowStore store, long nowSeconds)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(nowSeconds));
        return new LiveNumbersReader(store, WindowSeconds, TimeSpan.FromSeconds(30), time).ReadAsync(Token);
    }

    private static async Task<WindowReader> StoreAsync() => new(await FilledAsync());

    private static async Task<InMemoryWindowStore> FilledAsync()
    {
        var store = new InMemoryWindowStore(new WindowStoreOptions(), new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(Start)));
        await PublishAsync(store, s_shard0, 1, Start, "GET /a", 200, requests: 4, latencyUs: 1000, rejects: 1);
        await PublishAsync(store, s_shard1, 1, Start, "GET /a", 200, requests: 3, latencyUs: 2500, rejects: 2);
        await PublishAsync(store, s_shard1, 2, Start + 60, "GET /b", 500, requests: 3, latencyUs: -1, rejects: 0);
        return store;
    }

    private static Task PublishAsync(InMemoryWindowStore store, ShardKey shard, long number, long start, string endpoint, int status, int requests, long latencyUs, int rejects)
    {
        List<WindowCell> cells =
        [
            new(Dimension.Endpoint, endpoint, CellOf(status, requests, latencyUs)),
            new(Dimension.Region, DimensionNames.NoRegion, CellOf(status, requests, latencyUs)),
            new(Dimension.Status, $"{status}", CellOf(status, requests, latencyUs)),
        ];
        if (rejects > 0)
        {
            cells.Add(new(Dimension.Reject, "timestamp.invalid", new Cell { Requests = rejects }));
        }

        return store.PublishAsync(shard, Segment.FromCells(new WindowKey(WindowSeconds, start), number, start + 90, cells), Token);
    }

    private static Cell CellOf(int status, int requests, long latencyUs)
    {
        var cell = new Cell { Requests = requests, Bytes = 100 * requests, Status2xx = status == 200 ? requests : 0, Status5xx = status == 500 ? requests : 0 };
        if (latencyUs >= 0)
        {
            cell.Latency.Add(latencyUs, requests);
            (cell.LatencySumUs, cell.LatencyMinUs, cell.LatencyMaxUs) = (latencyUs * requests, latencyUs, latencyUs);
        }

        return cell;
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
