namespace LogFunctions.LocalCloud;

/// <summary>How an emulator is started. The defaults start it in memory on a free port.</summary>
public sealed record EmulatorOptions
{
    /// <summary>Port on 127.0.0.1; 0 (default) = any free one.</summary>
    public int Port { get; init; }

    /// <summary>Folder that keeps the data between runs (created when missing); null (default) = in memory. Not supported by kinesis-local.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>How long streams and tables stay in CREATING, UPDATING and DELETING, in milliseconds. Default 10.</summary>
    public int StateChangeMs { get; init; } = 10;

    /// <summary>Open shards that the Kinesis emulators allow in total. Default 10,000.</summary>
    public int ShardLimit { get; init; } = 10_000;

    /// <summary>Folder for the installed emulator packages, shared by all runs of this user; null (default) = the user's cache folder.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Told, in a sentence, about what takes long (the installation on first use).</summary>
    public Action<string>? Progress { get; init; }
}
