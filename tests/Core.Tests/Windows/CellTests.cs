using LogFunctions.Core.Parsing;
using LogFunctions.Core.Sketches;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Tests.Windows;

public sealed class CellTests
{
    [Fact]
    public void Merge_AnySplitAndOrder_GivesTheCellOfAllRequests() => Seeded.ForEach(300, random =>
    {
        (int Status, long Bytes, long LatencyUs)[] requests =
            [.. Enumerable.Range(0, random.Next(60)).Select(_ => (random.Next(1000), random.NextInt64(1 << 20), random.Next(3) == 0 ? -1 : Seeded.Latency(random) & 0xFFFF_FFFF))];
        int split = random.Next(requests.Length + 1);
        Cell left = CellOf(requests[..split]);
        Cell right = CellOf(requests[split..]);
        Cell leftFirst = CellOf([]);
        leftFirst.Merge(left);
        leftFirst.Merge(right);
        right.Merge(left);

        string all = SlowWindows.Describe(CellOf(requests));
        Assert.Equal(all, SlowWindows.Describe(leftFirst));
        Assert.Equal(all, SlowWindows.Describe(right));
    });

    [Fact]
    public void StatusClassOf_EveryStatus_IsTheHundredsOrOther()
    {
        for (int status = 0; status <= 999; status++)
        {
            Assert.Equal(status is >= 100 and < 600 ? status / 100 : 0, Cell.StatusClassOf(status));
        }
    }

    [Fact]
    public void Clear_UsedCell_EqualsANewOne()
    {
        Cell cell = CellOf([(200, 5, 100), (404, 6, -1)]);
        cell.Clear();
        Assert.Equal(SlowWindows.Describe(new Cell()), SlowWindows.Describe(cell));
    }

    [Fact]
    public void Count_SketchUsedInBetween_CountsInItToo() => Seeded.ForEach(300, random =>
    {
        var cell = new Cell();
        var expected = new LatencySketch();
        for (int i = random.Next(1, 60); i > 0; i--)
        {
            long latencyUs = Seeded.Latency(random);
            switch (random.Next(6))
            {
                case 0:
                    long count = random.Next(2) == 0 ? int.MaxValue - 1 : random.Next(3);
                    cell.Latency.Add(latencyUs, count);
                    expected.Add(latencyUs, count);
                    break;
                case 1:
                    Assert.Equal(expected.ToArray(), cell.SettledLatency.ToArray());
                    break;
                case 2:
                    cell.SetLatency(LatencySketch.Decode(cell.Latency.ToArray()));
                    break;
                default:
                    for (int repeats = random.Next(1, 4); repeats > 0; repeats--)
                    {
                        CountOne(cell, 200, 1, latencyUs);
                        expected.Add(latencyUs);
                    }

                    break;
            }

            Assert.Equal(expected.Count, cell.LatencyCount);
        }

        Assert.Equal(expected.ToArray(), cell.Latency.ToArray());
    });

    [Fact]
    public void LatencyQuantileUs_OneValue_IsThatValue()
    {
        Cell cell = CellOf([(200, 0, 123_456)]);
        Assert.Equal(123_456, cell.LatencyQuantileUs(0.5));
        Assert.True(double.IsNaN(new Cell().LatencyQuantileUs(0.5)));
    }

    private static Cell CellOf((int Status, long Bytes, long LatencyUs)[] requests)
    {
        var cell = new Cell();
        foreach ((int status, long bytes, long latencyUs) in requests)
        {
            CountOne(cell, status, bytes, latencyUs);
        }

        return cell;
    }

    private static void CountOne(Cell cell, int status, long bytes, long latencyUs)
    {
        RequestSums request = RequestSums.Of(new LogRecord { ResponseBytes = bytes, LatencyUs = latencyUs });
        if (latencyUs < 0)
        {
            cell.CountUntimed(in request, Cell.StatusClassOf(status));
        }
        else
        {
            cell.Count(in request, Cell.StatusClassOf(status), LatencyBuckets.IndexOf(latencyUs));
        }
    }
}
