using System.Text;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>Looking again and again at the newest windows gives what a live read of that moment gives.</summary>
public abstract class RecentWindowsContract(IStoreProvider provider)
{
    private const long NoonMs = StartSeconds * 1000;
    private readonly LedgerContext _context = new(new LedgerOptions(), WriteEndpoint, hashSeed: 1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RecentWindows_ThroughFreezingPublishingAndDropping_AreTheLiveReadOfEachMoment()
    {
        var store = new CountingStore(await provider.CreateAsync());
        var recent = new RecentWindows(store, 60, 3, Dimension.All, Dimension.Endpoint);
        var ledger = new ShardLedger(_context);
        long version = 0;
        for (int second = 0; second < 400; second += 10)
        {
            long nowMs = NoonMs + (second * 1000);
            ledger.ObserveArrival(nowMs);
            Count(ledger, nowMs, second % 40 == 0 ? "/rare" : "/a");
            ledger.FreezePassed(nowMs);
            await StepAsync();
            foreach (Segment segment in ledger.Outbox)
            {
                await store.PublishAsync(Shard, segment, Cancellation);
            }

            await AssertSameAsync(recent, store, StartSeconds + second + 1);
            if (second % 20 == 0)
            {
                ledger.RemovePublished(ledger.Outbox.Count);
                await StepAsync();
            }

            async Task StepAsync()
            {
                Assert.True(await store.TryWriteLedgerAsync(Shard, Item(ledger.Encode(), ++version), version - 1, Cancellation));
                await AssertSameAsync(recent, store, StartSeconds + second + 1);
            }
        }
    }

    [Fact]
    public async Task RecentWindows_WhileNothingIsFrozen_ReadNoRows()
    {
        var store = new CountingStore(await provider.CreateAsync());
        var recent = new RecentWindows(store, 60, 3, Dimension.All, Dimension.Endpoint);
        var ledger = new ShardLedger(_context);
        ledger.ObserveArrival(NoonMs);
        Count(ledger, NoonMs, "/a");
        Assert.True(await store.TryWriteLedgerAsync(Shard, Item(ledger.Encode(), 1), 0, Cancellation));
        await recent.ReadAsync(StartSeconds + 1, Cancellation);
        int queries = store.Started;

        Count(ledger, NoonMs + 1, "/b");
        Assert.True(await store.TryWriteLedgerAsync(Shard, Item(ledger.Encode(), 2), 1, Cancellation));
        RecentCells seen = await recent.ReadAsync(StartSeconds + 2, Cancellation);

        Assert.Equal(queries, store.Started);
        Assert.Equal([("*", 2), ("GET /a", 1), ("GET /b", 1)], seen.Cells.Select(cell => (cell.Value, cell.Cell.Requests)));
        Assert.Equal([new WindowKey(60, StartSeconds)], seen.OpenWindows);
        Assert.Equal(new WindowRange(60, StartSeconds - 120, StartSeconds + 60), seen.Range);
    }

    private static async Task AssertSameAsync(RecentWindows recent, CountingStore store, long nowSeconds)
    {
        RecentCells seen = await recent.ReadAsync(nowSeconds, Cancellation);
        var reader = new WindowReader(store.Inner, live: await LiveLedgers.ReadAsync(store.Inner, Cancellation));
        List<WindowAggregate> expected = [];
        foreach (Dimension dimension in (Dimension[])[Dimension.All, Dimension.Endpoint])
        {
            expected.AddRange(await reader.ReadAsync(dimension, null, seen.Range, Cancellation));
        }

        Assert.Equal(
            expected.OrderBy(cell => cell.Window.StartSeconds).ThenBy(cell => cell.Dimension).Select(Describe),
            seen.Cells.Select(Describe));
    }

    private static string Describe(WindowAggregate cell) =>
        $"{cell.Window} {cell.Dimension} {cell.Value} {cell.Cell.Requests} {Convert.ToHexString(cell.Cell.Latency.ToArray())}";

    private static LedgerItem Item(ReadOnlyMemory<byte> blob, long version) => new()
    {
        Version = version,
        LastSequenceNumber = default,
        UpdatedAtMs = NoonMs,
        HasOpenWindows = true,
        HasOutbox = true,
        Blob = blob.ToArray(),
    };

    private static void Count(ShardLedger ledger, long timestampMs, string target)
    {
        var record = new LogRecord
        {
            TimestampMs = timestampMs,
            Method = "GET"u8,
            Target = Encoding.UTF8.GetBytes(target),
            Region = ""u8,
            Status = 200,
            LatencyUs = 100 + (timestampMs % 977),
            ResponseBytes = 1,
        };
        ledger.Count(in record);
    }

    private static int WriteEndpoint(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target, Span<byte> destination) =>
        Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetString(method)} {Encoding.UTF8.GetString(target)}", destination);
}

/// <summary>The newest windows over memory.</summary>
public sealed class MemoryRecentWindowsTests() : RecentWindowsContract(new MemoryProvider());

/// <summary>The newest windows over DynamoDB.</summary>
public sealed class DynamoRecentWindowsTests(DynaliteFixture dynalite) : RecentWindowsContract(dynalite);
