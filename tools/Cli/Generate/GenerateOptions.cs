using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Running;

namespace LogFunctions.Cli.Generate;

/// <summary>Where generated or replayed lines go.</summary>
internal enum TargetKind
{
    Null,
    Stdout,
    File,
    Kinesis,
}

/// <summary>A target as <c>--to</c> names it.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Name">Path or stream; empty for the others, and for the stream of the running `logfn up`.</param>
internal sealed record Target(TargetKind Kind, string Name)
{
    /// <exception cref="CliException">The text is no target.</exception>
    public static Target Parse(string text) => text switch
    {
        "null" => new Target(TargetKind.Null, ""),
        "stdout" or "-" => new Target(TargetKind.Stdout, ""),
        "kinesis" => new Target(TargetKind.Kinesis, ""),
        _ when text.StartsWith("file:", StringComparison.Ordinal) && text.Length > 5 => new Target(TargetKind.File, text[5..]),
        _ when text.StartsWith("kinesis:", StringComparison.Ordinal) && IsStreamName(text[8..]) => new Target(TargetKind.Kinesis, text[8..]),
        _ => throw CliException.Usage($"--to is '{text}'; use stdout, null, file:PATH, kinesis (the stream of the running `logfn up`) or kinesis:STREAM (1 to 128 letters, digits and _.-)."),
    };

    private static bool IsStreamName(string name) =>
        name.Length is >= 1 and <= 128 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-');
}

/// <summary>A checked command line of <c>logfn generate</c>.</summary>
internal sealed record GenerateOptions
{
    public required RunOptions Run { get; init; }

    public required Target Target { get; init; }

    /// <summary>Kinesis endpoint; null = by the settings of <see cref="Context"/>.</summary>
    public required Uri? Endpoint { get; init; }

    /// <summary>The environment, with the endpoints of a running `logfn up` where the target is its stream.</summary>
    public required CliContext Context { get; init; }

    public required PackOptions Packing { get; init; }

    /// <summary>Where the truth goes; null = nowhere.</summary>
    public required string? TruthPath { get; init; }

    /// <summary>True when the run has an end of its own; else Ctrl-C is how it ends.</summary>
    public required bool IsBounded { get; init; }
}
