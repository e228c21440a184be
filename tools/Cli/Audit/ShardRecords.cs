using Amazon.Kinesis;
using Amazon.Kinesis.Model;

namespace LogFunctions.Cli.Audit;

/// <summary>Records of one shard in their order, read as slowly as the shard allows.</summary>
internal sealed class ShardRecords(IAmazonKinesis client, string stream, TimeProvider time) : IShardRecords
{
    private const int MaxThrottled = 50;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public async Task<HashSet<string>> ListAsync(CancellationToken cancellationToken)
    {
        var shards = new HashSet<string>(StringComparer.Ordinal);
        var request = new ListShardsRequest { StreamName = stream };
        do
        {
            ListShardsResponse page = await client.ListShardsAsync(request, cancellationToken);
            shards.UnionWith((page.Shards ?? []).Select(shard => shard.ShardId));
            request = new ListShardsRequest { NextToken = page.NextToken };
        }
        while (!string.IsNullOrEmpty(request.NextToken));
        return shards;
    }

    /// <inheritdoc/>
    public async Task<long?> HorizonSecondsAsync(CancellationToken cancellationToken)
    {
        DescribeStreamSummaryResponse response = await client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = stream }, cancellationToken);
        StreamDescriptionSummary summary = response.StreamDescriptionSummary;
        long keptSeconds = (summary.RetentionPeriodHours ?? 24) * 3600L;
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        bool isYoung = summary.StreamCreationTimestamp is { } created && now - new DateTimeOffset(created.ToUniversalTime()).ToUnixTimeSeconds() < keptSeconds;
        return isYoung ? null : now - keptSeconds;
    }

    /// <inheritdoc/>
    public async Task ReadAsync(string shardId, string after, Func<Record, bool> take, CancellationToken cancellationToken)
    {
        GetShardIteratorResponse start = await client.GetShardIteratorAsync(
            new GetShardIteratorRequest
            {
                StreamName = stream,
                ShardId = shardId,
                ShardIteratorType = after.Length == 0 ? ShardIteratorType.TRIM_HORIZON : ShardIteratorType.AFTER_SEQUENCE_NUMBER,
                StartingSequenceNumber = after.Length == 0 ? null : after,
            },
            cancellationToken);
        string? iterator = start.ShardIterator;
        int throttled = 0;
        while (!string.IsNullOrEmpty(iterator))
        {
            GetRecordsResponse page;
            try
            {
                page = await client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator, Limit = 10_000 }, cancellationToken);
            }
            catch (Exception exception) when (exception is ProvisionedThroughputExceededException or LimitExceededException && ++throttled < MaxThrottled)
            {
                await Task.Delay(s_pause, time, cancellationToken);
                continue;
            }

            throttled = 0;
            foreach (Record record in page.Records ?? [])
            {
                if (!take(record))
                {
                    return;
                }
            }

            if ((page.Records is null || page.Records.Count == 0) && (page.MillisBehindLatest ?? 0) == 0)
            {
                return;
            }

            iterator = page.NextShardIterator;
        }
    }
}
