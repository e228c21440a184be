using Amazon.Kinesis;
using Amazon.Kinesis.Model;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>A stream behind the Kinesis API.</summary>
internal sealed class KinesisShardSource(IAmazonKinesis kinesis, string streamName) : IShardSource
{
    public async Task<IReadOnlyList<ShardInfo>> ListShardsAsync(CancellationToken cancellationToken)
    {
        var shards = new List<ShardInfo>();
        string? nextToken = null;
        do
        {
            // A page after the first is named by its token alone.
            var request = nextToken is null ? new ListShardsRequest { StreamName = streamName } : new ListShardsRequest { NextToken = nextToken };
            ListShardsResponse response = await kinesis.ListShardsAsync(request, cancellationToken);
            shards.AddRange((response.Shards ?? []).Select(ToInfo));
            nextToken = response.NextToken;
        }
        while (!string.IsNullOrEmpty(nextToken));
        return shards;
    }

    public async Task<string> GetIteratorAsync(string shardId, ReadPosition position, CancellationToken cancellationToken)
    {
        GetShardIteratorResponse response = await kinesis.GetShardIteratorAsync(
            new GetShardIteratorRequest
            {
                StreamName = streamName,
                ShardId = shardId,
                ShardIteratorType = position.Start switch
                {
                    StartKind.TrimHorizon => ShardIteratorType.TRIM_HORIZON,
                    StartKind.Latest => ShardIteratorType.LATEST,
                    _ => ShardIteratorType.AFTER_SEQUENCE_NUMBER,
                },
                StartingSequenceNumber = position.AfterSequenceNumber,
            },
            cancellationToken);
        return response.ShardIterator ?? throw new InvalidOperationException($"Kinesis gave no iterator for {shardId}.");
    }

    public async Task<RecordPage> ReadAsync(string iterator, int limit, CancellationToken cancellationToken)
    {
        try
        {
            GetRecordsResponse response = await kinesis.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator, Limit = limit }, cancellationToken);
            ShardRecord[] records = [.. (response.Records ?? []).Select(ToRecord)];
            return new RecordPage(records, string.IsNullOrEmpty(response.NextShardIterator) ? null : response.NextShardIterator, response.MillisBehindLatest ?? 0);
        }
        catch (ExpiredIteratorException)
        {
            throw new IteratorExpiredException();
        }
        catch (Exception error) when (error is ProvisionedThroughputExceededException or LimitExceededException)
        {
            throw new ReadThrottledException();
        }
    }

    private static ShardInfo ToInfo(Shard shard)
    {
        string?[] parents = [shard.ParentShardId, shard.AdjacentParentShardId];
        return new ShardInfo(shard.ShardId, [.. parents.Where(parent => !string.IsNullOrEmpty(parent))!], string.IsNullOrEmpty(shard.SequenceNumberRange?.EndingSequenceNumber));
    }

    private static ShardRecord ToRecord(Record record) => new(
        record.SequenceNumber,
        record.PartitionKey,
        record.Data.TryGetBuffer(out ArraySegment<byte> buffer) ? buffer.AsMemory() : record.Data.ToArray(),
        new DateTimeOffset((record.ApproximateArrivalTimestamp ?? DateTime.UnixEpoch).ToUniversalTime()));
}
