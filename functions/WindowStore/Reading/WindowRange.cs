using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>Windows of one size with a start in [<paramref name="FromSeconds"/>, <paramref name="ToSeconds"/>).</summary>
/// <param name="WindowSeconds">Window size, 1 or more.</param>
/// <param name="FromSeconds">First window start, seconds since the Unix epoch.</param>
/// <param name="ToSeconds">First window start that is not wanted.</param>
public readonly record struct WindowRange(int WindowSeconds, long FromSeconds, long ToSeconds)
{
    /// <summary>Every window of a size.</summary>
    public static WindowRange Everything(int windowSeconds) => new(windowSeconds, 0, long.MaxValue);

    /// <summary>The windows that hold any instant of [from, to): the first may start before <paramref name="fromSeconds"/>.</summary>
    public static WindowRange Covering(int windowSeconds, long fromSeconds, long toSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSeconds, 1);
        long from = Math.Max(0, fromSeconds);
        return new WindowRange(windowSeconds, from - (from % windowSeconds), toSeconds);
    }

    /// <summary>Whether a window is one of them.</summary>
    public bool Contains(WindowKey window) =>
        window.WindowSeconds == WindowSeconds && window.StartSeconds >= FromSeconds && window.StartSeconds < ToSeconds;
}
