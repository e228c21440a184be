using LogFunctions.Core.Ledger;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Ledger;

/// <summary>What must hold for every sequence of lines, however it is cut into batches.</summary>
public sealed class ShardLedgerLawTests
{
    [Fact]
    public void Segments_AnyCutIntoBatches_AddUpToTheLines() => Seeded.ForEach(150, random =>
    {
        LedgerOptions options = AnyOptions(random);
        LedgerContext context = Ledgers.Context(options, (ulong)random.NextInt64());
        var truth = new SlowWindows([.. options.WindowSeconds]);
        var rows = new SlowWindows();
        var ledger = new ShardLedger(context);
        var chain = new Chain(context);
        long nowMs = Ledgers.NoonMs;
        for (int batches = random.Next(1, 30); batches > 0; batches--)
        {
            nowMs += random.Next(4) == 0 ? random.Next(400_000) : random.Next(3000);
            TakeBatch(random, ledger, truth, nowMs);
            FreezeSomehow(random, ledger, nowMs);
            if (random.Next(2) > 0)
            {
                ledger = Recoded(random, ledger, ref context, options);
                chain = chain.Recode(context);
            }

            if (random.Next(3) > 0)
            {
                chain.Publish(ledger, nowMs).ForEach(rows.Add);
            }
        }

        ledger.FreezeAll(nowMs);
        chain.Publish(Ledgers.Recode(ledger, context), nowMs).ForEach(rows.Add);
        chain.Drain(nowMs).ForEach(rows.Add);
        Assert.False(ledger.HasOpenWindows);
        Assert.Equal(truth.Describe(), rows.Describe());
    });

    [Fact]
    public void Encode_DecodedLedger_GivesTheSameBytes() => Seeded.ForEach(80, random =>
    {
        LedgerOptions options = AnyOptions(random);
        LedgerContext context = Ledgers.Context(options);
        var ledger = new ShardLedger(context);
        long nowMs = Ledgers.NoonMs;
        for (int batches = random.Next(6); batches > 0; batches--)
        {
            nowMs += random.Next(100_000);
            TakeBatch(random, ledger, new SlowWindows(), nowMs);
            FreezeSomehow(random, ledger, nowMs);
        }

        if (random.Next(2) == 0)
        {
            ledger.AdvanceTo(SequenceNumber.Parse("49590338271490256608559692538361571095921575989136588898"));
            ledger.AdvanceInto(SequenceNumber.Parse("49590338271490256608559692538361571095921575989136588899"), random.Next(1, 1000));
        }

        byte[] blob = ledger.Encode().ToArray();
        ShardLedger decoded = ShardLedger.Decode(blob, Ledgers.Context(options, 7));
        Assert.Equal(blob, decoded.Encode().ToArray());
        Assert.Equal(ledger.LastSequenceNumber, decoded.LastSequenceNumber);
        Assert.Equal(ledger.PartialSequenceNumber, decoded.PartialSequenceNumber);
        Assert.Equal(ledger.PartialLines, decoded.PartialLines);
        Assert.Equal(ledger.WatermarkMs, decoded.WatermarkMs);

        // Also when the cells were decoded to objects and encoded again.
        decoded.FreezeAll(nowMs);
        ledger.FreezeAll(nowMs);
        Assert.Equal(ledger.Encode().ToArray(), decoded.Encode().ToArray());
    });

    /// <summary>An encoding copies the cells that have not changed since the one before; it must be the one that is made at once.</summary>
    [Fact]
    public void Encode_AfterEveryBatch_EndsInTheBytesOfOneEncoding() => Seeded.ForEach(80, random =>
    {
        LedgerOptions options = AnyOptions(random) with { LimitBytes = 1 << 24 };
        var often = new ShardLedger(Ledgers.Context(options, 1));
        var once = new ShardLedger(Ledgers.Context(options, 2));
        long nowMs = Ledgers.NoonMs;
        for (int round = 0; round < 3; round++)
        {
            for (int batches = random.Next(1, 8); batches > 0; batches--)
            {
                nowMs += random.Next(3000);
                int seed = random.Next();
                TakeBatch(new Random(seed), often, new SlowWindows(), nowMs);
                TakeBatch(new Random(seed), once, new SlowWindows(), nowMs);
                Assert.False(often.Encode().IsEmpty);
            }

            // Frozen windows go back to the pool and come again with other cells.
            often.FreezeAll(nowMs);
            once.FreezeAll(nowMs);
            Assert.Equal(Ledgers.Publish(once).Select(segment => Convert.ToHexString(segment.Encoded.Span)), Ledgers.Publish(often).Select(segment => Convert.ToHexString(segment.Encoded.Span)));
        }
    });

    [Fact]
    public void Count_HashSeed_InfluencesNothing() => Seeded.ForEach(30, random =>
    {
        int seed = random.Next();
        byte[] first = Run(seed, hashSeed: 1);
        Assert.Equal(first, Run(seed, hashSeed: ulong.MaxValue));
    });

    [Fact]
    public void Decode_DamagedBody_IsAFormatExceptionOrALedger() => Seeded.ForEach(600, random =>
    {
        var ledger = new ShardLedger(Ledgers.Context());
        TakeBatch(random, ledger, new SlowWindows(), Ledgers.NoonMs);
        FreezeSomehow(random, ledger, Ledgers.NoonMs);
        byte[] body = LedgerEnvelope.Open(ledger.Encode().Span, LedgerEnvelope.ShardFormat).ToArray();
        body = random.Next(3) == 0 ? body[..random.Next(body.Length)] : body;
        for (int flips = random.Next(1, 4); flips > 0 && body.Length > 0; flips--)
        {
            body[random.Next(Math.Min(body.Length, random.Next(2) == 0 ? 40 : int.MaxValue))] ^= (byte)random.Next(1, 256);
        }

        try
        {
            var blob = new BlobWriter();
            LedgerEnvelope.Begin(blob);
            blob.WriteBytes(body);
            ShardLedger decoded = ShardLedger.Decode(LedgerEnvelope.Finish(blob, LedgerEnvelope.ShardFormat).ToArray(), Ledgers.Context());
            decoded.FreezeAll(Ledgers.NoonMs);
            foreach (Segment segment in decoded.Outbox)
            {
                Assert.NotEmpty(segment.Cells);
            }
        }
        catch (FormatException exception)
        {
            Assert.NotEmpty(exception.Message);
        }
    });

    private static byte[] Run(int seed, ulong hashSeed)
    {
        var random = new Random(seed);
        var ledger = new ShardLedger(Ledgers.Context(new LedgerOptions { MaxKeysPerWindow = 3 }, hashSeed));
        TakeBatch(random, ledger, new SlowWindows(), Ledgers.NoonMs);
        FreezeSomehow(random, ledger, Ledgers.NoonMs);
        return ledger.Encode().ToArray();
    }

    private static LedgerOptions AnyOptions(Random random) => new()
    {
        WindowSeconds = random.Next(4) switch { 0 => [60], 1 => [10, 60, 3600], _ => [60, 3600] },
        AllowedLatenessSeconds = random.Next(3) switch { 0 => 0, 1 => 5, _ => 30 },
        LimitBytes = random.Next(3) == 0 ? 2048 : 300 * 1024,
    };

    // Stored and loaded, as often as not by another process with memory of its own.
    private static ShardLedger Recoded(Random random, ShardLedger ledger, ref LedgerContext context, LedgerOptions options)
    {
        byte[] blob = ledger.Encode().ToArray();
        ledger.Release();
        context = random.Next(2) == 0 ? context : Ledgers.Context(options, (ulong)random.NextInt64());
        return ShardLedger.Decode(blob, context);
    }

    private static void FreezeSomehow(Random random, ShardLedger ledger, long nowMs)
    {
        switch (random.Next(10))
        {
            case 0:
                ledger.FreezeIdle(nowMs + random.Next(100_000));
                break;
            case 1:
                ledger.FreezeAll(nowMs);
                break;
            case 2:
                ledger.FreezeLargest(nowMs);
                break;
            default:
                ledger.FreezePassed(nowMs);
                break;
        }
    }

    private static void TakeBatch(Random random, ShardLedger ledger, SlowWindows truth, long nowMs)
    {
        for (int records = random.Next(1, 20); records > 0; records--)
        {
            long arrivalMs = nowMs - random.Next(2000);
            ledger.ObserveArrival(arrivalMs);
            for (int lines = random.Next(1, 8); lines > 0; lines--)
            {
                TestLine line = AnyLine(random, arrivalMs);
                line.CountIn(ledger, arrivalMs);
                truth.Add(line, arrivalMs);
            }
        }
    }

    private static TestLine AnyLine(Random random, long arrivalMs)
    {
        long timestampMs = random.Next(20) switch
        {
            0 => arrivalMs - random.NextInt64(100_000_000),
            1 => arrivalMs + random.NextInt64(100_000_000),
            2 => random.NextInt64(Ledgers.NoonMs * 2),
            _ => arrivalMs - random.Next(5000),
        };
        return new TestLine(
            timestampMs,
            random.Next(10) == 0 ? "" : random.Next(3) == 0 ? "POST" : "GET",
            random.Next(10) == 0 ? "" : $"/p{random.Next(random.Next(2) == 0 ? 3 : 40)}{(random.Next(4) == 0 ? "?q=" + random.Next() : "")}",
            random.Next(3) switch { 0 => "", 1 => "eu-west-1", _ => "us-east-1" },
            random.Next(5) == 0 ? random.Next(1000) : 200,
            random.Next(4) == 0 ? -1 : Math.Min(Seeded.Latency(random), 1_000_000_000_000),
            random.NextInt64(1L << random.Next(1, 40)),
            random.Next(15) == 0 ? "timestamp.invalid" : null);
    }
}
