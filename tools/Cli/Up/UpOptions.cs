namespace LogFunctions.Cli.Up;

/// <summary>What <c>logfn up</c> was asked for; valid as it is.</summary>
internal sealed record UpOptions
{
    /// <summary>File to replay; null = generate traffic.</summary>
    public string? Input { get; init; }

    /// <summary>How many times faster than the file's own pace; null = as fast as possible.</summary>
    public double? Speed { get; init; }

    /// <summary>Where the JSON report goes; null = a summary only.</summary>
    public string? Report { get; init; }

    /// <summary>Shards of the stream.</summary>
    public int Shards { get; init; } = 2;

    /// <summary>Folder that keeps the data between runs; null = a temporary one, removed at the end.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>First of the ports on 127.0.0.1; null = free ones.</summary>
    public int? Port { get; init; }

    /// <summary>Folder of the function executables.</summary>
    public required string FunctionsDirectory { get; init; }

    /// <summary>Lines per second to generate.</summary>
    public double Rate { get; init; } = 500;

    /// <summary>How long to generate; null = until Ctrl-C.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Seed of the generated traffic.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Environment variables of the functions that differ from template.yaml.</summary>
    public required IReadOnlyDictionary<string, string> FunctionEnvironment { get; init; }
}
