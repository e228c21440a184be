using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Up.Screen;

/// <summary>
/// Requests and server errors of each of the last seconds, for the curves: what the windows have more than a second ago. What comes late, or was counted
/// before the first look, is spread over its window. Not for concurrent use.
/// </summary>
internal sealed class LiveHistory
{
    /// <summary>Seconds that are kept.</summary>
    public const int Seconds = 120;

    // A line is counted so long after it was written, as a rule.
    private const int PresentSeconds = 5;

    private readonly double[] _requests = new double[Seconds];
    private readonly double[] _errors = new double[Seconds];
    private Dictionary<WindowKey, (long Requests, long Errors)> _seen = [];
    private long _nowSeconds = long.MinValue;

    /// <summary>Requests per second, oldest first.</summary>
    public IReadOnlyList<double> Requests => _requests;

    /// <summary>Answers with 5xx per second, oldest first.</summary>
    public IReadOnlyList<double> Errors => _errors;

    /// <summary>Adds what a look found.</summary>
    /// <param name="series">The newest windows, all requests of each.</param>
    /// <param name="nowSeconds">When, seconds since the Unix epoch.</param>
    public void Add(IReadOnlyList<WindowAggregate> series, long nowSeconds)
    {
        bool isFirst = _nowSeconds == long.MinValue;
        if (!isFirst)
        {
            Move((int)Math.Clamp(nowSeconds - _nowSeconds, 0, Seconds));
        }

        foreach (WindowAggregate window in series)
        {
            (long seenRequests, long seenErrors) = _seen.GetValueOrDefault(window.Window);
            long requests = Math.Max(0, window.Cell.Requests - seenRequests);
            long errors = Math.Max(0, window.Cell.Status5xx - seenErrors);
            bool isPast = isFirst || window.Window.EndSeconds < nowSeconds - PresentSeconds;
            Spread(isPast ? window.Window.StartSeconds : nowSeconds - 1, isPast ? Math.Min(window.Window.EndSeconds, nowSeconds) : nowSeconds, nowSeconds, requests, errors);
        }

        _nowSeconds = Math.Max(_nowSeconds, nowSeconds);
        _seen = series.ToDictionary(window => window.Window, window => (window.Cell.Requests, window.Cell.Status5xx));
    }

    /// <summary>Requests per second, mean of the newest seconds.</summary>
    public double Rate(int seconds) => _requests.AsSpan(Seconds - seconds).ToArray().Average();

    private void Spread(long from, long to, long nowSeconds, long requests, long errors)
    {
        for (long second = from; second < to; second++)
        {
            long index = second - nowSeconds + Seconds;
            if (index is >= 0 and < Seconds)
            {
                _requests[index] += (double)requests / (to - from);
                _errors[index] += (double)errors / (to - from);
            }
        }
    }

    private void Move(int seconds)
    {
        foreach (double[] values in (double[][])[_requests, _errors])
        {
            values.AsSpan(seconds).CopyTo(values);
            values.AsSpan(Seconds - seconds).Clear();
        }
    }
}
