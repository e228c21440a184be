namespace LogFunctions.Cli.Runs;

/// <summary>A `logfn up` that runs on this machine, as its run file tells the other commands.</summary>
/// <param name="Name">What <c>--run</c> calls it.</param>
/// <param name="ProcessId">Its process.</param>
/// <param name="StartedAt">When it could be used.</param>
/// <param name="Source">What feeds it, in words.</param>
/// <param name="Stream">Name of its stream.</param>
/// <param name="Bucket">Name of the bucket that keeps rejected lines and undeliverable batches.</param>
/// <param name="DataDirectory">Where its data is.</param>
/// <param name="Variables">The environment variables by which other programs find it: AWS_ENDPOINT_URL_..., WINDOWS_TABLE, LEDGER_TABLE.</param>
internal sealed record RunInfo(
    string Name, int ProcessId, DateTimeOffset StartedAt, string Source, string Stream, string Bucket, string DataDirectory, IReadOnlyDictionary<string, string> Variables);
