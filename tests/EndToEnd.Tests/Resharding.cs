using System.Numerics;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>Splits and merges the shards of a stream.</summary>
internal sealed class Resharding(IAmazonKinesis client, string streamName)
{
    /// <summary>Every open shard in two halves.</summary>
    public async Task SplitAllAsync(CancellationToken cancellationToken)
    {
        foreach (Shard shard in await OpenShardsAsync(cancellationToken))
        {
            await client.SplitShardAsync(
                new SplitShardRequest { StreamName = streamName, ShardToSplit = shard.ShardId, NewStartingHashKey = ((Start(shard) + End(shard)) / 2).ToString() },
                cancellationToken);
            await WaitUntilActiveAsync(cancellationToken);
        }
    }

    /// <summary>The two shards at the low end into one.</summary>
    public async Task MergeFirstTwoAsync(CancellationToken cancellationToken)
    {
        List<Shard> shards = await OpenShardsAsync(cancellationToken);
        Assert.Equal(Start(shards[1]), End(shards[0]) + 1);
        await client.MergeShardsAsync(
            new MergeShardsRequest { StreamName = streamName, ShardToMerge = shards[0].ShardId, AdjacentShardToMerge = shards[1].ShardId }, cancellationToken);
        await WaitUntilActiveAsync(cancellationToken);
    }

    /// <summary>By hash key, lowest first.</summary>
    public async Task<List<Shard>> OpenShardsAsync(CancellationToken cancellationToken) =>
        [.. (await AllShardsAsync(cancellationToken)).Where(s => s.SequenceNumberRange.EndingSequenceNumber is null).OrderBy(Start)];

    public async Task<List<Shard>> AllShardsAsync(CancellationToken cancellationToken) =>
        (await client.ListShardsAsync(new ListShardsRequest { StreamName = streamName }, cancellationToken)).Shards!;

    private async Task WaitUntilActiveAsync(CancellationToken cancellationToken)
    {
        while ((await client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = streamName }, cancellationToken)).StreamDescriptionSummary!.StreamStatus != StreamStatus.ACTIVE)
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    private static BigInteger Start(Shard shard) => BigInteger.Parse(shard.HashKeyRange.StartingHashKey, System.Globalization.CultureInfo.InvariantCulture);

    private static BigInteger End(Shard shard) => BigInteger.Parse(shard.HashKeyRange.EndingHashKey, System.Globalization.CultureInfo.InvariantCulture);
}
