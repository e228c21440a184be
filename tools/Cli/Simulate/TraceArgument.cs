using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Simulate.Traces;
using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.Cli.Simulate;

/// <summary>The <c>--trace</c> option.</summary>
internal static class TraceArgument
{
    /// <summary>A profile has no end; two days of it are played.</summary>
    private const double ProfileSeconds = 2 * 86_400;

    /// <summary>More makes no sense in minutes, and would fill the memory.</summary>
    private const double MaxSeconds = 400 * 86_400.0;

    /// <exception cref="CliException">There is no such trace, or its file is not one.</exception>
    public static Trace Read(string text)
    {
        if (TraceCatalog.Find(text) is { } shipped)
        {
            return shipped;
        }

        if (!File.Exists(text) && BuiltInProfiles.Names.Contains(text))
        {
            var curve = new RateCurve(BuiltInProfiles.Get(text).Rate, startMs: 0);
            return Trace.From(text, ProfileSeconds, curve.At);
        }

        Arguments.Require(File.Exists(text), $"--trace is '{text}', which is no file; use a CSV file seconds,lines_per_second, or one of {string.Join(", ", [.. TraceCatalog.Names, .. BuiltInProfiles.Names])}.");
        try
        {
            IReadOnlyList<TracePoint> points = TraceReader.Read(text);
            double length = points[^1].Seconds - points[0].Seconds;
            Arguments.Require(length <= MaxSeconds, $"--trace {text} is {length / 86_400:0} days long; use at most 400.");
            return TraceCatalog.FromPoints(Path.GetFileNameWithoutExtension(text), points);
        }
        catch (ProfileException exception)
        {
            throw CliException.Usage(exception.Message);
        }
    }
}
