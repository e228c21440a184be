namespace LogFunctions.LocalCloud.Lambda;

/// <summary>What a function's processes are started with.</summary>
internal sealed record FunctionSettings
{
    /// <summary>Logical id in the template, and the name to invoke it by.</summary>
    public required string Name { get; init; }

    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The whole environment but for what the runtime adds (AWS_LAMBDA_RUNTIME_API and the like).</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string Handler { get; init; } = "bootstrap";

    public int MemoryMb { get; init; } = 128;

    /// <summary>An invocation that takes longer is killed with its process.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Processes, each with one invocation at a time.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>Invocations that may wait for a process; one more is throttled.</summary>
    public int WaitingMax { get; init; } = 1_000;

    /// <summary>How long a process may take to ask for its first event.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>First pause before a process that died without having served anything is started again; doubles up to <see cref="RestartDelayMax"/>.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan RestartDelayMax { get; init; } = TimeSpan.FromSeconds(10);

    public string Region { get; init; } = "us-east-1";

    public string AccountId { get; init; } = "000000000000";

    public string Arn => $"arn:aws:lambda:{Region}:{AccountId}:function:{Name}";
}
