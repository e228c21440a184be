using System.Globalization;

namespace LogFunctions.LocalCloud.Templates;

/// <summary>EventBridge Scheduler's <c>rate(5 minutes)</c>.</summary>
internal static class ScheduleExpression
{
    /// <returns>Null for anything else, such as cron and at.</returns>
    public static TimeSpan? TryParseRate(string expression)
    {
        if (!expression.StartsWith("rate(", StringComparison.Ordinal) || !expression.EndsWith(')'))
        {
            return null;
        }

        return expression["rate(".Length..^1].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var number, var unit]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? unit.TrimEnd('s') switch
            {
                "minute" => TimeSpan.FromMinutes(value),
                "hour" => TimeSpan.FromHours(value),
                "day" => TimeSpan.FromDays(value),
                _ => null,
            }
            : null;
    }
}
