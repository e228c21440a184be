namespace LogFunctions.LocalCloud;

/// <summary>What <see cref="LocalCloudHost"/> starts. The defaults run the product's own template with its own functions on free ports.</summary>
public sealed record LocalCloudOptions
{
    /// <summary>The product's own template, beside this assembly.</summary>
    public static string ProductTemplatePath => Path.Combine(AppContext.BaseDirectory, "template.yaml");

    /// <summary>The SAM template; null (default) = the product's own, beside this assembly.</summary>
    public string? TemplatePath { get; init; }

    /// <summary>Values for the template's parameters; the others have their defaults.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Shards of the stream; 0 (default) = as the template says. A stream that is kept in <see cref="DataDirectory"/> keeps its shards.</summary>
    public int Shards { get; init; }

    /// <summary>Keeps all data between runs (created when missing); null (default) = a temporary folder that is removed at the end.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Kinesis answers on this port, DynamoDB on the next, then Lambda, S3, CloudWatch and the page; null (default) = free ports.</summary>
    public int? Port { get; init; }

    /// <summary>Holds one folder per function, <c>Aggregator/</c> for AggregatorFunction, with its executable; default = <c>functions/</c> beside this assembly.</summary>
    public string FunctionsDirectory { get; init; } = Path.Combine(AppContext.BaseDirectory, "functions");

    /// <summary>
    /// Processes per function that a stream calls; 0 (default) = one per shard, but not more than there are processors. A function that only a
    /// schedule calls has one, and none has more than its ReservedConcurrentExecutions.
    /// </summary>
    public int FunctionInstances { get; init; }

    /// <summary>Environment variables that replace or complete what the template declares, for every function.</summary>
    public IReadOnlyDictionary<string, string> FunctionEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>Program and arguments by logical id, instead of what is in <see cref="FunctionsDirectory"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FunctionCommands { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Replaces the template's MaximumRetryAttempts, by which only age ends the tries: here nobody waits for hours.</summary>
    public int? MaximumRetryAttempts { get; init; }

    /// <summary>Longest pause between two tries of the same records. Default 5 s.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Replaces the template's batching window.</summary>
    public TimeSpan? BatchingWindow { get; init; }

    /// <summary>Run the template's schedules (default). Off, nothing happens unless it is invoked.</summary>
    public bool RunSchedules { get; init; } = true;

    /// <summary>A Kinesis API on this machine to use instead of starting one.</summary>
    public Uri? KinesisEndpoint { get; init; }

    /// <summary>What a shard takes; null (default) = as much as the emulator can. <see cref="ShardLimits.OfKinesis"/> is what the service does.</summary>
    public ShardLimits? ShardLimits { get; init; }

    /// <summary>Calls of Kinesis that fail.</summary>
    public IReadOnlyList<KinesisFault> KinesisFaults { get; init; } = [];

    /// <summary>An UpdateShardCount lasts at least so long. Default: as long as its splits and merges take here.</summary>
    public TimeSpan ShardUpdateDuration { get; init; }

    /// <summary>Replaces the rates of the template's schedules.</summary>
    public TimeSpan? ScheduleInterval { get; init; }

    /// <summary>A DynamoDB API on this machine to use instead of starting one.</summary>
    public Uri? DynamoDbEndpoint { get; init; }

    /// <summary>For the emulators: cache folder of their packages; null (default) = the user's.</summary>
    public string? CacheDirectory { get; init; }
}
