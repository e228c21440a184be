using LogFunctions.Cli.Up.Screen;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Tools.Tests.Screen;

public sealed class LiveHistoryTests
{
    private const long Start = 1_772_366_400;

    [Fact]
    public void Requests_OfEverySecond_AddUpToTheWindows()
    {
        var random = new Random(7);
        var history = new LiveHistory();
        var counts = new SortedDictionary<long, (long Requests, long Errors)>();
        for (long now = Start; now < Start + 100; now++)
        {
            // Into the open window, and now and then into one that is over.
            long window = (now - (random.Next(10) == 0 ? 20 : 0)) / 10 * 10;
            (long requests, long errors) = counts.GetValueOrDefault(window);
            counts[window] = (requests + random.Next(100), errors + random.Next(3));
            history.Add([.. counts.Select(pair => Window(pair.Key, pair.Value.Requests, pair.Value.Errors, 10))], now + 1);
        }

        Assert.Equal(counts.Values.Sum(count => count.Requests), history.Requests.Sum(), 6);
        Assert.Equal(counts.Values.Sum(count => count.Errors), history.Errors.Sum(), 6);
        Assert.All(history.Requests, value => Assert.InRange(value, 0, 1000));
    }

    [Fact]
    public void Windows_OfTheFirstLook_AreSpreadEvenly()
    {
        var history = new LiveHistory();
        history.Add([Window(Start, 600, 60), Window(Start + 60, 60, 0)], Start + 90);
        Assert.All(history.Requests.Skip(30).Take(60), value => Assert.Equal(10, value, 9));
        Assert.All(history.Requests.Skip(90), value => Assert.Equal(2, value, 9));
        Assert.Equal(2, history.Rate(5), 9);
    }

    [Fact]
    public void Pause_LongerThanTheCurve_EmptiesIt()
    {
        var history = new LiveHistory();
        history.Add([Window(Start, 600, 60)], Start + 60);
        history.Add([], Start + 10_000);
        Assert.All(history.Requests, value => Assert.Equal(0, value));
    }

    private static WindowAggregate Window(long start, long requests, long errors, int seconds = 60) => new(
        new WindowKey(seconds, start), Dimension.All, DimensionNames.AllValue, new Cell { Requests = requests, Status5xx = errors });
}
