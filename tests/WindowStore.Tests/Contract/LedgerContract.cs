using System.Globalization;
using CsCheck;
using LogFunctions.Core.Ledger;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>What every store promises of ledgers.</summary>
public abstract class LedgerContract(IStoreProvider provider)
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadLedger_OfUnknownShard_IsNull()
    {
        IWindowStore store = await provider.CreateAsync();

        Assert.Null(await store.ReadLedgerAsync(Shard, Cancellation));
    }

    [Fact]
    public async Task Ledger_OfAnyContent_ReadsBackAsWritten()
    {
        IWindowStore store = await provider.CreateAsync();
        Gen<string> digits = Gen.Char['0', '9'].Array[0, 128].Select(chars => new string(chars).TrimStart('0'));
        int shard = 0;

        await Law.HoldsAsync(
            Gen.Select(Gen.Byte.Array[1, 2000], digits, Gen.Long[0, long.MaxValue], Gen.Bool, Gen.Bool),
            50,
            async example =>
            {
                (byte[] blob, string sequence, long updated, bool open, bool outbox) = example;
                var key = new ShardKey("logs", ShardId(Interlocked.Increment(ref shard)));
                LedgerItem item = Ledger(1) with
                {
                    LastSequenceNumber = SequenceNumber.Parse(sequence),
                    UpdatedAtMs = updated,
                    HasOpenWindows = open,
                    HasOutbox = outbox,
                    Heat = open ? blob.AsMemory(0, Math.Min(blob.Length, 300)) : default,
                    Blob = blob,
                };

                Assert.True(await store.TryWriteLedgerAsync(key, item, 0, Cancellation));
                AssertEqual(item, await store.ReadLedgerAsync(key, Cancellation));
            });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(307_200)]
    [InlineData(380 * 1024)]
    [InlineData(LedgerItem.MaxBlobBytes)]
    public async Task Ledger_OfAnySizeUpToTheLimit_ReadsBackAsWritten(int blobBytes)
    {
        IWindowStore store = await provider.CreateAsync();
        LedgerItem item = Ledger(1, blobBytes);

        Assert.True(await store.TryWriteLedgerAsync(Shard, item, 0, Cancellation));

        AssertEqual(item, await store.ReadLedgerAsync(Shard, Cancellation));
    }

    [Fact]
    public async Task Ledger_OfOneByteTooMany_IsRefusedByName()
    {
        IWindowStore store = await provider.CreateAsync();

        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(
            () => store.TryWriteLedgerAsync(Shard, Ledger(1, LedgerItem.MaxBlobBytes + 1), 0, Cancellation));

        Assert.Contains("logs#shardId-000000000001", exception.Message, StringComparison.Ordinal);
        Assert.Contains("400001 bytes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledger_WrittenOverAnotherVersionThanExpected_StaysAsItIs()
    {
        IWindowStore store = await provider.CreateAsync();
        Assert.False(await store.TryWriteLedgerAsync(Shard, Ledger(6), 5, Cancellation));
        Assert.True(await store.TryWriteLedgerAsync(Shard, Ledger(1), 0, Cancellation));
        LedgerItem second = Ledger(2, seed: 8);
        Assert.True(await store.TryWriteLedgerAsync(Shard, second, 1, Cancellation));

        Assert.False(await store.TryWriteLedgerAsync(Shard, Ledger(1, seed: 9), 0, Cancellation));
        Assert.False(await store.TryWriteLedgerAsync(Shard, Ledger(2, seed: 9), 1, Cancellation));
        Assert.False(await store.TryWriteLedgerAsync(Shard, Ledger(4, seed: 9), 3, Cancellation));

        AssertEqual(second, await store.ReadLedgerAsync(Shard, Cancellation));
    }

    [Fact]
    public async Task Ledger_WithAVersionThatDoesNotFollow_IsABugAndThrows()
    {
        IWindowStore store = await provider.CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.TryWriteLedgerAsync(Shard, Ledger(3), 1, Cancellation));
    }

    [Fact]
    public async Task Ledger_WrittenByManyAtOnce_HasExactlyOneWinner()
    {
        IWindowStore store = await provider.CreateAsync();
        for (int expected = 0; expected < 3; expected++)
        {
            LedgerItem[] items = [.. Enumerable.Range(0, 12).Select(writer => Ledger(expected + 1, seed: writer))];

            bool[] won = await Task.WhenAll(items.Select(item => store.TryWriteLedgerAsync(Shard, item, expected, Cancellation)));

            int winner = Assert.Single(Enumerable.Range(0, items.Length), i => won[i]);
            AssertEqual(items[winner], await store.ReadLedgerAsync(Shard, Cancellation));
        }
    }

    [Fact]
    public async Task Ledger_IncrementedByManyUntilTheyWin_LosesNoIncrement()
    {
        IWindowStore store = await provider.CreateAsync();
        const int Writers = 4;
        const int Increments = 10;

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(IncrementAsync)));

        LedgerItem? end = await store.ReadLedgerAsync(Shard, Cancellation);
        Assert.Equal(Writers * Increments, end!.Version);
        Assert.Equal(Writers * Increments, end.UpdatedAtMs);

        async Task IncrementAsync()
        {
            for (int done = 0; done < Increments;)
            {
                LedgerItem? read = await store.ReadLedgerAsync(Shard, Cancellation);
                long version = read?.Version ?? 0;
                LedgerItem next = Ledger(version + 1) with { UpdatedAtMs = (read?.UpdatedAtMs ?? 0) + 1 };
                done += await store.TryWriteLedgerAsync(Shard, next, version, Cancellation) ? 1 : 0;
            }
        }
    }

    [Fact]
    public async Task Ledger_WhoseBufferIsReused_StaysAsWritten()
    {
        IWindowStore store = await provider.CreateAsync();
        byte[] buffer = new byte[1000];
        Array.Fill(buffer, (byte)7);

        await store.TryWriteLedgerAsync(Shard, Ledger(1) with { Blob = buffer.AsMemory(100, 50) }, 0, Cancellation);
        Array.Fill(buffer, (byte)8);

        LedgerItem? read = await store.ReadLedgerAsync(Shard, Cancellation);
        Assert.Equal(Enumerable.Repeat((byte)7, 50), read!.Blob.ToArray());
    }

    [Fact]
    public async Task ListLedgers_OfMoreThanOnePage_NamesEachOnce()
    {
        IWindowStore store = await provider.CreateAsync();
        for (int i = 1; i <= 7; i++)
        {
            LedgerItem item = Ledger(1, 300_000) with { UpdatedAtMs = i, HasOpenWindows = i % 2 == 0, HasOutbox = i % 3 == 0 };
            Assert.True(await store.TryWriteLedgerAsync(new ShardKey("logs", ShardId(i)), item, 0, Cancellation));
        }

        List<LedgerHead> heads = await store.ListLedgersAsync(Cancellation).ToListAsync();

        Assert.Equal(
            Enumerable.Range(1, 7).Select(
                i => string.Create(CultureInfo.InvariantCulture, $"logs#{ShardId(i)} 1 {i} {i % 2 == 0} {i % 3 == 0}")),
            heads.OrderBy(head => head.UpdatedAtMs)
                .Select(head => string.Create(CultureInfo.InvariantCulture, $"{head.Shard} {head.Version} {head.UpdatedAtMs} {head.HasOpenWindows} {head.HasOutbox}")));
    }

    [Fact]
    public async Task Ledger_WhenCancelled_IsNotWritten()
    {
        IWindowStore store = await provider.CreateAsync();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TryWriteLedgerAsync(Shard, Ledger(1), 0, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadLedgerAsync(Shard, cancelled));

        Assert.Null(await store.ReadLedgerAsync(Shard, Cancellation));
    }

    private static void AssertEqual(LedgerItem expected, LedgerItem? actual)
    {
        Assert.NotNull(actual);
        Assert.True(expected.Blob.Span.SequenceEqual(actual.Blob.Span), "The blob differs.");
        Assert.True(expected.Heat.Span.SequenceEqual(actual.Heat.Span), "The heat differs.");
        Assert.Equal(expected with { Blob = default, Heat = default }, actual with { Blob = default, Heat = default });
    }
}

/// <summary>Ledgers in memory.</summary>
public sealed class MemoryLedgerTests() : LedgerContract(new MemoryProvider());

/// <summary>Ledgers in DynamoDB.</summary>
public sealed class DynamoLedgerTests(DynaliteFixture dynalite) : LedgerContract(dynalite);
