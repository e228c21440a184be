using System.Diagnostics;
using System.Globalization;
using LogFunctions.Core.Windows;

namespace LogFunctions.Functions.Tests.DashboardWidget;

/// <summary>How long an answer takes; run by hand (<c>-explicit only</c>), as a machine that does other things tells nothing.</summary>
public sealed class WidgetSpeedTests
{
    [Fact(Explicit = true)]
    public async Task Week_Of500Endpoints_FromAWarmInstance()
    {
        var world = new WidgetWorld();
        var random = new Random(1);
        for (int hour = 1; hour <= 14 * 24; hour++)
        {
            await world.PutAsync(
                WidgetWorld.Noon - (hour * 3600),
                [.. Enumerable.Range(0, 500).Select(i => (Dimension.Endpoint, $"GET /endpoint/{i}", Spread(random, 3000 / (i + 1))))]);
        }

        world.Time.Advance(TimeSpan.FromSeconds(30));
        var clock = Stopwatch.StartNew();
        await world.AskAsync("\"top\":100", hours: 7 * 24);
        double coldMs = clock.Elapsed.TotalMilliseconds;
        List<double> warm = [];
        for (int i = 0; i < 20; i++)
        {
            world.Time.Advance(TimeSpan.FromSeconds(2));
            clock.Restart();
            await world.AskAsync("\"top\":100", hours: 7 * 24);
            warm.Add(clock.Elapsed.TotalMilliseconds);
        }

        string report = string.Create(CultureInfo.InvariantCulture, $"cold {coldMs:F0} ms, {world.RowsRead} rows; warm median {warm.Order().ElementAt(10):F1} ms, worst {warm.Max():F1} ms; {world.AnswerBytes} bytes");
        TestContext.Current.SendDiagnosticMessage("{0}", report);
        Console.WriteLine(report);
        Assert.True(warm.Max() < 300, report);
    }

    private static Cell Spread(Random random, int requests)
    {
        var cell = new Cell { Requests = Math.Max(1, requests), Status2xx = Math.Max(1, requests), LatencyMinUs = 1000, LatencyMaxUs = 1_000_000 };
        for (int i = 0; i < Math.Clamp(requests, 1, 60); i++)
        {
            cell.Latency.Add((long)(1000 * Math.Exp(random.NextDouble() * 6)));
        }

        return cell;
    }
}
