using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Sinks;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>A log file and what is in it.</summary>
internal static class GeneratedLog
{
    /// <summary>Lines with a little of everything nasty.</summary>
    public static TrafficProfile Nasty(double linesPerSecond)
    {
        TrafficProfile steady = BuiltInProfiles.Get("steady");
        return steady with
        {
            Rate = steady.Rate with { LinesPerSecond = linesPerSecond },
            Nastiness = new NastinessProfile { Malformed = 0.01, Binary = 0.002, Blank = 0.01, Duplicate = 0.01, Late = 0.02, OutOfOrder = 0.05 },
        };
    }

    /// <summary>Writes a file of so many lines, as fast as possible, of the 1st of March 2026.</summary>
    public static async Task<TruthFile> WriteAsync(string path, string format, int lines, TrafficProfile profile, ulong seed)
    {
        await using var sink = new StreamSink(File.Create(path));
        var options = new RunOptions
        {
            Profile = profile,
            Seed = seed,
            Formats = [format],
            Limits = new RunLimits(Lines: lines),
            Start = new DateTimeOffset(2026, 3, 1, 12, 0, 30, TimeSpan.Zero),
            Speed = double.PositiveInfinity,
        };
        RunReport report = await new TrafficRun(options, sink, TimeProvider.System).RunAsync(null, TestContext.Current.CancellationToken);
        return report.Truth!;
    }
}
