using System.Globalization;

namespace LogFunctions.Cli.Query;

/// <summary>Times as people write them: <c>now</c>, <c>-15m</c>, ISO 8601 (UTC unless it says otherwise), seconds since 1970.</summary>
internal static class TimeArgument
{
    /// <summary>What is understood, for help and errors.</summary>
    public const string Forms = "now, -15m (s, m, h, d, w), 2026-03-01, 2026-03-01T12:00[:00][Z|+02:00], or seconds since 1970";

    // The end of the year 9999.
    private const long MaxSeconds = 253_402_300_799;

    private static readonly string[] s_zonelessFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd' 'HH:mm", "yyyy-MM-dd' 'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] s_zonedFormats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a time; null when it is none of <see cref="Forms"/>.</summary>
    /// <param name="text">As written.</param>
    /// <param name="now">What relative times are counted from.</param>
    /// <param name="zone">Zone of times that state none; null = UTC.</param>
    public static DateTimeOffset? Parse(string text, DateTimeOffset now, TimeZoneInfo? zone = null)
    {
        if (text == "now")
        {
            return now;
        }

        if (text.StartsWith('-'))
        {
            return ParseAge(text.AsSpan(1)) is { } age && age <= now - DateTimeOffset.UnixEpoch ? now - age : null;
        }

        if (ParseIso(text, zone ?? TimeZoneInfo.Utc) is { } time)
        {
            return time >= DateTimeOffset.UnixEpoch ? time : null;
        }

        // Fewer than 5 digits are a year or a typing error, not a time of January 1970.
        return text.Length >= 5
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds <= MaxSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    private static DateTimeOffset? ParseIso(string text, TimeZoneInfo zone)
    {
        if (DateTime.TryParseExact(text, s_zonelessFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            // In the hour that a clock repeats in autumn the offset of winter.
            TimeSpan offset = zone.GetUtcOffset(local);
            return local.Ticks > offset.Ticks ? new DateTimeOffset(local, offset).ToUniversalTime() : null;
        }

        return DateTimeOffset.TryParseExact(
            text, s_zonedFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : null;
    }

    /// <summary>Reads a length of time: 90s, 15m, 1h, 2d, 1w; null when it is none.</summary>
    public static TimeSpan? ParseAge(ReadOnlySpan<char> text)
    {
        int unitSeconds = text.IsEmpty ? 0 : text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            'w' => 7 * 86_400,
            _ => 0,
        };
        return unitSeconds > 0
            && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && (long)number * unitSeconds <= MaxSeconds
                ? TimeSpan.FromSeconds((long)number * unitSeconds)
                : null;
    }
}
