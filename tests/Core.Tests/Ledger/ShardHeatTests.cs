using LogFunctions.Core.Ledger;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Ledger;

public sealed class ShardHeatTests
{
    [Fact]
    public void Recent_OfAnyArrivals_IsWhatTheSlowCountSays() => Seeded.ForEach(300, random =>
    {
        var heat = new ShardHeat();
        List<(long Second, int Bytes, bool IsInPeak)> counted = [];
        long newest = 0;
        foreach ((long arrivalMs, int bytes) in Arrivals(random))
        {
            heat.Add(arrivalMs, bytes);
            newest = Math.Max(newest, arrivalMs / 1000);
            counted.Add((arrivalMs / 1000, bytes, arrivalMs / 1000 > newest - 10));

            Assert.Equal(Slow(counted, newest), heat.Recent);
        }
    });

    [Fact]
    public void Heat_StoredAndReadBetweenAnyRecords_GoesOnAsIfItWasNot() => Seeded.ForEach(300, random =>
    {
        var whole = new ShardHeat();
        var parts = new ShardHeat();
        foreach ((long arrivalMs, int bytes) in Arrivals(random))
        {
            whole.Add(arrivalMs, bytes);
            parts.Add(arrivalMs, bytes);
            if (random.Next(3) == 0)
            {
                parts = ShardHeat.Decode(parts.Encode());
            }

            Assert.Equal(whole.Encode(), parts.Encode());
            Assert.Equal(whole.Recent, parts.Recent);
        }
    });

    [Fact]
    public void Heat_OfABusyShard_IsSmall_AndItsBytesAreKnown()
    {
        var heat = new ShardHeat();
        for (int i = 0; i < 20 * 130; i++)
        {
            heat.Add(Ledgers.NoonMs + (i * 50), 9_000 + (i * 7919 % 2_000));
        }

        Golden.Check("heat", heat.Encode());
        Assert.InRange(heat.Encode().Length, 100, 160);
        Assert.Equal(ShardHeat.Intervals, heat.Recent.Count);
        Assert.Equal(20, heat.Recent[0].PeakRecords);
    }

    [Fact]
    public void Heat_OfNothing_IsEmpty()
    {
        var heat = new ShardHeat();
        Assert.Empty(heat.Recent);
        Assert.Empty(heat.Encode());
        Assert.Equal(0, ShardHeat.Decode([]).NewestSeconds);
        heat.Add(500, 7); // 1970: no arrival time
        Assert.Empty(heat.Recent);
    }

    [Fact]
    public void Heat_OfAnyBytes_IsReadOrRefused() => Seeded.ForEach(2000, random =>
    {
        var heat = new ShardHeat();
        foreach ((long arrivalMs, int bytes) in Arrivals(random))
        {
            heat.Add(arrivalMs, bytes);
        }

        byte[] damaged = heat.Encode();
        for (int i = random.Next(3); i >= 0 && damaged.Length > 0; i--)
        {
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        }

        try
        {
            ShardHeat read = ShardHeat.Decode(damaged.AsSpan(0, random.Next(damaged.Length + 1)));
            read.Add(Ledgers.NoonMs + 1_000_000, 1);
            Assert.NotEmpty(read.Recent);
        }
        catch (FormatException exception)
        {
            Assert.StartsWith("Heat of a shard ", exception.Message, StringComparison.Ordinal);
        }
    });

    // Bursts, pauses short and long, and now and then an arrival that goes back.
    private static IEnumerable<(long ArrivalMs, int Bytes)> Arrivals(Random random)
    {
        long nowMs = Ledgers.NoonMs + random.Next(100_000);
        for (int left = random.Next(1, 120); left > 0; left--)
        {
            nowMs += random.Next(12) switch { 0 => random.Next(30_000), 1 => random.Next(300_000), < 5 => 0, _ => random.Next(1_500) };
            long backMs = random.Next(8) switch { 0 => random.Next(15_000), 1 => random.Next(200_000), _ => 0 };
            yield return (nowMs - backMs, random.Next(1 << random.Next(1, 21)));
        }
    }

    private static List<HeatInterval> Slow(List<(long Second, int Bytes, bool IsInPeak)> counted, long newest)
    {
        List<HeatInterval> intervals = [];
        for (long start = (newest / 10 * 10) - 110; start <= newest; start += 10)
        {
            // What came when the interval was gone already, or went with it, does not come back: the oldest are those of the newest second.
            var within = counted.Where(record => record.Second >= start && record.Second < start + 10).ToList();
            var seconds = within.Where(record => record.IsInPeak).GroupBy(record => record.Second).ToList();
            if (within.Count > 0 || intervals.Count > 0 || start + 10 > newest)
            {
                intervals.Add(new HeatInterval(
                    start,
                    within.Count,
                    within.Sum(record => (long)record.Bytes),
                    seconds.Select(second => (long)second.Count()).DefaultIfEmpty().Max(),
                    seconds.Select(second => second.Sum(record => (long)record.Bytes)).DefaultIfEmpty().Max()));
            }
        }

        return intervals;
    }
}
