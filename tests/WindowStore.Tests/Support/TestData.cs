using System.Globalization;
using CsCheck;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore.Tests;

/// <summary>Segments and ledgers to store.</summary>
internal static class TestData
{
    public const long StartSeconds = InstantTime.StartSeconds;

    public static readonly ShardKey Shard = new("logs", "shardId-000000000001");

    /// <summary>Some requests of one endpoint: everything that ends up in cells.</summary>
    public sealed record Request(string Shard, long WindowStart, string Endpoint, string Region, int Status, long Bytes, long? LatencyUs);

    /// <summary>A few windows, shards, endpoints; latencies over many magnitudes; a fifth without any.</summary>
    public static readonly Gen<Request> Requests = Gen.Select(
        Gen.Int[1, 3], Gen.Int[0, 3], Law.OneOf(
            "GET /", "POST /orders/{id}", "GET /a#b", "(none)", "GET /ünï 👀"), Law.OneOf("eu-west-1", "(none)"),
        Law.OneOf(0, 101, 200, 200, 304, 404, 503, 999), Gen.Long[0, 1L << 40], Gen.Long[0, 1L << 36], Gen.Int[0, 4],
        (shard, window, endpoint, region, status, bytes, latency, known) => new Request(
            ShardId(shard), StartSeconds + (60 * window), endpoint, region, status, bytes, known == 0 ? null : latency >> (int)(bytes % 30)));

    public static string ShardId(int number) => string.Create(CultureInfo.InvariantCulture, $"shardId-{number:D12}");

    public static Segment Segment(long number, long windowStart, params WindowCell[] cells) =>
        Core.Ledger.Segment.FromCells(new WindowKey(60, windowStart), number, windowStart + 90, cells);

    /// <summary>A cell of an endpoint with requests that took so many microseconds.</summary>
    public static WindowCell EndpointCell(string endpoint, params long[] latenciesUs) => new(
        Dimension.Endpoint, endpoint, Cell(latenciesUs));

    public static Cell Cell(params long[] latenciesUs)
    {
        var cell = new Cell { Requests = latenciesUs.Length, Status2xx = latenciesUs.Length, Bytes = latenciesUs.Length * 10 };
        foreach (long latencyUs in latenciesUs)
        {
            AddLatency(cell, latencyUs);
        }

        return cell;
    }

    /// <summary>The requests of one window and shard as cells of all dimensions.</summary>
    public static IReadOnlyList<WindowCell> Cells(IEnumerable<Request> requests)
    {
        Dictionary<(Dimension, string), Cell> cells = [];
        foreach (Request request in requests)
        {
            Count(cells, Dimension.All, DimensionNames.AllValue, request);
            Count(cells, Dimension.Endpoint, request.Endpoint, request);
            Count(cells, Dimension.Region, request.Region, request);
            Count(cells, Dimension.Status, request.Status.ToString("D3", CultureInfo.InvariantCulture), request);
        }

        return [.. cells.Select(pair => new WindowCell(pair.Key.Item1, pair.Key.Item2, pair.Value))];
    }

    /// <summary>Every request into a segment of its window and shard, cut into several by <paramref name="segmentOf"/>.</summary>
    public static IReadOnlyList<(ShardKey Shard, Segment Segment)> Segments(IEnumerable<Request> requests, Func<Request, int> segmentOf)
    {
        long number = 0;
        return
        [
            .. requests.GroupBy(request => (request.Shard, request.WindowStart, Part: segmentOf(request)))
                .Select(group => (
                    new ShardKey("logs", group.Key.Shard),
                    Core.Ledger.Segment.FromCells(new WindowKey(60, group.Key.WindowStart), ++number, StartSeconds + 600, Cells(group)))),
        ];
    }

    public static LedgerItem Ledger(long version, int blobBytes = 100, int seed = 7)
    {
        byte[] blob = new byte[blobBytes];
        new Random(seed).NextBytes(blob);
        return new LedgerItem
        {
            Version = version,
            LastSequenceNumber = SequenceNumber.Parse("49590338271490256608559692538361571095921575989136588898"),
            UpdatedAtMs = (StartSeconds * 1000) + 123,
            HasOpenWindows = true,
            HasOutbox = false,
            Blob = blob,
        };
    }

    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }

    /// <summary>A cell in words: two are equal if and only if their words are.</summary>
    public static string Words(Cell cell) => string.Create(
        CultureInfo.InvariantCulture,
        $"n={cell.Requests} 1={cell.Status1xx} 2={cell.Status2xx} 3={cell.Status3xx} 4={cell.Status4xx} 5={cell.Status5xx} o={cell.StatusOther} b={cell.Bytes} l={cell.LatencyCount},{cell.LatencySumUs},{cell.LatencyMinUs},{cell.LatencyMaxUs} {Convert.ToHexString(cell.Latency.ToArray())}");

    private static void Count(Dictionary<(Dimension, string), Cell> cells, Dimension dimension, string value, Request request)
    {
        if (!cells.TryGetValue((dimension, value), out Cell? cell))
        {
            cells.Add((dimension, value), cell = new Cell());
        }

        cell.Requests++;
        cell.Bytes += request.Bytes;
        switch (request.Status / 100)
        {
            case 1: cell.Status1xx++; break;
            case 2: cell.Status2xx++; break;
            case 3: cell.Status3xx++; break;
            case 4: cell.Status4xx++; break;
            case 5: cell.Status5xx++; break;
            default: cell.StatusOther++; break;
        }

        if (request.LatencyUs is { } latencyUs)
        {
            AddLatency(cell, latencyUs);
        }
    }

    private static void AddLatency(Cell cell, long latencyUs)
    {
        cell.LatencyMinUs = cell.LatencyCount == 0 ? latencyUs : Math.Min(cell.LatencyMinUs, latencyUs);
        cell.LatencyMaxUs = Math.Max(cell.LatencyMaxUs, latencyUs);
        cell.LatencySumUs += latencyUs;
        cell.Latency.Add(latencyUs);
    }
}
