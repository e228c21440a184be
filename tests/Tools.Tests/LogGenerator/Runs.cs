using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.Tools.Tests.LogGenerator;

/// <summary>Runs on a virtual clock.</summary>
internal static class Runs
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 30, TimeSpan.Zero);

    /// <summary>Every kind of nasty line, frequent enough for short runs.</summary>
    public static NastinessProfile Nasty { get; } = new()
    {
        Malformed = 0.04,
        Binary = 0.01,
        Oversize = 0.002,
        Blank = 0.02,
        Duplicate = 0.02,
        Late = 0.03,
        Future = 0.02,
        OutOfOrder = 0.1,
        LateMax = TimeSpan.FromMinutes(5),
        FutureMax = TimeSpan.FromMinutes(20),
    };

    public static RunOptions Options(TrafficProfile profile, long lines, ulong seed = 1, int producers = 1, params string[] formats) => new()
    {
        Profile = profile,
        Seed = seed,
        Formats = formats.Length == 0 ? ["json"] : formats,
        Producers = producers,
        Limits = new RunLimits(Lines: lines),
        Start = Start,
        Speed = double.PositiveInfinity,
    };

    public static TrafficProfile Profile(string name, double? linesPerSecond = null, NastinessProfile? nastiness = null)
    {
        TrafficProfile profile = BuiltInProfiles.Get(name);
        return profile with
        {
            Rate = profile.Rate with { LinesPerSecond = linesPerSecond ?? profile.Rate.LinesPerSecond },
            Nastiness = nastiness ?? profile.Nastiness,
        };
    }

    public static async Task<(RunReport Report, IReadOnlyList<byte[]> Lines)> CaptureAsync(RunOptions options, bool needsOrder = false)
    {
        await using var sink = new CaptureSink(needsOrder);
        RunReport report = await new TrafficRun(options, sink, TimeProvider.System).RunAsync(progress: null, TestContext.Current.CancellationToken);
        return (report, sink.Lines);
    }
}
