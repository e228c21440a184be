namespace LogFunctions.LocalCloud.EventSource;

/// <summary>A stream as the event source mapping reads it.</summary>
internal interface IShardSource
{
    /// <summary>All shards, closed ones too.</summary>
    Task<IReadOnlyList<ShardInfo>> ListShardsAsync(CancellationToken cancellationToken);

    Task<string> GetIteratorAsync(string shardId, ReadPosition position, CancellationToken cancellationToken);

    /// <exception cref="IteratorExpiredException">Get a new iterator.</exception>
    /// <exception cref="ReadThrottledException">Wait and ask again.</exception>
    Task<RecordPage> ReadAsync(string iterator, int limit, CancellationToken cancellationToken);
}

/// <param name="ShardId">Such as <c>shardId-000000000000</c>.</param>
/// <param name="ParentIds">The shards it was split or merged from: none, one or two; they may be gone from the stream.</param>
/// <param name="IsOpen">It may still get records.</param>
internal sealed record ShardInfo(string ShardId, IReadOnlyList<string> ParentIds, bool IsOpen);

/// <summary>Where reading a shard begins.</summary>
/// <param name="Start">The kind.</param>
/// <param name="AfterSequenceNumber">For <see cref="StartKind.AfterSequenceNumber"/>.</param>
internal readonly record struct ReadPosition(StartKind Start, string? AfterSequenceNumber = null)
{
    public static ReadPosition TrimHorizon => new(StartKind.TrimHorizon);

    public static ReadPosition Latest => new(StartKind.Latest);

    public static ReadPosition After(string sequenceNumber) => new(StartKind.AfterSequenceNumber, sequenceNumber);
}

internal enum StartKind
{
    TrimHorizon,
    Latest,
    AfterSequenceNumber,
}

/// <summary>One record of a stream.</summary>
internal sealed record ShardRecord(string SequenceNumber, string PartitionKey, ReadOnlyMemory<byte> Data, DateTimeOffset ArrivalTime);

/// <param name="Records">In the order of the shard.</param>
/// <param name="NextIterator">Null: the shard is closed and was read to its end.</param>
/// <param name="MillisBehindLatest">0: nothing more was there.</param>
internal sealed record RecordPage(IReadOnlyList<ShardRecord> Records, string? NextIterator, long MillisBehindLatest);

/// <summary>The shard iterator is older than 5 minutes.</summary>
internal sealed class IteratorExpiredException() : Exception("The shard iterator has expired.");

/// <summary>The read limits of the shard are exceeded.</summary>
internal sealed class ReadThrottledException() : Exception("The shard's read limit is exceeded.");
