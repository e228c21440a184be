using System.Text;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Ledger;

/// <summary>Lines that are counted many at a time, and by ledgers that take turns, count as if each came alone.</summary>
public sealed class CountManyTests
{
    [Fact]
    public void Count_ManyAtATimeOrOneByOne_GivesTheSameBlob() => Seeded.ForEach(200, random =>
    {
        var options = new LedgerOptions { LimitBytes = 1 << 24, MaxKeysPerWindow = random.Next(3) == 0 ? 5 : 1000 };
        TestLine[] lines = [.. Enumerable.Range(0, random.Next(1, 600)).Select(_ => AnyLine(random, endpoints: 30, regions: 6))];
        var oneByOne = new ShardLedger(Ledgers.Context(options, 1));
        Ledgers.Take(oneByOne, Ledgers.NoonMs, lines);

        var many = new ShardLedger(Ledgers.Context(options, 2));
        many.ObserveArrival(Ledgers.NoonMs);
        CountSomehow(random, many, lines);
        Assert.Equal(oneByOne.LateLines, many.LateLines);
        Assert.Equal(oneByOne.WatermarkMs, many.WatermarkMs);
        Assert.Equal(oneByOne.Encode().ToArray(), many.Encode().ToArray());
    });

    /// <summary>More names than the caches of usual ones hold, so that they are emptied while lines of one ledger wait and another takes its turn.</summary>
    [Fact]
    public void Count_LedgersOfOneContextInTurns_CountAsIfAlone() => Seeded.ForEach(4, random =>
    {
        var options = new LedgerOptions { LimitBytes = 1 << 26, MaxKeysPerWindow = 100_000 };
        LedgerContext context = Ledgers.Context(options, (ulong)random.NextInt64());
        ShardLedger[] turns = [.. Enumerable.Range(0, 3).Select(_ => new ShardLedger(context))];
        ShardLedger[] alone = [.. turns.Select(_ => new ShardLedger(Ledgers.Context(options)))];
        for (int turn = 0; turn < 400; turn++)
        {
            int index = random.Next(turns.Length);
            TestLine[] lines = [.. Enumerable.Range(0, random.Next(1, 300)).Select(_ => AnyLine(random, endpoints: 25_000, regions: 3000))];
            turns[index].ObserveArrival(Ledgers.NoonMs);
            CountSomehow(random, turns[index], lines);
            Ledgers.Take(alone[index], Ledgers.NoonMs, lines);
        }

        for (int i = 0; i < turns.Length; i++)
        {
            Assert.Equal(alone[i].Encode().ToArray(), turns[i].Encode().ToArray());
        }
    });

    [Fact]
    public void Count_OtherLedgerWasReleasedWithLinesThatWait_CountsOnlyItsOwn()
    {
        LedgerContext context = Ledgers.Context();
        var released = new ShardLedger(context);
        Ledgers.Take(released, Ledgers.NoonMs, Ledgers.Line(Ledgers.NoonMs, "/released"));
        released.Release();
        var ledger = new ShardLedger(context);
        var alone = new ShardLedger(Ledgers.Context());
        Ledgers.Take(ledger, Ledgers.NoonMs, Ledgers.Line(Ledgers.NoonMs, "/kept"));
        Ledgers.Take(alone, Ledgers.NoonMs, Ledgers.Line(Ledgers.NoonMs, "/kept"));
        Assert.Equal(alone.Encode().ToArray(), ledger.Encode().ToArray());
    }

    private static TestLine AnyLine(Random random, int endpoints, int regions)
    {
        int number = random.Next(endpoints);
        string target = random.Next(50) switch
        {
            0 => "",
            1 => "*",
            2 => $"https://example.org/uri/{number}?q=1",
            3 => "/" + new string('x', 70) + number,
            4 => $"/{number}?q=/7",
            _ => $"/e{number}/items",
        };
        string region = random.Next(30) switch { 0 => "", 1 => "r", 2 => "a region of more than sixteen bytes", _ => $"eu-region-{random.Next(regions)}" };
        long timestampMs = Ledgers.NoonMs - (random.Next(40) == 0 ? random.Next(200_000) : random.Next(3000));
        string method = random.Next(20) == 0 ? "PROPPATCH" : "GET";
        return new TestLine(timestampMs, method, target, region, random.Next(3) == 0 ? random.Next(1000) : 200, random.Next(5) == 0 ? -1 : random.Next(1_000_000), random.Next(10_000));
    }

    private static void CountSomehow(Random random, ShardLedger ledger, TestLine[] lines)
    {
        for (int done = 0; done < lines.Length;)
        {
            int count = Math.Min(lines.Length - done, random.Next(1, 200));
            if (random.Next(3) == 0)
            {
                lines[done].CountIn(ledger, Ledgers.NoonMs);
                count = 1;
            }
            else
            {
                CountAsText(ledger, lines.AsSpan(done, count));
            }

            done += count;
        }
    }

    private static void CountAsText(ShardLedger ledger, ReadOnlySpan<TestLine> lines)
    {
        var text = new MemoryStream();
        var records = new PlacedRecord[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            TestLine line = lines[i];
            records[i] = new PlacedRecord
            {
                TimestampMs = line.TimestampMs,
                Status = line.Status,
                Sums = RequestSums.Of(new LogRecord { LatencyUs = line.LatencyUs, ResponseBytes = line.Bytes }),
            };
            records[i].Method = Write(text, line.Method);
            records[i].Target = Write(text, line.Target);
            records[i].Region = Write(text, line.Region);
        }

        ledger.Count(text.ToArray(), records);
    }

    private static FieldSpan Write(MemoryStream text, string field)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(field);
        int start = (int)text.Position;
        text.Write(bytes);
        text.WriteByte((byte)' ');
        return new FieldSpan(start, bytes.Length);
    }
}
