using System.Text;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>Live reads: open windows, outboxes and rows together are the lines up to the ledgers' positions.</summary>
public abstract class LiveContract(IStoreProvider provider)
{
    private const long NoonMs = StartSeconds * 1000;
    private readonly LedgerContext _context = new(new LedgerOptions(), WriteEndpoint, hashSeed: 1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LiveRead_OpenWindowsOutboxAndRows_CountsEveryLineOnce()
    {
        IWindowStore store = await provider.CreateAsync();
        var ledger = new ShardLedger(_context);
        var hours = new RollupLedger(_context, 3600);
        for (int minute = 0; minute < 4; minute++)
        {
            // Two lines a minute; the first two minutes freeze.
            ledger.ObserveArrival(NoonMs + (minute * 60_000));
            Count(ledger, NoonMs + (minute * 60_000));
            Count(ledger, NoonMs + (minute * 60_000) + 1);
        }

        ledger.FreezePassed(NoonMs + 180_000);
        Assert.Equal(2, ledger.Outbox.Count);
        Assert.True(await WriteAsync(store, Shard, ledger.Encode(), 0));
        hours.Take(ledger, NoonMs + 180_000);
        Assert.True(await WriteAsync(store, Shard with { WindowSeconds = 3600 }, hours.Encode(), 0));
        await store.PublishAsync(Shard, ledger.Outbox[0], Cancellation);

        // One row is there although its segment still is in the outbox; all that a reader of rows sees is that minute.
        var rowsOnly = new WindowReader(store);
        Assert.Equal(2, (await rowsOnly.TotalAsync(Dimension.All, "*", WindowRange.Everything(60), Cancellation)).Cell.Requests);
        foreach (int windowSeconds in (int[])[60, 3600])
        {
            var reader = new WindowReader(store, live: await LiveLedgers.ReadAsync(store, Cancellation));
            RangeAggregate all = await reader.TotalAsync(Dimension.All, "*", WindowRange.Everything(windowSeconds), Cancellation);
            RangeAggregate endpoint = Assert.Single(
                await reader.TotalsAsync(Dimension.Endpoint, WindowRange.Everything(windowSeconds), Cancellation));
            Assert.Equal((8, 8, windowSeconds == 60 ? 4 : 1), (all.Cell.Requests, all.Cell.LatencyCount, all.WindowCount));
            Assert.Equal(("GET /a", 8), (endpoint.Value, endpoint.Cell.Requests));
        }
    }

    [Fact]
    public async Task LiveRead_RowsFrozenAfterTheLedgersWereRead_AreLeftOut()
    {
        IWindowStore store = await provider.CreateAsync();
        var ledger = new ShardLedger(_context);
        ledger.ObserveArrival(NoonMs);
        Count(ledger, NoonMs);
        Assert.True(await WriteAsync(store, Shard, ledger.Encode(), 0));
        LiveLedgers live = await LiveLedgers.ReadAsync(store, Cancellation);

        // Meanwhile the window freezes and is published, another shard is born, and an old one that was deleted has rows.
        Count(ledger, NoonMs + 5);
        ledger.FreezeAll(NoonMs + 90_000);
        Assert.True(await WriteAsync(store, Shard, ledger.Encode(), 1));
        await store.PublishAsync(Shard, ledger.Outbox[0], Cancellation);
        ShardKey born = Shard with { ShardId = ShardId(7) };
        Assert.True(await WriteAsync(store, born, new ShardLedger(_context).Encode(), 0));
        await store.PublishAsync(born, ledger.Outbox[0], Cancellation);
        await store.PublishAsync(Shard with { ShardId = ShardId(8) }, Segment(1, StartSeconds, EndpointCell("GET /a", 4)), Cancellation);

        var reader = new WindowReader(store, live: live);
        Assert.Equal(2, (await reader.TotalAsync(Dimension.Endpoint, "GET /a", WindowRange.Everything(60), Cancellation)).Cell.Requests);
        Assert.Equal([new WindowKey(60, StartSeconds)], live.OpenWindows(60));
        Assert.Equal(Shard, Assert.Single(live.Positions).Shard);
    }

    private static Task<bool> WriteAsync(IWindowStore store, ShardKey key, ReadOnlyMemory<byte> blob, long version) =>
        store.TryWriteLedgerAsync(
        key,
        new LedgerItem { Version = version + 1, LastSequenceNumber = default, UpdatedAtMs = NoonMs, HasOpenWindows = true, HasOutbox = true, Blob = blob.ToArray() },
        version,
        Cancellation);

    private static void Count(ShardLedger ledger, long timestampMs)
    {
        var record = new LogRecord { TimestampMs = timestampMs, Method = "GET"u8, Target = "/a"u8, Region = ""u8, Status = 200, LatencyUs = 100, ResponseBytes = 1 };
        ledger.Count(in record);
    }

    private static int WriteEndpoint(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target, Span<byte> destination) =>
        Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetString(method)} {Encoding.UTF8.GetString(target)}", destination);
}

/// <summary>Live reads over memory.</summary>
public sealed class MemoryLiveTests() : LiveContract(new MemoryProvider());

/// <summary>Live reads over DynamoDB.</summary>
public sealed class DynamoLiveTests(DynaliteFixture dynalite) : LiveContract(dynalite);
