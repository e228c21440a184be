using System.Globalization;
using LogFunctions.Core.Parsing;
using LogFunctions.LocalCloud;
using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Profiles;

namespace LogFunctions.Cli.Up;

/// <summary>What <c>logfn up</c> was asked for; valid as it is.</summary>
internal sealed record UpOptions
{
    /// <summary>Files, folders and globs to replay, <c>-</c> = standard input; empty = generate traffic.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Files to follow while they grow, <c>-</c> = standard input.</summary>
    public IReadOnlyList<string> Followed { get; init; } = [];

    /// <summary>Whether what <see cref="Followed"/> holds already is sent, too.</summary>
    public bool FollowsFromStart { get; init; }

    /// <summary>Whether nothing is sent: other programs do.</summary>
    public bool IsWithoutTraffic { get; init; }

    /// <summary>Whether a run that has an end goes on after it, without more lines, until Ctrl-C.</summary>
    public bool Stays { get; init; }

    /// <summary>What feeds the run, in words.</summary>
    public string Source => Inputs.Count > 0 ? string.Join(' ', Inputs)
        : Followed.Count > 0 ? "following " + string.Join(' ', Followed)
        : IsWithoutTraffic ? "no traffic of its own"
        : "generated traffic";

    /// <summary>Whether files may go into a data folder that holds them already.</summary>
    public bool SendsAgain { get; init; }

    /// <summary>How many times faster than the file's own pace; infinite = as fast as possible.</summary>
    public double Speed { get; init; } = double.PositiveInfinity;

    /// <summary>Where the JSON report goes; null = a summary only.</summary>
    public string? Report { get; init; }

    /// <summary>Shards of the stream.</summary>
    public int Shards { get; init; } = 2;

    /// <summary>Folder that keeps the data between runs; null = a temporary one, removed at the end.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Name for --run of the other commands; null = the first that is free.</summary>
    public string? Name { get; init; }

    /// <summary>Whether to run without a terminal.</summary>
    public bool IsDetached { get; init; }

    /// <summary>First of the ports on 127.0.0.1; null = the default ones where they are free, else free ones.</summary>
    public int? Port { get; init; }

    /// <summary>Folder of the function executables.</summary>
    public required string FunctionsDirectory { get; init; }

    /// <summary>Traffic to generate.</summary>
    public required TrafficProfile Profile { get; init; }

    /// <summary>How long to generate; null = until Ctrl-C.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Seed of the generated traffic.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Environment variables of the functions that differ from template.yaml.</summary>
    public required IReadOnlyDictionary<string, string> FunctionEnvironment { get; init; }

    /// <summary>How the lines are read of which the pace is that of their times.</summary>
    public ParserOptions Parser { get; init; } = new();

    /// <summary>Whether every line goes into the archive, too.</summary>
    public bool Archives { get; init; }

    /// <summary>Parameters of template.yaml that do not have their defaults.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>What a shard takes; null = as much as the emulator can.</summary>
    public ShardLimits? ShardLimits { get; init; }

    /// <summary>How generated lines are packed into records: one each where a shard's records are limited, so that lines fill it.</summary>
    public PackOptions Packing => ShardLimits is { RecordsPerSecond: < 1000 } ? new PackOptions { Kind = PackKind.None } : new PackOptions();

    /// <summary>Calls of Kinesis that fail.</summary>
    public IReadOnlyList<KinesisFault> KinesisFaults { get; init; } = [];

    /// <summary>The smallest window size, seconds; the template's default is 60.</summary>
    public int WindowSeconds => Number("WINDOW_SECONDS", 60);

    /// <summary>How long windows stay open for late lines, seconds; the template's default is 30.</summary>
    public int LatenessSeconds => Number("ALLOWED_LATENESS_SECONDS", 30);

    // A wrong value is the function's to complain about; it knows what is allowed.
    private int Number(string variable, int template) =>
        FunctionEnvironment.TryGetValue(variable, out string? text)
        && int.TryParse(text.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : template;
}
