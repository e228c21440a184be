using System.CommandLine;
using System.Globalization;
using LogFunctions.Cli.Check;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Runs;
using LogFunctions.Core.Endpoints;
using LogFunctions.LocalCloud;
using LogFunctions.LogGenerator.Profiles;

namespace LogFunctions.Cli.Up;

/// <summary>The options of <c>logfn up</c> and what makes them valid.</summary>
internal sealed class UpArguments
{
    private readonly Option<string[]> _input = new("--input")
    {
        Description = "Logs to replay (text or gzip), then end: files, folders, globs, - for standard input; without it traffic is generated until Ctrl-C.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _follow = new("--follow")
    {
        Description = "Logs that are still written: what is added is sent until Ctrl-C, through rotation and truncation as by `tail -F`; files, globs, - for standard input.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _fromStart = new("--from-start") { Description = "Send what the files of --follow hold already, too." };
    private readonly Option<bool> _noTraffic = new("--no-traffic") { Description = "Start empty: other programs send." };
    private readonly Option<bool> _stay = new("--stay") { Description = "After --input or --duration go on, so that `logfn query` can ask, until Ctrl-C." };
    private readonly Option<bool> _again = new("--again") { Description = "Send --input also when it went into the --data folder before." };
    private readonly Option<string> _speed = new("--speed") { Description = "Pace of --input: max, or a multiple of the file's own pace such as 1x or 10x.", HelpName = "max|1x|10x", DefaultValueFactory = _ => "max" };
    private readonly Option<string?> _report = new("--report") { Description = "Write a JSON report, read from the table rows only, to this file.", HelpName = "FILE" };
    private readonly Option<int> _shards = TypedOption.Number<int>("--shards", "Shards of the stream, 1 to 1000.", 2);
    private readonly Option<int?> _lateness = TypedOption.Number<int>("--lateness", "Seconds a window stays open for late lines, 0 to 3600 (ALLOWED_LATENESS_SECONDS).", "SECONDS");
    private readonly Option<string> _profile = new("--profile") { Description = $"Traffic to generate: {string.Join(", ", BuiltInProfiles.Names)}, or a YAML file.", HelpName = "NAME|FILE", DefaultValueFactory = _ => "steady" };
    private readonly Option<double?> _rate = TypedOption.Number<double>("--rate", "Lines per second to generate, 1 to 1000000, instead of the profile's.");
    private readonly Option<string?> _duration = new("--duration") { Description = "Generate this long, then end: 30s, 5m, 2h.", HelpName = "TIME" };
    private readonly Option<ulong> _seed = TypedOption.Number<ulong>("--seed", "Seed of the generated traffic.", 1UL);
    private readonly Option<string?> _data = new("--data") { Description = "Keep the data in this folder between runs; without it a temporary folder is removed at the end.", HelpName = "DIR" };
    private readonly Option<int?> _port = TypedOption.Number<int>("--port", "First port on 127.0.0.1 for the endpoints. Default: 4567 where it and the ports behind it are free, else any free ones.");
    private readonly Option<string?> _name = RunArgument.CreateName();
    private readonly Option<bool> _detach = new("--detach") { Description = "Run in the background; `logfn status` shows it, `logfn down` ends it." };
    private readonly Option<string?> _functions = new("--functions") { Description = "Folder of the function executables; without it those built with logfn.", HelpName = "DIR" };
    private readonly Option<string[]> _environment = new("--env") { Description = "Environment variable of the functions, instead of template.yaml's; may be given again. Generated traffic is counted with WINDOW_SECONDS=10,60,3600 and ALLOWED_LATENESS_SECONDS=5, so that there is something to see at once.", HelpName = "NAME=VALUE" };
    private readonly Option<bool> _archive = new("--archive") { Description = "Keep every line in the local S3, too, as the Archiver does in AWS; logfn sql and logfn audit read it." };
    private readonly Option<bool> _scale = new("--scale") { Description = "Let the stream scale itself: shards take what they take in AWS (1,000 records/s, 1 MiB/s), and the ShardScaler looks every minute." };
    private readonly Option<int?> _shardRecords = TypedOption.Number<int>("--shard-records", "Records that a shard takes in a second, 1 to 1000; without it and --scale as many as the emulator can. Generated lines are then a record each.", "COUNT");
    private readonly Option<string[]> _faults = new("--fault") { Description = "A share of the calls of Kinesis fails, as in AWS Fault Injection Service; may be given again. Kinds: kinesis:internal-error, throttle-error, unavailable-error, provisioned-throughput-exception, expired-iterator-exception.", HelpName = "KIND=SHARE%" };
    private readonly Option<string[]> _parameters = new("--parameter") { Description = "Value of a parameter of template.yaml, instead of its default; may be given again. So functions are started that are off by default.", HelpName = "NAME=VALUE" };

    private readonly LogReadingArguments _reading = new();

    /// <summary>The options in the order of the help text.</summary>
    public IEnumerable<Option> All =>
    [
        _input, _follow, _fromStart, _noTraffic, _stay, _again, _speed, _report, _shards, _lateness, _profile, _rate, _duration, _seed, _data, _port, _name, _detach,
        _functions, _environment, _archive, _parameters, _scale, _shardRecords, _faults, .. _reading.All,
    ];

    /// <summary>Checks everything that can be checked before anything is started.</summary>
    /// <exception cref="CliException">A value is wrong.</exception>
    public UpOptions Read(ParseResult parsed)
    {
        string[]? input = parsed.GetValue(_input) is { Length: > 0 } paths ? paths : null;
        Arguments.Require(input is null || !input.Contains(""), "--input is empty; name a file.");
        string[]? followed = parsed.GetValue(_follow) is { Length: > 0 } growing ? growing : null;
        RequireOneSource(parsed, input, followed);

        Arguments.Require(input is not null || parsed.GetResult(_speed) is null or { Implicit: true }, "--speed is the pace of a file; give --input, or --rate for generated traffic.");
        Arguments.Require(!parsed.GetValue(_detach) || !(input ?? followed ?? []).Contains("-"), "--detach has no standard input; name files.");
        TimeSpan? duration = parsed.GetValue(_duration) is { } text ? Arguments.Duration(text, "--duration") : null;
        Arguments.Require(parsed.GetValue(_report) is null || input is not null || duration is not null, "--report needs an end: give --input or --duration.");
        Arguments.Require(!parsed.GetValue(_stay) || input is not null || duration is not null, "--stay is for a run that has an end: give --input or --duration.");
        return new UpOptions
        {
            Inputs = input ?? [],
            Followed = followed ?? [],
            FollowsFromStart = parsed.GetValue(_fromStart),
            IsWithoutTraffic = parsed.GetValue(_noTraffic),
            Stays = parsed.GetValue(_stay),
            SendsAgain = parsed.GetValue(_again),
            Speed = Arguments.Speed(parsed.GetValue(_speed)!),
            Report = parsed.GetValue(_report),
            Shards = InRange(parsed.GetValue(_shards), 1, 1000, "--shards"),
            Profile = ReadProfile(parsed),
            Duration = duration,
            Seed = parsed.GetValue(_seed),
            DataDirectory = parsed.GetValue(_data),
            Port = parsed.GetValue(_port) is { } port ? InRange(port, 1, 65_000, "--port") : null,
            Name = parsed.GetValue(_name),
            IsDetached = parsed.GetValue(_detach),
            FunctionEnvironment = ReadEnvironment(parsed),
            Parser = _reading.ReadParser(parsed),
            Archives = parsed.GetValue(_archive),
            Parameters = ReadParameters(parsed),
            ShardLimits = ReadShardLimits(parsed),
            KinesisFaults = ReadFaults(parsed.GetValue(_faults) ?? []),
            FunctionsDirectory = ReadFunctions(parsed.GetValue(_functions)),
        };
    }

    private void RequireOneSource(ParseResult parsed, string[]? input, string[]? followed)
    {
        (Option Option, bool IsGiven)[] sources = [(_input, input is not null), (_follow, followed is not null), (_noTraffic, parsed.GetValue(_noTraffic))];
        Option[] given = [.. sources.Where(source => source.IsGiven).Select(source => source.Option)];
        Arguments.Require(given.Length <= 1, $"{string.Join(" and ", given.Select(option => option.Name))} exclude each other: both say where lines come from.");
        Arguments.Require(followed?.Contains("") is not true, "--follow is empty; name a file.");
        Arguments.Require(followed is not null || !parsed.GetValue(_fromStart), "--from-start is for --follow.");
        foreach (Option option in (Option[])[_profile, _rate, _duration, _seed])
        {
            Arguments.Require(given.Length == 0 || parsed.GetResult(option) is null or { Implicit: true }, $"{option.Name} is for generated traffic; leave it out with {(given.Length == 0 ? "" : given[0].Name)}.");
        }
    }

    private Dictionary<string, string> ReadEnvironment(ParseResult parsed)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (parsed.GetValue(_input) is null or [])
        {
            // A live table that changes once a minute would be no live table.
            environment["WINDOW_SECONDS"] = "10,60,3600";
            environment["ALLOWED_LATENESS_SECONDS"] = "5";
        }

        if (_reading.ReadTemplateIds(parsed) == IdFolding.Off)
        {
            environment["MAX_ENDPOINT_BYTES"] = "1000"; // paths as they are: the longest that a table key can hold
        }

        if (parsed.GetValue(_lateness) is { } lateness)
        {
            environment["ALLOWED_LATENESS_SECONDS"] = InRange(lateness, 0, 3600, "--lateness").ToString(CultureInfo.InvariantCulture);
        }

        if (parsed.GetValue(_shardRecords) is { } shardRecords)
        {
            environment["SHARD_RECORDS_PER_SECOND"] = shardRecords.ToString(CultureInfo.InvariantCulture);
        }

        foreach ((string name, string value) in _reading.ReadVariables(parsed))
        {
            environment[name] = value;
        }

        foreach (string pair in parsed.GetValue(_environment) ?? [])
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            Arguments.Require(equals > 0, $"--env is '{pair}'; use NAME=VALUE.");
            string name = pair[..equals];
            Arguments.Require(
                FunctionVariables.IsKnown(name),
                $"--env names {name}, which no function reads{(FunctionVariables.MostAlike(name) is { } alike ? $"; did you mean {alike}?" : $"; they read {string.Join(", ", FunctionVariables.Names)}.")}");
            environment[name] = pair[(equals + 1)..];
        }

        return environment;
    }

    private IReadOnlyDictionary<string, string> ReadParameters(ParseResult parsed)
    {
        IReadOnlyDictionary<string, string> given = TemplateParameterArguments.Read(parsed.GetValue(_parameters) ?? []);
        const string Scaling = "ShardScaling";
        return parsed.GetValue(_scale) && !given.ContainsKey(Scaling) ? new Dictionary<string, string>(given) { [Scaling] = "on" } : given;
    }

    private ShardLimits? ReadShardLimits(ParseResult parsed) =>
        parsed.GetValue(_shardRecords) is { } records ? ShardLimits.OfKinesis with { RecordsPerSecond = InRange(records, 1, 1000, "--shard-records") }
        : parsed.GetValue(_scale) ? ShardLimits.OfKinesis
        : null;

    private static KinesisFault[] ReadFaults(string[] texts)
    {
        try
        {
            return [.. texts.Select(KinesisFault.Parse)];
        }
        catch (FormatException wrong)
        {
            throw CliException.Usage($"--fault: {wrong.Message}.");
        }
    }

    private TrafficProfile ReadProfile(ParseResult parsed)
    {
        TrafficProfile profile = TrafficArguments.LoadProfile(parsed.GetValue(_profile)!);
        return parsed.GetValue(_rate) is { } rate
            ? profile with { Rate = profile.Rate with { LinesPerSecond = InRange(rate, 1, 1_000_000, "--rate") } }
            : profile;
    }

    private static string ReadFunctions(string? folder)
    {
        string path = folder ?? Path.Combine(AppContext.BaseDirectory, "functions");
        Arguments.Require(folder is null || Directory.Exists(path), $"--functions {folder} does not exist.");
        return Directory.Exists(path)
            ? Path.GetFullPath(path)
            : throw new CliException($"no functions are built beside logfn ({path}); build with `dotnet build tools/Cli`, or give --functions.");
    }

    private static T InRange<T>(T value, T min, T max, string option)
        where T : IComparable<T>, IFormattable
    {
        Arguments.Require(
            value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0,
            $"{option} is {value.ToString(null, CultureInfo.InvariantCulture)}; use {min.ToString(null, CultureInfo.InvariantCulture)} to {max.ToString(null, CultureInfo.InvariantCulture)}.");
        return value;
    }
}
