using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Sketches;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Tests.Windows;

/// <summary>Every counter at its end: it stays there, its neighbours go on, and what is stored can be read.</summary>
public sealed class CellEndTests
{
    private const long End = long.MaxValue;

    private static readonly (string Name, Action<Cell, long> Set, Func<Cell, long> Get)[] s_counters =
    [
        ("requests", (cell, value) => cell.Requests = value, cell => cell.Requests),
        ("s1xx", (cell, value) => cell.Status1xx = value, cell => cell.Status1xx),
        ("s2xx", (cell, value) => cell.Status2xx = value, cell => cell.Status2xx),
        ("s3xx", (cell, value) => cell.Status3xx = value, cell => cell.Status3xx),
        ("s4xx", (cell, value) => cell.Status4xx = value, cell => cell.Status4xx),
        ("s5xx", (cell, value) => cell.Status5xx = value, cell => cell.Status5xx),
        ("sOther", (cell, value) => cell.StatusOther = value, cell => cell.StatusOther),
        ("bytes", (cell, value) => cell.Bytes = value, cell => cell.Bytes),
        ("latencySumUs", (cell, value) => cell.LatencySumUs = value, cell => cell.LatencySumUs),
        ("latencyCount", (cell, value) => cell.Latency.Add(5, value - cell.LatencyCount), cell => cell.LatencyCount),
    ];

    public static TheoryData<string> Counters => [.. s_counters.Select(counter => counter.Name)];

    [Theory]
    [MemberData(nameof(Counters))]
    public void Count_CounterNearItsEnd_StaysAtTheEndAndIsStored(string name)
    {
        (_, Action<Cell, long> set, Func<Cell, long> get) = s_counters.Single(counter => counter.Name == name);
        foreach (int toGo in (int[])[0, 1, 2, 3])
        {
            Cell cell = CellOfAll();
            set(cell, End - toGo);
            bool isStatus = name[0] == 's';
            cell.Requests = isStatus ? End - toGo : cell.Requests; // never fewer than of one class
            for (int line = 1; line <= 3; line++)
            {
                CountAll(cell);
                AssertNear(End - Math.Max(0, toGo - line), cell);
            }

            // The others went on as if nothing was.
            Cell expected = CellOfAll();
            Enumerable.Range(0, 3).ToList().ForEach(_ => CountAll(expected));
            foreach ((string other, _, Func<Cell, long> getOther) in s_counters.Where(counter => counter.Name != name && (!isStatus || counter.Name != "requests")))
            {
                Assert.True(getOther(expected) == getOther(cell), $"{other} is {getOther(cell)}, not {getOther(expected)}");
            }
        }

        void AssertNear(long atLeast, Cell cell)
        {
            Assert.InRange(get(cell), atLeast, End);
            Assert.Equal(SlowWindows.Describe(cell), SlowWindows.Describe(Stored(cell)));
        }
    }

    [Fact]
    public void Merge_AnyOrderOfHugeCells_GivesTheSameCell() => Seeded.ForEach(300, random =>
    {
        Cell[] cells = [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => HugeCell(random))];
        Cell forwards = new();
        Cell backwards = new();
        Array.ForEach(cells, forwards.Merge);
        Array.ForEach([.. cells.Reverse()], backwards.Merge);
        Cell nested = new();
        nested.Merge(cells[^1]);
        Cell rest = new();
        Array.ForEach(cells[..^1], rest.Merge);
        nested.Merge(Stored(rest));

        Assert.Equal(SlowWindows.Describe(forwards), SlowWindows.Describe(backwards));
        Assert.Equal(SlowWindows.Describe(forwards), SlowWindows.Describe(nested));
        Assert.Equal(SlowWindows.Describe(forwards), SlowWindows.Describe(Stored(forwards)));
    });

    [Fact]
    public void Ledger_MillionLinesOfTenTerabytes_CanBeReadAndSaysSo()
    {
        LedgerContext context = Ledgers.Context();
        var ledger = new ShardLedger(context);
        ledger.ObserveArrival(Ledgers.NoonMs);
        var record = new LogRecord
        {
            Method = "GET"u8,
            Target = "/a"u8,
            Status = 200,
            TimestampMs = Ledgers.NoonMs,
            ResponseBytes = LogRecordLimits.MaxResponseBytes,
            LatencyUs = LogRecordLimits.MaxLatencyUs,
        };
        for (int line = 0; line < 1_000_000; line++)
        {
            ledger.Count(in record);
        }

        ShardLedger read = ShardLedger.Decode(ledger.Encode().ToArray(), Ledgers.Context());
        Assert.Equal(3, context.SaturatedCells); // endpoint, region, status
        ledger.Count(in record);
        ledger.Encode();
        Assert.Equal(6, context.SaturatedCells);
        ledger.Encode();
        Assert.Equal(6, context.SaturatedCells);

        read.FreezeAll(Ledgers.NoonMs);
        Assert.All(read.Outbox.SelectMany(segment => segment.Cells), cell =>
        {
            Assert.Equal(End, cell.Cell.Bytes);
            Assert.Equal(1_000_000, cell.Cell.Requests);
            Assert.Equal(1_000_000, cell.Cell.LatencyCount);
        });
    }

    private static Cell CellOfAll()
    {
        var cell = new Cell();
        CountAll(cell);
        return cell;
    }

    // A request of every status class, with and without a latency.
    private static void CountAll(Cell cell)
    {
        for (int status = 0; status < 600; status += 100)
        {
            RequestSums timed = RequestSums.Of(new LogRecord { ResponseBytes = 7, LatencyUs = 5 });
            cell.Count(in timed, Cell.StatusClassOf(status), LatencyBuckets.IndexOf(5));
            RequestSums untimed = RequestSums.Of(new LogRecord { ResponseBytes = 7, LatencyUs = -1 });
            cell.CountUntimed(in untimed, Cell.StatusClassOf(status));
        }
    }

    private static Cell HugeCell(Random random)
    {
        Cell cell = CellOfAll();
        foreach ((_, Action<Cell, long> set, _) in s_counters)
        {
            if (random.Next(3) == 0)
            {
                set(cell, End - random.NextInt64(random.Next(2) == 0 ? 5 : End / 2));
            }
        }

        cell.LatencyMaxUs = random.Next(3) == 0 ? End : cell.LatencyMaxUs;
        return cell;
    }

    private static Cell Stored(Cell cell)
    {
        var writer = new BlobWriter();
        CellsCodec.WriteCounts(writer, cell);
        var reader = new BlobReader(writer.Written, "Cell");
        var read = new Cell();
        CellsCodec.ReadCounts(ref reader, read);
        Assert.True(reader.AtEnd);
        return read;
    }
}
