using System.CommandLine;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Runs;
using LogFunctions.LogGenerator.Formats;
using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.Cli.Generate;

/// <summary>The options of <c>logfn generate</c> and what makes them valid.</summary>
internal sealed class GenerateArguments
{
    private readonly Option<string?> _duration = new("--duration") { Description = "End after so much event time: 30s, 5m, 1h30m.", HelpName = "TIME" };
    private readonly Option<string?> _lines = new("--lines") { Description = "End after so many lines: 5000, 250k, 10M.", HelpName = "N" };
    private readonly Option<string?> _bytes = new("--bytes") { Description = "End after so many bytes (rounded up to a block of at most 1,024 lines): 100M, 2G.", HelpName = "N" };
    private readonly Option<ulong> _seed = TypedOption.Number<ulong>("--seed", "Same seed, profile, format and --start: same lines.", 1);
    private readonly Option<string> _format = new("--format") { Description = $"Log format, or several with commas between (each line draws one): {string.Join(", ", FormatCatalog.Names)}.", HelpName = "NAME", DefaultValueFactory = _ => "json" };
    private readonly Option<string> _to = new("--to") { Description = "Where to: stdout, null, file:PATH (overwritten), kinesis:STREAM, or kinesis for the stream of the running `logfn up`.", HelpName = "TARGET", DefaultValueFactory = _ => "stdout" };
    private readonly Option<string?> _truth = new("--truth") { Description = "Write what was really made, exactly, to this JSON file; `logfn verify` compares it with the tables.", HelpName = "FILE" };
    private readonly Option<string> _windows = new("--windows") { Description = "Window sizes of the truth in seconds; each a multiple of the smallest.", HelpName = "N,...", DefaultValueFactory = _ => "60,3600" };
    private readonly Option<int> _producers = TypedOption.Number<int>("--producers", "Producers side by side, 1 to 64; the lines do not depend on it.", 1);
    private readonly Option<string?> _start = new("--start") { Description = "First event time (then --speed is max if not given). Default: now.", HelpName = "TIME" };
    private readonly Option<string?> _backfill = new("--backfill") { Description = "Begin with so much of the past at full speed, then go on live.", HelpName = "TIME" };
    private readonly Option<string?> _speed = new("--speed") { Description = "Event time per real time: 1x is live, max as fast as the target takes it. Without --start, max makes a run that ends now. Default: 1x into a stream or with --rate, else max.", HelpName = "max|1x|10x" };
    private readonly StreamArguments _stream = new();
    private readonly TrafficArguments _traffic = new();
    private readonly PackArguments _packing = new();

    /// <summary>The options in the order of the help text.</summary>
    public IEnumerable<Option> All =>
    [
        .. _traffic.All, _duration, _lines, _bytes, _seed, _format, _to, _truth, _windows, _producers, _start, _backfill, _speed, .. _packing.All, .. _stream.All,
    ];

    /// <summary>The profile's YAML when that is all that is asked for; else null.</summary>
    public string? ReadDescription(ParseResult parsed) => _traffic.WantsDescription(parsed) ? ProfileReader.Describe(_traffic.Read(parsed)) : null;

    /// <summary>Checks everything that can be checked before anything is started.</summary>
    /// <exception cref="CliException">A value is wrong.</exception>
    public GenerateOptions Read(ParseResult parsed, CliContext context)
    {
        TrafficProfile profile = _traffic.Read(parsed);
        var target = Target.Parse(parsed.GetValue(_to)!);
        TimeSpan? duration = parsed.GetValue(_duration) is { } text ? Arguments.Duration(text, "--duration") : null;
        long? lines = parsed.GetValue(_lines) is { } linesText ? Arguments.Count(linesText, "--lines") : null;
        long? bytes = parsed.GetValue(_bytes) is { } bytesText ? Arguments.Count(bytesText, "--bytes") : null;
        int producers = parsed.GetValue(_producers);
        int[] windows = ReadWindows(parsed.GetValue(_windows)!);
        Arguments.Require(producers is >= 1 and <= 64, $"--producers is {producers}; use 1 to 64.");
        var run = new RunOptions
        {
            Profile = profile,
            Seed = parsed.GetValue(_seed),
            Formats = ReadFormats(parsed.GetValue(_format)!),
            Producers = producers,
            Limits = new RunLimits(lines, duration),
            MaxBytes = bytes,
            TruthWindowSeconds = parsed.GetValue(_truth) is null ? [] : windows,
        };
        Arguments.Require(
            target.Kind != TargetKind.Stdout || !ResultFile.IsStandardOutput(parsed.GetValue(_truth)),
            "--truth and --to are both standard output; name a file for one of them.");
        (target, Uri? endpoint, CliContext targetContext) = _stream.Read(parsed, context, target);
        return new GenerateOptions
        {
            Run = WithClock(parsed, run, target.Kind == TargetKind.Kinesis || _traffic.HasRate(parsed), context.Time),
            Target = target,
            Endpoint = endpoint,
            Context = targetContext,
            Packing = _packing.Read(parsed, target),
            TruthPath = parsed.GetValue(_truth),
            IsBounded = duration is not null || lines is not null || bytes is not null || profile.Rate.Curve == RateCurveKind.Trace,
        };
    }

    private RunOptions WithClock(ParseResult parsed, RunOptions run, bool isLive, TimeProvider time)
    {
        DateTimeOffset? start = parsed.GetValue(_start) is { } startText ? Arguments.Time(startText, "--start") : null;
        TimeSpan backfill = parsed.GetValue(_backfill) is { } backfillText ? Arguments.Duration(backfillText, "--backfill") : TimeSpan.Zero;
        Arguments.Require(start is null || backfill == TimeSpan.Zero, "--start and --backfill exclude each other: both say when event time begins.");
        bool isSpeedGiven = parsed.GetValue(_speed) is not null;
        double speed = isSpeedGiven ? Arguments.Speed(parsed.GetValue(_speed)!)
            : start is null && (isLive || backfill > TimeSpan.Zero) ? 1
            : double.PositiveInfinity;
        Arguments.Require(backfill == TimeSpan.Zero || speed == 1, "--backfill goes on live after the past; leave out --speed.");
        if (double.IsInfinity(speed) && start is null)
        {
            // A run without an end that nobody asked to hurry begins now, and runs ahead of the clock.
            start = time.GetUtcNow() - (isSpeedGiven || CanPlan(run) ? PlannedDuration(run) : TimeSpan.Zero);
        }

        return run with { Start = start, Backfill = backfill, Speed = speed };
    }

    /// <summary>How much event time a run covers, to let it end now; needs a duration, or lines at a constant rate.</summary>
    private static TimeSpan PlannedDuration(RunOptions run)
    {
        Arguments.Require(
            CanPlan(run),
            "--speed max needs to know where to begin: give --start TIME, or --duration (or --lines at a constant rate) for a run that ends now.");
        return run.Limits.Duration ?? TimeSpan.FromSeconds(Math.Ceiling(run.Limits.Lines!.Value / run.Profile.Rate.LinesPerSecond));
    }

    private static bool CanPlan(RunOptions run) =>
        run.Limits.Duration is not null || (run.Limits.Lines is not null && run.Profile.Rate.Curve == RateCurveKind.Constant);

    private static string[] ReadFormats(string text)
    {
        string[] formats = text.Split(',', StringSplitOptions.TrimEntries);
        foreach (string format in formats)
        {
            Arguments.Require(FormatCatalog.Contains(format), $"--format has '{format}'; formats are {string.Join(", ", FormatCatalog.Names)}.");
        }

        Arguments.Require(formats.Length <= 32, "--format takes at most 32 names.");
        return formats;
    }

    private static int[] ReadWindows(string text)
    {
        var windows = new List<int>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            Arguments.Require(int.TryParse(part, out int seconds) && seconds is >= 1 and <= 86_400, $"--windows has '{part}'; use seconds from 1 to 86400, for example 60,3600.");
            windows.Add(seconds);
        }

        int smallest = windows.Min();
        Arguments.Require(windows.All(seconds => seconds % smallest == 0) && windows.Distinct().Count() == windows.Count, $"--windows is '{text}'; each size must be there once and be a multiple of the smallest.");
        return [.. windows];
    }
}
