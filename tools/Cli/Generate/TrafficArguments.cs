using System.CommandLine;
using System.Globalization;
using LogFunctions.Cli.Output;
using LogFunctions.LogGenerator.Profiles;

namespace LogFunctions.Cli.Generate;

/// <summary>Options that shape the profile: which one, how much, how nasty.</summary>
internal sealed class TrafficArguments
{
    private readonly Option<string> _profile = new("--profile") { Description = $"Traffic profile: {string.Join(", ", BuiltInProfiles.Names)}, or a YAML file.", HelpName = "NAME|FILE", DefaultValueFactory = _ => "steady" };
    private readonly Option<bool> _describe = new("--describe") { Description = "Print the profile as YAML, with these options applied, and end." };
    private readonly Option<double?> _rate = TypedOption.Number<double>("--rate", "Base rate in lines per second instead of the profile's.");
    private readonly Option<string?> _curve = new("--curve") { Description = "Shape of the rate over time instead of the profile's.", HelpName = "constant|ramp|diurnal|spike|step" };
    private readonly Option<string?> _trace = new("--trace") { Description = "Follow a CSV file of lines seconds,lines_per_second.", HelpName = "FILE" };
    private readonly Option<double?> _timeScale = TypedOption.Number<double>("--time-scale", "Play the trace so many times faster.");
    private readonly Option<double?> _traceScale = TypedOption.Number<double>("--trace-scale", "Multiply the rates of the trace.");
    private readonly Option<string?> _nasty = new("--nasty") { Description = "Shares of nasty lines instead of the profile's: malformed, binary, oversize, blank, duplicate, late, future, outOfOrder.", HelpName = "KIND=SHARE,..." };

    public IEnumerable<Option> All => [_profile, _describe, _rate, _curve, _trace, _timeScale, _traceScale, _nasty];

    /// <summary>Whether a rate is asked for, and not only lines.</summary>
    public bool HasRate(ParseResult parsed) => parsed.GetValue(_rate) is not null || parsed.GetValue(_curve) is not null || parsed.GetValue(_trace) is not null;

    /// <summary>Whether the profile is to be printed only.</summary>
    public bool WantsDescription(ParseResult parsed) => parsed.GetValue(_describe);

    /// <exception cref="CliException">A value is wrong.</exception>
    public TrafficProfile Read(ParseResult parsed)
    {
        try
        {
            TrafficProfile profile = LoadProfile(parsed.GetValue(_profile)!);
            profile = profile with { Rate = ReadRate(parsed, profile.Rate) };
            if (parsed.GetValue(_nasty) is { } nasty)
            {
                profile = profile with { Nastiness = ReadNastiness(nasty, profile.Nastiness) };
            }

            return ProfileReader.Check(profile, "the options");
        }
        catch (ProfileException exception)
        {
            throw CliException.Usage(exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"--profile or --trace can't be read: {exception.Message}", ExitCode.Failed, exception);
        }
    }

    /// <exception cref="CliException">There is no such profile, or it is wrong.</exception>
    public static TrafficProfile LoadProfile(string nameOrPath)
    {
        try
        {
            return ProfileReader.Load(nameOrPath);
        }
        catch (ProfileException exception)
        {
            throw CliException.Usage($"--profile: {exception.Message}");
        }
    }

    private RateProfile ReadRate(ParseResult parsed, RateProfile rate)
    {
        if (parsed.GetValue(_trace) is { } trace)
        {
            Arguments.Require(parsed.GetValue(_rate) is null && parsed.GetValue(_curve) is null, "--trace has rates of its own; leave out --rate and --curve.");
            rate = rate with { Curve = RateCurveKind.Trace, TraceFile = trace, Trace = TraceReader.Read(trace) };
        }

        if (parsed.GetValue(_timeScale) is { } timeScale)
        {
            Arguments.Require(rate.Curve == RateCurveKind.Trace, "--time-scale is for a trace; give --trace FILE.");
            rate = rate with { TimeScale = timeScale };
        }

        if (parsed.GetValue(_traceScale) is { } traceScale)
        {
            Arguments.Require(rate.Curve == RateCurveKind.Trace, "--trace-scale is for a trace; give --trace FILE.");
            Arguments.Require(traceScale is > 0 and <= 1e6, string.Create(CultureInfo.InvariantCulture, $"--trace-scale is {traceScale}; use a number above 0, at most a million."));
            rate = rate with { TraceScale = traceScale };
        }

        if (parsed.GetValue(_curve) is { } text)
        {
            bool known = Enum.TryParse(text, ignoreCase: true, out RateCurveKind curve) && text.All(char.IsAsciiLetterLower) && curve != RateCurveKind.Trace;
            Arguments.Require(known, $"--curve is '{text}'; use constant, ramp, diurnal, spike or step (and --trace FILE for a trace).");
            rate = rate with { Curve = curve };
        }

        if (parsed.GetValue(_rate) is { } linesPerSecond)
        {
            Arguments.Require(rate.Curve != RateCurveKind.Trace, "the profile follows a trace, which has rates of its own; leave out --rate.");
            Arguments.Require(linesPerSecond > 0 && double.IsFinite(linesPerSecond), string.Create(CultureInfo.InvariantCulture, $"--rate is {linesPerSecond}; use a number above 0."));
            rate = rate with { LinesPerSecond = linesPerSecond };
        }

        return rate;
    }

    private static NastinessProfile ReadNastiness(string text, NastinessProfile nasty)
    {
        foreach (string entry in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = entry.Split('=');
            double share = 0;
            bool isShare = parts.Length == 2 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out share);
            Arguments.Require(isShare, $"--nasty has '{entry}'; write KIND=SHARE, for example malformed=0.01.");
            nasty = parts[0] switch
            {
                "malformed" => nasty with { Malformed = share },
                "binary" => nasty with { Binary = share },
                "oversize" => nasty with { Oversize = share },
                "blank" => nasty with { Blank = share },
                "duplicate" => nasty with { Duplicate = share },
                "late" => nasty with { Late = share },
                "future" => nasty with { Future = share },
                "outOfOrder" => nasty with { OutOfOrder = share },
                _ => throw CliException.Usage($"--nasty has '{parts[0]}'; kinds are malformed, binary, oversize, blank, duplicate, late, future and outOfOrder."),
            };
        }

        return nasty;
    }
}
