using System.Text;

namespace LogFunctions.Core.Parsing;

/// <summary>Compiles the names of a W3C <c>#Fields:</c> line: IIS, Tomcat's ExtendedAccessLogValve, and others.</summary>
internal static class W3cFields
{
    /// <summary>Words that only Microsoft's servers write.</summary>
    private static readonly string[] s_microsoft = ["sc-win32-status", "sc-substatus", "s-sitename", "s-computername"];

    /// <summary>Compiles the names.</summary>
    /// <param name="names">In their order.</param>
    /// <param name="separator">What stands between values.</param>
    /// <param name="isMicrosoft">Whether <c>#Software</c> says so: <c>time-taken</c> is then in milliseconds.</param>
    /// <exception cref="FormatException">There is no time, no status or no path among them.</exception>
    public static TextFormat Compile(string[] names, char separator, bool isMicrosoft)
    {
        isMicrosoft |= names.Any(name => s_microsoft.Contains(name, StringComparer.OrdinalIgnoreCase));
        bool isCloudFront = names.Any(name => name.StartsWith("x-edge-", StringComparison.OrdinalIgnoreCase));
        int power = isMicrosoft ? LatencyUnits.Milliseconds : isCloudFront ? LatencyUnits.Seconds : LatencyUnits.SecondsWithPoint;
        if (!names.Contains("timestamp") && !(names.Contains("date") && names.Contains("time")))
        {
            throw new FormatException("#Fields needs date and time");
        }

        TextStep[] steps =
            [.. names.Select((name, index) =>
            StepOf(name, power) with { Literal = index == names.Length - 1 ? [] : Encoding.UTF8.GetBytes([separator]) })];
        return TextFormat.Create([], steps, LineKind.W3c);
    }

    private static TextStep StepOf(string name, int power)
    {
        TextStep Step(TextRole role, int rank) => new(name, role, TextShape.WordOrQuoted) { Rank = rank };
        return name.ToLowerInvariant() switch
        {
            "date" => Step(TextRole.Time, 9) with { Time = TextTimePattern.FromStrftime("%Y-%m-%d") },
            "time" => Step(TextRole.Time, 9) with { Time = TextTimePattern.FromStrftime("%H:%M:%S") },
            "timestamp" => Step(TextRole.Time, 10) with { Time = TextTimePattern.Epoch(3) },
            "c-ip" => Step(TextRole.Client, 9),
            "cs(x-forwarded-for)" or "x-forwarded-for" => Step(TextRole.Client, 3),
            "cs-method" => Step(TextRole.Method, 9),
            "cs-uri-stem" => Step(TextRole.Target, 9),
            "cs-uri" => Step(TextRole.Target, 8),
            "sc-status" => Step(TextRole.Status, 9),
            "sc-bytes" => Step(TextRole.Bytes, 9),
            "bytes" => Step(TextRole.Bytes, 8),
            "time-taken" => Step(TextRole.Latency, 9) with { Power = power },
            "c-country" => Step(TextRole.Region, 9),
            "x-edge-location" => Step(TextRole.Region, 8),
            _ => Step(TextRole.Ignored, 0),
        };
    }
}
