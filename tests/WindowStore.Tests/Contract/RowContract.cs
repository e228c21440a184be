using System.Globalization;
using CsCheck;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>What every store promises of rows and the catalog.</summary>
public abstract class RowContract(IStoreProvider provider)
{
    private static readonly RowQuery s_everythingOfRoot = new(60, Dimension.Endpoint, "GET /", 0, long.MaxValue);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_OfASegment_ReadBackAsPublished()
    {
        IWindowStore store = await provider.CreateAsync();
        WindowCell cell = EndpointCell("GET /", 0, 1, 1000, 250_000, 30_000_000);

        await store.PublishAsync(Shard, Segment(42, StartSeconds, cell), Cancellation);

        WindowRow row = Assert.Single(await store.QueryRowsAsync(s_everythingOfRoot, Cancellation).ToListAsync());
        Assert.Equal(new WindowKey(60, StartSeconds), row.Window);
        Assert.Equal((Dimension.Endpoint, "GET /", Shard, 42), (row.Dimension, row.Value, row.Ledger, row.Segment));
        Assert.Equal(Words(cell.Cell), Words(row.Cell));
    }

    [Fact]
    public async Task Rows_WithoutAnyLatency_HaveAnEmptyDistribution()
    {
        IWindowStore store = await provider.CreateAsync();
        var cell = new Cell { Requests = 3, Status1xx = 1, StatusOther = 2, Bytes = long.MaxValue };

        await store.PublishAsync(Shard, Segment(1, StartSeconds, new WindowCell(Dimension.Endpoint, "GET /", cell)), Cancellation);

        WindowRow row = Assert.Single(await store.QueryRowsAsync(s_everythingOfRoot, Cancellation).ToListAsync());
        Assert.Equal(Words(cell), Words(row.Cell));
    }

    [Fact]
    public async Task Publish_OfAnySplitInAnyOrderAnyNumberOfTimes_AddsUpToTheWhole()
    {
        await Law.HoldsAsync(
            Gen.Select(Requests.Array[1, 60], Gen.Int[1, 3], Gen.Int),
            25,
            async example =>
            {
                (Request[] requests, int parts, int seed) = example;
                var random = new Random(seed);
                IReadOnlyList<(ShardKey Shard, Segment Segment)> segments = Segments(requests, _ => random.Next(parts));
                IWindowStore store = await provider.CreateAsync();

                (ShardKey, Segment)[] publications = [.. segments, .. segments.Where(_ => random.Next(2) == 0)];
                random.Shuffle(publications);
                await Task.WhenAll(
                    publications.Select(publication => store.PublishAsync(publication.Item1, publication.Item2, Cancellation)));

                Assert.Equal(Expected(requests), await ActualAsync(store));
            });
    }

    [Fact]
    public async Task Query_ByTime_TakesTheFirstWindowAndLeavesOutTheLast()
    {
        IWindowStore store = await provider.CreateAsync();
        for (int i = 0; i < 5; i++)
        {
            await store.PublishAsync(Shard, Segment(i, StartSeconds + (60 * i), EndpointCell("GET /", i)), Cancellation);
        }

        Assert.Equal([1, 2], await SegmentsAsync(StartSeconds + 60, StartSeconds + 180));
        Assert.Equal([2], await SegmentsAsync(StartSeconds + 61, StartSeconds + 121));
        Assert.Equal([], await SegmentsAsync(StartSeconds + 61, StartSeconds + 120));
        Assert.Equal([], await SegmentsAsync(StartSeconds + 60, StartSeconds + 60));
        Assert.Equal([], await SegmentsAsync(StartSeconds + 180, StartSeconds + 60));
        Assert.Equal([0, 1, 2, 3, 4], await SegmentsAsync(long.MinValue, long.MaxValue));

        async Task<IEnumerable<long>> SegmentsAsync(long from, long to) =>
            (await store.QueryRowsAsync(new RowQuery(60, Dimension.Endpoint, "GET /", from, to), Cancellation).ToListAsync()).Select(row => row.Segment);
    }

    [Fact]
    public async Task Query_OfOneSizeDimensionAndValue_LeavesOutTheOthers()
    {
        IWindowStore store = await provider.CreateAsync();
        await store.PublishAsync(Shard, Segment(
            1,
            StartSeconds,
            EndpointCell("GET /", 1),
            EndpointCell("GET /a", 1),
            new WindowCell(Dimension.Region, "GET /", Cell(1))), Cancellation);
        await store.PublishAsync(
            Shard,
            Core.Ledger.Segment.FromCells(new WindowKey(3600, StartSeconds), 2, StartSeconds, [EndpointCell("GET /", 1)]),
            Cancellation);

        WindowRow row = Assert.Single(await store.QueryRowsAsync(s_everythingOfRoot, Cancellation).ToListAsync());

        Assert.Equal(1, row.Segment);
    }

    [Fact]
    public async Task Query_OfMoreThanOnePage_IsWholeAndInOrder()
    {
        IWindowStore store = await provider.CreateAsync();
        // About 1.5 KB of sketch per row; DynamoDB's page is 1 MB.
        long[] latencies = [.. Enumerable.Range(0, 900).Select(i => (long)Math.Pow(1.02, i))];
        const int Rows = 1100;
        await Parallel.ForAsync(0, Rows, Cancellation, async (i, token) =>
            await store.PublishAsync(Shard, Segment(i, StartSeconds + (60 * i), EndpointCell("GET /", latencies)), token));

        List<WindowRow> rows = await store.QueryRowsAsync(s_everythingOfRoot, Cancellation).ToListAsync();

        Assert.Equal(Enumerable.Range(0, Rows).Select(i => StartSeconds + (60L * i)), rows.Select(row => row.Window.StartSeconds));
        Assert.Equal(Rows * latencies.Length, rows.Sum(row => row.Cell.LatencyCount));
    }

    [Fact]
    public async Task Publish_OfThousandsOfCells_StoresEach()
    {
        IWindowStore store = await provider.CreateAsync();
        const int Endpoints = 2003;
        string[] names = [.. Enumerable.Range(0, Endpoints).Select(i => string.Create(CultureInfo.InvariantCulture, $"GET /page/{i:D5}"))];

        await store.PublishAsync(Shard, Segment(1, StartSeconds, [.. names.Select((name, i) => EndpointCell(name, i))]), Cancellation);

        IReadOnlyList<RangeAggregate> totals = await new WindowReader(store).TotalsAsync(
            Dimension.Endpoint, WindowRange.Everything(60), Cancellation);
        Assert.Equal(names, totals.Select(total => total.Value));
        Assert.Equal(Enumerable.Range(0, Endpoints).Select(i => (long)i), totals.Select(total => total.Cell.LatencyMaxUs));
    }

    [Fact]
    public async Task Rows_PastTheirTimeToLive_AreNotRead()
    {
        var time = new InstantTime();
        IWindowStore store = await provider.CreateAsync(time: time);
        await store.PublishAsync(Shard, Segment(1, StartSeconds, EndpointCell("GET /", 1)), Cancellation);
        await store.PublishAsync(
            Shard,
            Core.Ledger.Segment.FromCells(new WindowKey(3600, StartSeconds), 2, StartSeconds, [EndpointCell("GET /", 1)]),
            Cancellation);

        time.Advance(TimeSpan.FromSeconds((7 * 86_400) + 59));
        Assert.Single(await store.QueryRowsAsync(s_everythingOfRoot, Cancellation).ToListAsync());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await store.QueryRowsAsync(s_everythingOfRoot, Cancellation).ToListAsync());

        Assert.Equal(["GET /"], await store.ListAsync(Dimension.Endpoint, WindowRange.Everything(3600)));
        RowQuery hours = s_everythingOfRoot with { WindowSeconds = 3600 };
        Assert.Single(await store.QueryRowsAsync(hours, Cancellation).ToListAsync());
        time.Advance(TimeSpan.FromDays(400));
        Assert.Empty(await store.QueryRowsAsync(hours, Cancellation).ToListAsync());
    }

    [Fact]
    public async Task Rows_OfOneWindowFrozenAtDifferentTimes_EndTogether()
    {
        IWindowStore store = await provider.CreateAsync(time: new InstantTime());
        var window = new WindowKey(60, StartSeconds);
        foreach (long afterSeconds in (long[])[30, 3_600, 86_400, 3 * 86_400])
        {
            await store.PublishAsync(
                Shard,
                Core.Ledger.Segment.FromCells(window, afterSeconds, window.EndSeconds + afterSeconds, [EndpointCell("GET /", 1)]),
                Cancellation);
        }

        List<WindowRow> rows = await store.QueryRowsAsync(s_everythingOfRoot, Cancellation).ToListAsync();
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.Equal(window.EndSeconds + (7 * 86_400), row.ExpiresAtSeconds));
    }

    [Fact]
    public async Task Rows_OfTwoStreamsAndOfLargerWindows_DoNotMeet()
    {
        IWindowStore store = await provider.CreateAsync();
        foreach (ShardKey ledger in (ShardKey[])[Shard, Shard with { Stream = "other" }, Shard with { WindowSeconds = 60 }])
        {
            await store.PublishAsync(ledger, Segment(42, StartSeconds, EndpointCell("GET /", 1)), Cancellation);
        }

        List<WindowRow> rows = await store.QueryRowsAsync(s_everythingOfRoot, Cancellation).ToListAsync();
        Assert.Equal(3, rows.Select(row => row.Ledger).Distinct().Count());
    }

    [Fact]
    public async Task Rows_OfOldLogsReplayedNow_LiveOnFromNow()
    {
        var time = new InstantTime();
        IWindowStore store = await provider.CreateAsync(time: time);
        var may2015 = new WindowKey(60, 1_431_857_100);

        await store.PublishAsync(Shard, Core.Ledger.Segment.FromCells(may2015, 1, StartSeconds, [EndpointCell("GET /", 1)]), Cancellation);

        WindowRow row = Assert.Single(await store.QueryRowsAsync(s_everythingOfRoot, Cancellation).ToListAsync());
        Assert.InRange(row.ExpiresAtSeconds, StartSeconds + (7 * 86_400 / 2), StartSeconds + (7 * 86_400));
        Assert.Equal(["GET /"], await store.ListAsync(Dimension.Endpoint, new WindowRange(60, may2015.StartSeconds, may2015.EndSeconds)));
    }

    [Fact]
    public async Task ListValues_OfADimension_NamesEachOnceInOrder()
    {
        IWindowStore store = await provider.CreateAsync();
        string[] values = ["#", "GET /", "GET /a#b", "GET /a\"b'\\", "GET /\u0001", "GET /é", "GET /\uFFFD", "GET /👀", "[red]x[/]", new string('x', 1000)];
        for (int segment = 0; segment < 2; segment++)
        {
            await store.PublishAsync(Shard, Segment(
                segment,
                StartSeconds,
                [.. values.Reverse().Select(value => EndpointCell(value, 1)), new(Dimension.Region, "eu", Cell(1))]), Cancellation);
        }

        List<string> listed = await store.ListAsync(Dimension.Endpoint);

        Assert.Equal(values.OrderBy(Utf8Hex, StringComparer.Ordinal), listed);
        foreach (string value in values)
        {
            Assert.Equal(2, (await store.QueryRowsAsync(s_everythingOfRoot with { Value = value }, Cancellation).ToListAsync()).Count);
        }

        static string Utf8Hex(string value) => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(value));
    }

    [Fact]
    public async Task Values_TooLongForAKey_AreShortenedAndStayApart()
    {
        IWindowStore store = await provider.CreateAsync();
        string prefix = string.Concat(Enumerable.Repeat("é👀", 900));

        await store.PublishAsync(
            Shard, Segment(1, StartSeconds, EndpointCell(prefix + "1", 1), EndpointCell(prefix + "2", 2, 2)), Cancellation);

        Assert.Equal(2, (await store.ListAsync(Dimension.Endpoint)).Count);
        RangeAggregate second = await new WindowReader(store).TotalAsync(
            Dimension.Endpoint, prefix + "2", WindowRange.Everything(60), Cancellation);
        Assert.Equal(2, second.Cell.Requests);
    }

    [Fact]
    public async Task ListValues_OfARange_MissesNoValueWithRowsInIt()
    {
        await Law.HoldsAsync(
            Gen.Select(Gen.Int[-5, 3], Gen.Int[0, 86_400], Gen.Int[-4, 4]).Array[1, 12],
            15,
            async publications =>
            {
                var time = new InstantTime();
                IWindowStore store = await provider.CreateAsync(time: time);
                long number = 0;
                foreach ((int dayOfWindow, int pause, _) in publications)
                {
                    // Old windows published now, windows that are still to come, and time passing between them.
                    long start = (time.GetUtcNow().ToUnixTimeSeconds() / 60 * 60) + (dayOfWindow * 86_400L / 3);
                    number++;
                    await store.PublishAsync(Shard, Segment(number, start, EndpointCell("GET /" + (number % 4), 1)), Cancellation);
                    time.Advance(TimeSpan.FromSeconds(pause));
                }

                foreach ((_, _, int day) in publications)
                {
                    long from = time.GetUtcNow().ToUnixTimeSeconds() + (day * 86_400L / 2);
                    long to = from + 1 + (Math.Abs(day) * 3_000L);
                    List<string> listed = await store.ListAsync(Dimension.Endpoint, new WindowRange(60, from, to));
                    foreach (string value in await store.ListAsync(Dimension.Endpoint))
                    {
                        List<WindowRow> rows = await store.QueryRowsAsync(
                            new RowQuery(60, Dimension.Endpoint, value, from, to), Cancellation).ToListAsync();
                        Assert.True(rows.Count == 0 || listed.Contains(value), $"{value} has rows from {from} to {to}, but is not listed.");
                    }
                }
            });
    }

    [Fact]
    public async Task Publish_WhenCancelled_SaysWhatIsLeft()
    {
        IWindowStore store = await provider.CreateAsync();
        Segment segment = Segment(42, StartSeconds, EndpointCell("GET /", 1), EndpointCell("GET /a", 1));

        StoreUnavailableException exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.PublishAsync(Shard, segment, new CancellationToken(canceled: true)));

        Assert.IsAssignableFrom<OperationCanceledException>(exception.InnerException);
        Assert.Contains("segment 42", exception.Message, StringComparison.Ordinal);
        Assert.Contains("2 of 2 rows left", exception.Message, StringComparison.Ordinal);
        Assert.Empty(await store.QueryRowsAsync(s_everythingOfRoot, Cancellation).ToListAsync());
    }

    private static Dictionary<string, string> Expected(IEnumerable<Request> requests) =>
        requests.GroupBy(request => request.WindowStart)
            .SelectMany(
                window => Cells(window), (window, cell) => (Key: $"{window.Key} {cell.Dimension} {cell.Value}", Words: Words(cell.Cell)))
            .ToDictionary(pair => pair.Key, pair => pair.Words);

    private static async Task<Dictionary<string, string>> ActualAsync(IWindowStore store)
    {
        Dictionary<string, string> actual = [];
        foreach (Dimension dimension in DimensionNames.All.ToArray())
        {
            foreach (WindowAggregate window in await new WindowReader(store).ReadAsync(
                dimension, null, WindowRange.Everything(60), Cancellation))
            {
                actual.Add($"{window.Window.StartSeconds} {dimension} {window.Value}", Words(window.Cell));
            }
        }

        return actual;
    }
}

/// <summary>Rows in memory.</summary>
public sealed class MemoryRowTests() : RowContract(new MemoryProvider());

/// <summary>Rows in DynamoDB.</summary>
public sealed class DynamoRowTests(DynaliteFixture dynalite) : RowContract(dynalite);
