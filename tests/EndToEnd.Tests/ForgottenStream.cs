using LogFunctions.Cli.Audit;
using Record = Amazon.Kinesis.Model.Record;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>A stream that holds nothing any more: all there is to read is the archive.</summary>
internal sealed class ForgottenStream : IShardRecords
{
    public Task<HashSet<string>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(new HashSet<string>());

    public Task<long?> HorizonSecondsAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    public Task ReadAsync(string shardId, string after, Func<Record, bool> take, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"{shardId} is read from the stream behind '{after}'");
}
