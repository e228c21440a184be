using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Tests.Ledger;

public sealed class ShardLedgerTests
{
    private const long Noon = Ledgers.NoonMs;
    private static readonly LedgerOptions s_minutesOnly = new() { WindowSeconds = [60] };

    [Fact]
    public void FreezePassed_WatermarkBehindTheEnd_KeepsTheWindowOpen()
    {
        ShardLedger ledger = New(s_minutesOnly);
        Ledgers.Take(ledger, Noon + 200_000, Ledgers.Line(Noon), Ledgers.Line(Noon + 89_999));
        ledger.FreezePassed(Noon);
        Assert.Empty(ledger.Outbox);

        Ledgers.Take(ledger, Noon + 200_000, Ledgers.Line(Noon + 90_000));
        ledger.FreezePassed(Noon + 5000);
        Segment segment = Assert.Single(ledger.Outbox);
        Assert.Equal(new WindowKey(60, Noon / 1000), segment.Window);
        Assert.Equal((Noon + 5000) * 1000, segment.Number);
        Assert.Equal((Noon / 1000) + 5, segment.FrozenAtSeconds);
        Assert.Equal(1, segment.Cells[0].Cell.Requests);
        Assert.True(ledger.HasOpenWindows);
    }

    [Fact]
    public void FreezePassed_EventsFromAFastClock_DoNotCloseWindowsBeforeTheArrivalTime()
    {
        ShardLedger ledger = New(s_minutesOnly);
        Ledgers.Take(ledger, Noon + 30_000, Ledgers.Line(Noon + 20_000), Ledgers.Line(Noon + 86_400_000));
        Assert.Equal(Noon - 10_000, ledger.WatermarkMs);
        ledger.FreezePassed(Noon + 30_000);
        Assert.Empty(ledger.Outbox);
    }

    [Fact]
    public void Count_FarFutureWindow_LingersAndIsNotLate()
    {
        ShardLedger ledger = New(s_minutesOnly);
        Ledgers.Take(ledger, Noon, Ledgers.Line(Noon + 86_400_000), Ledgers.Line(Noon));
        ledger.FreezePassed(Noon);
        Assert.Empty(ledger.Outbox);
        Ledgers.Take(ledger, Noon + 30_000, Ledgers.Line(Noon + 86_400_001));
        ledger.FreezePassed(Noon + 30_000);

        Segment segment = Assert.Single(ledger.Outbox);
        Assert.Equal((Noon / 1000) + 86_400, segment.Window.StartSeconds);
        Assert.Equal(2, segment.Cells[0].Cell.Requests);
        Assert.Equal(0, ledger.LateLines);
    }

    [Fact]
    public void Count_LineOfAFrozenWindow_IsLateAndBecomesASecondSegmentAfterLingering()
    {
        ShardLedger ledger = New(s_minutesOnly);
        Ledgers.Take(ledger, Noon + 120_000, Ledgers.Line(Noon), Ledgers.Line(Noon + 100_000));
        ledger.FreezePassed(Noon + 120_000);
        Assert.Equal(1, Assert.Single(Ledgers.Publish(ledger)).Cells[0].Cell.Requests);

        Ledgers.Take(ledger, Noon + 121_000, Ledgers.Line(Noon + 1));
        ledger.FreezePassed(Noon + 121_000);
        Ledgers.Take(ledger, Noon + 122_000, Ledgers.Line(Noon + 2));
        ledger.FreezePassed(Noon + 122_000);
        Assert.Empty(ledger.Outbox);
        Assert.Equal(2, ledger.LateLines);

        ledger.ObserveArrival(Noon + 151_000);
        ledger.FreezePassed(Noon + 151_000);
        Segment late = Assert.Single(ledger.Outbox, segment => segment.Window.StartSeconds == Noon / 1000);
        Assert.Equal(2, late.Cells[0].Cell.Requests);
        Assert.Equal((Noon + 151_000) * 1000, late.Number);
    }

    [Fact]
    public void FreezePassed_OnlyRejects_AreClosedByArrivalTime()
    {
        ShardLedger ledger = New(s_minutesOnly);
        var reject = Ledgers.Line(0) with { Reason = "line.unrecognized" };
        Ledgers.Take(ledger, Noon, reject, reject, Ledgers.Line(1000));
        Ledgers.Take(ledger, Noon + 90_000, reject);
        ledger.FreezePassed(Noon + 90_000);

        Segment segment = Assert.Single(ledger.Outbox);
        WindowCell cell = Assert.Single(segment.Cells);
        Assert.Equal((Dimension.Reject, "line.unrecognized", 2L), (cell.Dimension, cell.Value, cell.Cell.Requests));
        Assert.Equal(Noon / 1000, segment.Window.StartSeconds);
        Assert.Equal(0, ledger.LateLines);
    }

    [Fact]
    public void FreezeIdle_QuietShard_FreezesEndedFutureAndLateWindowsOnly()
    {
        ShardLedger ledger = New(s_minutesOnly);
        Ledgers.Take(ledger, Noon + 120_000, Ledgers.Line(Noon), Ledgers.Line(Noon + 90_000));
        ledger.FreezePassed(Noon + 120_000);
        Ledgers.Publish(ledger);
        Ledgers.Take(ledger, Noon + 120_000, Ledgers.Line(Noon), Ledgers.Line(Noon + 86_400_000), Ledgers.Line(Noon + 120_000));
        ledger.FreezeIdle(Noon + 150_000);

        long[] starts = [.. ledger.Outbox.Select(segment => segment.Window.StartSeconds - (Noon / 1000)).Order()];
        Assert.Equal([0, 60, 86_400], starts);
        Assert.True(ledger.HasOpenWindows);
    }

    [Fact]
    public void FreezeLargest_OverHalfOfTheLimit_FreezesUntilTheRestFits()
    {
        ShardLedger ledger = New(new LedgerOptions { LimitBytes = 20_000 });
        for (int i = 0; i < 1000; i++)
        {
            Ledgers.Take(ledger, Noon, Ledgers.Line(Noon + (i < 900 ? 0 : 60_000), target: $"/path/{i}"));
        }

        Assert.True(ledger.IsFull());
        ledger.FreezeLargest(Noon);
        Segment[] segments = Ledgers.Publish(ledger);

        Assert.Equal(900, Assert.Single(segments).Cells[0].Cell.Requests);
        Assert.False(ledger.IsFull());
        Assert.True(ledger.HasOpenWindows);
    }

    [Fact]
    public void MayBeFull_ManyNewNames_TurnsTrueBeforeTheBlobPassesItsLimit()
    {
        var options = new LedgerOptions { LimitBytes = 50_000, MaxKeysPerWindow = 100_000 };
        ShardLedger ledger = New(options);
        ledger.ObserveArrival(Noon);
        int lines = 0;
        while (!ledger.MayBeFull || !ledger.IsFull())
        {
            Ledgers.Line(Noon, target: $"/a/rather/long/path/number/{lines++}", latencyUs: lines).CountIn(ledger, Noon);
        }

        int size = ledger.Encode().Length;
        Assert.InRange(size, options.LimitBytes * 3 / 4, options.LimitBytes);
    }

    [Fact]
    public void Count_MoreKeysThanAllowed_FoldsIntoOther()
    {
        LedgerContext context = Ledgers.Context(new LedgerOptions { MaxKeysPerWindow = 3, WindowSeconds = [60] });
        var ledger = new ShardLedger(context);
        for (int i = 0; i < 10; i++)
        {
            Ledgers.Take(ledger, Noon, Ledgers.Line(Noon, target: $"/{i % 5}", region: $"r{i % 2}"));
        }

        ledger.FreezeAll(Noon);
        var cells = ledger.Outbox[0].Cells.Where(cell => cell.Dimension == Dimension.Endpoint).ToDictionary(cell => cell.Value, cell => cell.Cell.Requests);
        Assert.Equal(new Dictionary<string, long> { ["GET /0"] = 2, ["GET /1"] = 2, ["GET /2"] = 2, [DimensionNames.Other] = 4 }, cells);
        Assert.Equal(4, context.FoldedLines);
        Assert.Equal(10, ledger.Outbox[0].Cells[0].Cell.Requests);
    }

    [Fact]
    public void Advance_BackOrInPlace_Throws()
    {
        ShardLedger ledger = New();
        ledger.AdvanceInto(SequenceNumber.Parse("11"), 5);
        ledger.AdvanceTo(SequenceNumber.Parse("11"));
        Assert.Equal(0, ledger.PartialLines);
        Assert.Throws<InvalidOperationException>(() => ledger.AdvanceTo(SequenceNumber.Parse("11")));
        Assert.Throws<InvalidOperationException>(() => ledger.AdvanceInto(SequenceNumber.Parse("9"), 1));
    }

    [Fact]
    public void Count_KnownNames_AllocatesNothing()
    {
        ShardLedger ledger = New();
        byte[] target = "/orders/1?x=2"u8.ToArray();
        CountMany();
        Assert.Equal(0, Allocation.Least(CountMany));

        void CountMany()
        {
            for (int i = 0; i < 10_000; i++)
            {
                var record = new LogRecord
                {
                    TimestampMs = Noon + i,
                    Method = "GET"u8,
                    Target = target,
                    Region = "eu"u8,
                    Status = 200,
                    LatencyUs = 1000 + i,
                    ResponseBytes = i,
                };
                ledger.Count(in record);
            }
        }
    }

    [Fact]
    public void Watermark_OneClockTenYearsAhead_StaysWithTheOthers()
    {
        ShardLedger ledger = New(s_minutesOnly);
        long nowMs = Noon;
        for (int second = 0; second < 600; second++, nowMs += 1000)
        {
            // The shard lags: what arrives is a minute old. Some clock is wrong, by minutes or by years.
            long wrongMs = nowMs + (second % 2 == 0 ? 600_000 : 315_360_000_000);
            Ledgers.Take(ledger, nowMs, Ledgers.Line(nowMs - 60_000), second % 100 == 50 ? Ledgers.Line(wrongMs) : Ledgers.Line(nowMs - 61_000));
            ledger.FreezePassed(nowMs);
        }

        ledger.FreezeAll(nowMs);
        Assert.Equal(0, ledger.LateLines);
        Segment[] usual = [.. ledger.Outbox.Where(segment => segment.Window.StartSeconds < Noon / 1000 + 540)];
        Assert.Equal(usual.Length, usual.Select(segment => segment.Window).Distinct().Count());
        Assert.Equal(1200, ledger.Outbox.Sum(segment => segment.Cells[0].Cell.Requests));
    }

    [Fact]
    public void Watermark_EveryClockAhead_StillClosesWindows()
    {
        ShardLedger ledger = New(s_minutesOnly);
        Ledgers.Take(ledger, Noon, Ledgers.Line(Noon));
        for (int second = 0; second < 300; second++)
        {
            Ledgers.Take(ledger, Noon + (second * 1000), Ledgers.Line(Noon + (second * 1000) + 45_000));
            ledger.FreezePassed(Noon + (second * 1000));
        }

        Assert.Contains(ledger.Outbox, segment => segment.Window.StartSeconds == Noon / 1000);
        Assert.True(ledger.Outbox.Select(segment => segment.Window).Distinct().Count() >= 4, string.Join(", ", ledger.Outbox.Select(segment => segment.Window)));
    }

    [Fact]
    public void Number_ClockThatFallsBack_StillGrows()
    {
        ShardLedger ledger = New(s_minutesOnly);
        for (int i = 0; i < 4; i++)
        {
            Ledgers.Take(ledger, Noon, Ledgers.Line(Noon));
            ledger.FreezeAll(Noon - (i * 1000));
        }

        Assert.Equal([Noon * 1000, (Noon * 1000) + 1, (Noon * 1000) + 2, (Noon * 1000) + 3], ledger.Outbox.Select(segment => segment.Number));
        ledger.RemovePublished(2);
        Assert.Equal((Noon * 1000) + 1, Ledgers.Recode(ledger, Ledgers.Context(s_minutesOnly)).LastDropped);
    }

    [Fact]
    public void Encode_GoldenLedger_HasNotChanged()
    {
        LedgerContext context = Ledgers.Context();
        var ledger = new ShardLedger(context);
        var reject = Ledgers.Line(0) with { Reason = "status.missing" };
        Ledgers.Take(ledger, Noon + 100_000, Ledgers.Line(Noon), Ledgers.Line(Noon + 95_000, "/b?q", 404, "", -1), reject);
        ledger.FreezePassed(Noon + 100_000);
        Ledgers.Take(ledger, Noon + 101_000, Ledgers.Line(Noon + 2, "/é", 0, latencyUs: 0, bytes: 0), Ledgers.Line(Noon + 999_000_000, status: 503));
        ledger.AdvanceTo(SequenceNumber.Parse("49590338271490256608559692538361571095921575989136588898"));
        ledger.AdvanceInto(SequenceNumber.Parse("49590338271490256608559692538361571095921575989136588900"), 3);

        byte[] golden = Golden.Check("ledger", ledger.Encode().Span);
        ShardLedger decoded = ShardLedger.Decode(golden, context);
        decoded.FreezeAll(Noon);
        Assert.Equal(4, decoded.Outbox.Where(segment => segment.Window.WindowSeconds == 60).Sum(segment => segment.Cells.First(cell => cell.Dimension == Dimension.All).Cell.Requests));
    }

    [Theory]
    [InlineData("", "ends")]
    [InlineData("0400", "ends within a block")]
    [InlineData("0100000000", "unknown format 1")]
    [InlineData("0200000000", "unknown format 2")]
    [InlineData("0400000000aa", "damaged")]
    public void Decode_HostileBlob_SaysWhatIsWrong(string hex, string expected)
    {
        FormatException exception = Assert.Throws<FormatException>(() => ShardLedger.Decode(Convert.FromHexString(hex), Ledgers.Context()));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_ThousandsOfNames_IsCompressedAndReadBack()
    {
        LedgerContext context = Ledgers.Context(new LedgerOptions { WindowSeconds = [60] });
        var ledger = new ShardLedger(context);
        for (int i = 0; i < 2000; i++)
        {
            Ledgers.Take(ledger, Noon, Ledgers.Line(Noon, target: $"/catalogue/category-{i % 40}/product-{i}"));
        }

        byte[] blob = ledger.Encode().ToArray();
        Assert.True(blob.Length < 60_000, $"{blob.Length} bytes");
        Assert.Equal(blob, Ledgers.Recode(ledger, context).Encode().ToArray());
    }

    [Theory]
    [InlineData("0b03aabbcc", "inflate")]
    [InlineData("ffffffff7f", "block length")]
    [InlineData("8180080100", "claims to hold")]
    public void Read_HostileBlock_SaysWhatIsWrong(string hex, string expected)
    {
        FormatException exception = Assert.Throws<FormatException>(() =>
        {
            var reader = new BlobReader(Convert.FromHexString(hex), "Block");
            CellBlock.Read(ref reader, out _);
        });
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_WindowThatRests_IsCompressedOnce()
    {
        LedgerContext context = Ledgers.Context(s_minutesOnly);
        var ledger = new ShardLedger(context);
        for (int i = 0; i < 100; i++)
        {
            Ledgers.Take(ledger, Noon, Ledgers.Line(Noon, target: $"/catalogue/product-{i}"));
        }

        int first = ledger.Encode().Length;
        byte[] resting = ledger.Encode().ToArray();
        Assert.True(resting.Length < first * 2 / 3, $"{resting.Length} of {first} bytes");
        Assert.Equal(resting, Ledgers.Recode(ledger, context).Encode().ToArray());

        Ledgers.Take(ledger, Noon, Ledgers.Line(Noon, target: "/catalogue/product-1"));
        Assert.InRange(ledger.Encode().Length, first, first + 10);
    }

    private static ShardLedger New(LedgerOptions? options = null) => new(Ledgers.Context(options));
}
