using System.Globalization;
using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>Times as dashboard bodies write them: <c>-PT3H</c>, <c>-P7D</c>, <c>P0D</c>, or ISO 8601.</summary>
internal static partial class TimeText
{
    /// <returns>The text as it is; null when missing or, noted, no time.</returns>
    public static string? Check(BodyNode node)
    {
        if (node.Text() is not { } text)
        {
            return null;
        }

        if (TryRead(text, DateTimeOffset.UnixEpoch, out _))
        {
            return text;
        }

        node.Problem($"'{text}' is no time; write -PT3H, -P7D or 2026-03-01T12:00:00Z");
        return null;
    }

    /// <param name="text">The text.</param>
    /// <param name="now">What relative times are relative to.</param>
    /// <param name="time">The time.</param>
    public static bool TryRead(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        Match match = Relative().Match(text);
        if (!match.Success)
        {
            return TryReadIso(text, out time);
        }

        double Part(int group) => match.Groups[group].Success ? double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
        // CloudWatch's months are counted as 30 days; nobody reads a month to the hour.
        TimeSpan span = TimeSpan.FromDays(Math.Min(36_500, (365 * Part(2)) + (30 * Part(3)) + (7 * Part(4)) + Part(5)))
            + TimeSpan.FromSeconds(Math.Min(1e9, (3600 * Part(6)) + (60 * Part(7)) + Part(8)));
        bool isBefore = match.Groups[1].Value == "-";
        bool fits = isBefore || span == TimeSpan.Zero || now < DateTimeOffset.MaxValue - span;
        time = !fits || (isBefore && now - DateTimeOffset.MinValue < span) ? DateTimeOffset.MinValue : isBefore ? now - span : now + span;
        return true;
    }

    public static bool TryReadIso(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time) && text.Contains('-', StringComparison.Ordinal);

    // ISO 8601 durations, with a sign before. At least one part: P0D is "now".
    [GeneratedRegex(@"^([-+]?)P(?=.)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$")]
    private static partial Regex Relative();
}
