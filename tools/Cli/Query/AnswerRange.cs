using LogFunctions.Core.Windows;

namespace LogFunctions.Cli.Query;

/// <summary>What an answer is for.</summary>
/// <param name="From">Start, in the zone that times are shown in.</param>
/// <param name="To">End, not included.</param>
/// <param name="OpenWindows">Windows of it that still take lines, in order; null = closed windows only were asked for.</param>
/// <param name="TimeZone">The zone that times are shown in.</param>
internal sealed record AnswerRange(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<WindowKey>? OpenWindows, TimeZoneInfo TimeZone)
{
    /// <summary>Start of a window, to be shown.</summary>
    public DateTimeOffset TimeOf(WindowKey window) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(window.StartSeconds), TimeZone);

    /// <summary>Whether a window, or for an edge of minutes any of them, still takes lines.</summary>
    public bool IsOpen(WindowKey window) =>
        OpenWindows?.Any(open => open.StartSeconds >= window.StartSeconds && open.StartSeconds < window.EndSeconds) == true;
}
