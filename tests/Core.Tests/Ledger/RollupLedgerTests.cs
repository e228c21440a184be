using LogFunctions.Core.Ledger;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Tests.Ledger;

public sealed class RollupLedgerTests
{
    private const long Noon = Ledgers.NoonMs;

    [Fact]
    public void Take_HourOver_FreezesTheHourWithTheLastMinute()
    {
        LedgerContext context = Ledgers.Context();
        var ledger = new ShardLedger(context);
        var chain = new Chain(context);
        var published = new List<Segment>();
        for (int minute = 0; minute < 60; minute++)
        {
            long now = Noon + (minute * 60_000);
            Ledgers.Take(ledger, now, Ledgers.Line(now, latencyUs: minute));
            ledger.FreezePassed(now);
            published.AddRange(chain.Publish(ledger, now));
        }

        Assert.DoesNotContain(published, segment => segment.Window.WindowSeconds == 3600);
        Ledgers.Take(ledger, Noon + 3_630_000, Ledgers.Line(Noon + 3_630_000));
        ledger.FreezePassed(Noon + 3_630_000);
        published.AddRange(chain.Publish(ledger, Noon + 3_630_000));

        Assert.Equal(60, published.Count(segment => segment.Window.WindowSeconds == 60));
        Cell hour = Assert.Single(published, segment => segment.Window.WindowSeconds == 3600).Cells[0].Cell;
        Assert.Equal((60L, 0L, 59L), (hour.Requests, hour.LatencyMinUs, hour.LatencyMaxUs));
    }

    [Fact]
    public void Take_SegmentThatWasTaken_IsNotTakenAgain()
    {
        LedgerContext context = Ledgers.Context();
        var ledger = new ShardLedger(context);
        Ledgers.Take(ledger, Noon + 200_000, Ledgers.Line(Noon), Ledgers.Line(Noon + 100_000), Ledgers.Line(Noon + 190_000));
        ledger.FreezePassed(Noon + 200_000);
        var rollup = new RollupLedger(context, 3600);
        Assert.True(rollup.Lacks(ledger));
        rollup.Take(ledger, Noon);
        Assert.False(rollup.Lacks(ledger));
        rollup.Take(ledger, Noon);
        Assert.Equal(ledger.LastNumber, rollup.LastTaken);
        rollup.FreezeAll(Noon);
        Assert.Equal(2, Assert.Single(rollup.Outbox).Cells[0].Cell.Requests);
    }

    [Fact]
    public void Take_MoreThanFits_TakesItInParts()
    {
        LedgerContext context = Ledgers.Context(new LedgerOptions { LimitBytes = 20_000 });
        var rows = new List<Segment>();
        var chain = new Chain(context);
        for (int minute = 0; minute < 5; minute++)
        {
            var ledger = new ShardLedger(context);
            for (int i = 0; i < 300; i++)
            {
                Ledgers.Take(ledger, Noon, Ledgers.Line(Noon, target: $"/path/{minute}/{i}"));
            }

            ledger.FreezeAll(Noon + (minute * 60_000));
            rows.AddRange(chain.Publish(ledger, Noon));
        }

        rows.AddRange(chain.Drain(Noon));
        Segment[] hours = [.. rows.Where(segment => segment.Window.WindowSeconds == 3600)];
        Assert.Equal(1500, hours.Sum(segment => segment.Cells[0].Cell.Requests));
        Assert.InRange(hours.Length, 2, 5);
    }

    [Fact]
    public void Encode_GoldenRollup_HasNotChanged()
    {
        LedgerContext context = Ledgers.Context();
        var ledger = new ShardLedger(context);
        Ledgers.Take(ledger, Noon + 100_000, Ledgers.Line(Noon), Ledgers.Line(Noon - 7_200_000, "/b", 404, "", -1), Ledgers.Line(Noon + 999_000_000));
        ledger.FreezeAll(Noon + 100_000);
        var rollup = new RollupLedger(context, 3600);
        rollup.Take(ledger, Noon + 100_500);

        byte[] golden = Golden.Check("rollup", rollup.Encode().Span);
        Assert.Equal(golden, RollupLedger.Decode(golden, context).Encode().ToArray());
        FormatException exception = Assert.Throws<FormatException>(() => ShardLedger.Decode(golden, context));
        Assert.Contains("unknown format 3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_WindowSizesChanged_LosesAndDoublesNothing()
    {
        int[][] configurations = [[60, 3600], [10, 60, 3600], [300, 3600], [60]];
        foreach (int[] before in configurations)
        {
            foreach (int[] after in configurations)
            {
                LedgerContext context = Ledgers.Context(new LedgerOptions { WindowSeconds = before });
                var old = new ShardLedger(context);
                var chain = new Chain(context);
                var rows = new List<Segment>();
                Ledgers.Take(old, Noon + 200_000, Ledgers.Line(Noon), Ledgers.Line(Noon + 70_000), Ledgers.Line(Noon + 100_000));
                old.FreezePassed(Noon + 200_000);
                rows.AddRange(chain.Publish(old, Noon + 200_000));

                context = Ledgers.Context(new LedgerOptions { WindowSeconds = after });
                ShardLedger ledger = ShardLedger.Decode(old.Encode().ToArray(), context);
                chain = chain.Recode(context);
                Ledgers.Take(ledger, Noon + 201_000, Ledgers.Line(Noon + 101_000));
                ledger.FreezeAll(Noon + 201_000);
                rows.AddRange(chain.Publish(ledger, Noon + 201_000));
                rows.AddRange(chain.Drain(Noon + 201_000));

                foreach (int seconds in before.Intersect(after))
                {
                    Assert.Equal(4, rows.Where(segment => segment.Window.WindowSeconds == seconds).Sum(segment => segment.Cells[0].Cell.Requests));
                }
            }
        }
    }
}
