using System.Globalization;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.ShardScaler.Running;

/// <summary>The control plane over the Kinesis API.</summary>
internal sealed class KinesisStreamControl(IAmazonKinesis kinesis, string streamName) : IStreamControl
{
    /// <summary>10,000 shards a page: a stream has no more than a few pages.</summary>
    private const int MaxPages = 100;

    /// <inheritdoc/>
    public async Task<StreamState> DescribeAsync(CancellationToken cancellationToken)
    {
        StreamDescriptionSummary summary = (await kinesis.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = streamName }, cancellationToken)).StreamDescriptionSummary;
        return new StreamState(summary.StreamStatus == StreamStatus.ACTIVE, summary.StreamModeDetails?.StreamMode == StreamMode.ON_DEMAND, await ListOpenAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public Task UpdateShardCountAsync(int target, CancellationToken cancellationToken) =>
        CallAsync(() => kinesis.UpdateShardCountAsync(new UpdateShardCountRequest { StreamName = streamName, TargetShardCount = target, ScalingType = ScalingType.UNIFORM_SCALING }, cancellationToken));

    /// <inheritdoc/>
    public Task DoAsync(ReshardStep step, CancellationToken cancellationToken) => step switch
    {
        ReshardStep.Split(OpenShard shard, UInt128 key) => CallAsync(() => kinesis.SplitShardAsync(
            new SplitShardRequest { StreamName = streamName, ShardToSplit = shard.ShardId, NewStartingHashKey = key.ToString(CultureInfo.InvariantCulture) }, cancellationToken)),
        ReshardStep.Merge(OpenShard shard, OpenShard adjacent) => CallAsync(() => kinesis.MergeShardsAsync(
            new MergeShardsRequest { StreamName = streamName, ShardToMerge = shard.ShardId, AdjacentShardToMerge = adjacent.ShardId }, cancellationToken)),
        _ => throw new ArgumentException($"unknown step {step}", nameof(step)),
    };

    private static async Task CallAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (LimitExceededException exception)
        {
            throw new StreamRefusedException(exception.Message, exception) { IsLimit = true };
        }
        catch (ResourceInUseException exception)
        {
            throw new StreamRefusedException(exception.Message, exception);
        }
    }

    private async Task<IReadOnlyList<OpenShard>> ListOpenAsync(CancellationToken cancellationToken)
    {
        var open = new List<OpenShard>();
        string? token = null;
        for (int page = 0; page < MaxPages; page++)
        {
            ListShardsRequest request = token is null ? new ListShardsRequest { StreamName = streamName } : new ListShardsRequest { NextToken = token };
            ListShardsResponse response = await kinesis.ListShardsAsync(request, cancellationToken);
            // Without an end it is open. Closed shards stay listed until their records expire.
            open.AddRange((response.Shards ?? []).Where(s => s.SequenceNumberRange?.EndingSequenceNumber is null).Select(s => new OpenShard(s.ShardId, new HashRange(Key(s.HashKeyRange.StartingHashKey), Key(s.HashKeyRange.EndingHashKey)))));
            token = response.NextToken;
            if (string.IsNullOrEmpty(token))
            {
                return open;
            }
        }

        throw new InvalidOperationException($"ListShards of {streamName} goes on after {MaxPages} pages");
    }

    private static UInt128 Key(string text) => UInt128.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
