using System.Globalization;
using LogFunctions.Cli.Query;

namespace LogFunctions.Tools.Tests.Query;

/// <summary>Times as typed.</summary>
public sealed class TimeArgumentTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("now", "2026-03-01T12:00:30")]
    [InlineData("-90s", "2026-03-01T11:59:00")]
    [InlineData("-15m", "2026-03-01T11:45:30")]
    [InlineData("-2h", "2026-03-01T10:00:30")]
    [InlineData("-1d", "2026-02-28T12:00:30")]
    [InlineData("-2w", "2026-02-15T12:00:30")]
    [InlineData("2026-02-28", "2026-02-28T00:00:00")]
    [InlineData("2026-02-28T10:30", "2026-02-28T10:30:00")]
    [InlineData("2026-02-28 10:30:05", "2026-02-28T10:30:05")]
    [InlineData("2026-02-28T10:30:05Z", "2026-02-28T10:30:05")]
    [InlineData("2026-02-28T10:30:05.250Z", "2026-02-28T10:30:05")]
    [InlineData("2026-02-28T10:30+02:00", "2026-02-28T08:30:00")]
    [InlineData("1431857100", "2015-05-17T10:05:00")]
    public void Time_InEveryForm_IsUnderstood(string text, string expected) =>
        Assert.Equal(expected, TimeArgument.Parse(text, s_now)?.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-m")]
    [InlineData("--5m")]
    [InlineData("-5")]
    [InlineData("-5y")]
    [InlineData("5m")]
    [InlineData("-99999999999m")]
    [InlineData("-2147483647w")]
    [InlineData("2026")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-29")]
    [InlineData("1969-12-31")]
    [InlineData("253402300800")]
    [InlineData("99999999999999999999")]
    [InlineData("tomorrow")]
    public void Time_InNoForm_IsRefused(string text) => Assert.Null(TimeArgument.Parse(text, s_now));
}
