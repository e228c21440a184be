using System.Globalization;

namespace LogFunctions.Core.Windows;

/// <summary>A window of event time: aligned to the Unix epoch, UTC, half open [start, end).</summary>
/// <param name="WindowSeconds">Length in seconds, 1 or more.</param>
/// <param name="StartSeconds">Start, seconds since the Unix epoch; a multiple of the length.</param>
public readonly record struct WindowKey(int WindowSeconds, long StartSeconds)
{
    /// <summary>First second after the window.</summary>
    public long EndSeconds => StartSeconds + WindowSeconds;

    /// <summary>The window of a length that holds an instant (milliseconds since the epoch, not negative).</summary>
    public static WindowKey Containing(int windowSeconds, long timestampMs)
    {
        long seconds = timestampMs / 1000;
        return new WindowKey(windowSeconds, seconds - (seconds % windowSeconds));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(StartSeconds):yyyy-MM-ddTHH:mm:ssZ}+{WindowSeconds}s");
}
