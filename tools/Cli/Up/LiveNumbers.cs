using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Up;

/// <summary>The newest complete window as the rows tell it.</summary>
/// <param name="Window">The window.</param>
/// <param name="All">All its requests.</param>
/// <param name="Endpoints">Its endpoints, most requests first.</param>
/// <param name="EndpointCount">Endpoints it has, shown or not.</param>
internal sealed record LiveNumbers(WindowKey Window, Cell All, IReadOnlyList<WindowAggregate> Endpoints, int EndpointCount);

/// <summary>Finds the newest complete window in table Windows.</summary>
/// <param name="reader">The rows.</param>
/// <param name="windowSeconds">Window size to look at.</param>
/// <param name="lateness">How long after its end a window still takes lines; then it is complete.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveNumbersReader(WindowReader reader, int windowSeconds, TimeSpan lateness, TimeProvider time)
{
    // Publishing follows the freeze within a second or two; a window shown too early would change before the reader's eyes.
    private const int PublishSeconds = 3;

    // How far back to look before traffic has reached the present.
    private const int LookBackSeconds = 3600;

    /// <summary>The newest complete window that has rows; null when there is none yet.</summary>
    /// <param name="top">Endpoints wanted.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<LiveNumbers?> ReadAsync(int top, CancellationToken cancellationToken)
    {
        long completeSeconds = time.GetUtcNow().ToUnixTimeSeconds() - (long)lateness.TotalSeconds - PublishSeconds;
        WindowRange range = WindowRange.Covering(windowSeconds, completeSeconds - LookBackSeconds, completeSeconds);
        IReadOnlyList<WindowAggregate> all = await reader.ReadAsync(Dimension.All, DimensionNames.AllValue, range, cancellationToken);
        if (all.LastOrDefault(w => w.Window.EndSeconds <= completeSeconds) is not { } newest)
        {
            return null;
        }

        var window = new WindowRange(windowSeconds, newest.Window.StartSeconds, newest.Window.EndSeconds);
        IReadOnlyList<WindowAggregate> endpoints = await reader.ReadAsync(Dimension.Endpoint, value: null, window, cancellationToken);
        return new LiveNumbers(
            newest.Window,
            newest.Cell,
            [.. endpoints.OrderByDescending(e => e.Cell.Requests).ThenBy(e => e.Value, StringComparer.Ordinal).Take(top)],
            endpoints.Count);
    }
}
