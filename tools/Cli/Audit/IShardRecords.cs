using Amazon.Kinesis.Model;

namespace LogFunctions.Cli.Audit;

/// <summary>A stream, to be read again: Kinesis, or a test.</summary>
internal interface IShardRecords
{
    /// <summary>The shards that the stream still knows.</summary>
    Task<HashSet<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Before this second records may be gone from the stream; null when it is younger than what it keeps, so that all are there.</summary>
    Task<long?> HorizonSecondsAsync(CancellationToken cancellationToken);

    /// <summary>Calls for every record behind one, in order; false from the call ends it.</summary>
    /// <param name="shardId">The shard.</param>
    /// <param name="after">The last record that is not wanted; empty = from the oldest that is there.</param>
    /// <param name="take">Gets a record.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task ReadAsync(string shardId, string after, Func<Record, bool> take, CancellationToken cancellationToken);
}
