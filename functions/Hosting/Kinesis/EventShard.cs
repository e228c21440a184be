namespace LogFunctions.Hosting.Kinesis;

/// <summary>A shard, as an event names it.</summary>
/// <param name="Stream">Name of the stream.</param>
/// <param name="ShardId">Id of the shard.</param>
public readonly record struct EventShard(string Stream, string ShardId)
{
    /// <summary>For messages: <c>stream#shardId</c>.</summary>
    public override string ToString() => $"{Stream}#{ShardId}";
}
