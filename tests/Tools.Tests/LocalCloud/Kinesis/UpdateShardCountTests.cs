using System.Globalization;
using System.Numerics;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using CsCheck;
using LogFunctions.LocalCloud.Kinesis.Gateway;

namespace LogFunctions.LocalCloud.Kinesis;

/// <summary>UpdateShardCount of the gateway, beside that of kinesis-local, which has it of its own.</summary>
public sealed class UpdateShardCountTests(GatewayFixture kinesis) : IClassFixture<GatewayFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UpdateShardCount_ASequence_IsAnsweredAsByKinesisLocal()
    {
        await using Emulator judge = await Emulator.StartKinesisLocalAsync(cancellationToken: Token);
        using IAmazonKinesis judgeClient = LocalClients.Kinesis(judge.Endpoint);
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions());
        string stream = await gateway.CreateAsync(kinesis.NextName(), 2, Token);
        await judgeClient.CreateStreamAsync(new CreateStreamRequest { StreamName = stream, ShardCount = 2 }, Token);
        await RunningGateway.UntilActiveAsync(judgeClient, stream, Token);

        // Doublings and halvings only: of 4 shards kinesis-local makes 3 by one merge (1/2, 1/4, 1/4), the service three equal ones.
        foreach (int target in (int[])[4, 9, 8, 3, 4, 2, 1])
        {
            (string Answer, string Shards) ours = await UpdateAsync(gateway.Client, stream, target);
            (string Answer, string Shards) theirs = await UpdateAsync(judgeClient, stream, target);
            Assert.Equal(theirs, ours);
        }
    }

    [Theory]
    [InlineData(4, 9, typeof(InvalidArgumentException))]
    [InlineData(4, 1, typeof(InvalidArgumentException))]
    [InlineData(5, 2, typeof(InvalidArgumentException))]
    [InlineData(4, 0, typeof(ValidationException))]
    [InlineData(20, 33, typeof(LimitExceededException))]
    public async Task UpdateShardCount_AgainstTheRules_IsRefusedAndChangesNothing(int shards, int target, Type error)
    {
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions { ShardQuota = 32 });
        string stream = await gateway.CreateAsync(kinesis.NextName(), shards, Token);
        Exception? refusal = await Xunit.Record.ExceptionAsync(() => gateway.Client.UpdateShardCountAsync(Request(stream, target), Token));
        Assert.IsType(error, refusal);
        Assert.Equal(shards, await OpenCountAsync(gateway.Client, stream));
    }

    [Fact]
    public async Task UpdateShardCount_ToAnyNumber_EndsWithEqualShards()
    {
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions());
        string stream = await gateway.CreateAsync(kinesis.NextName(), 4, Token);
        Assert.Equal(("4 -> 3", "0 33333 66667"), await UpdateAsync(gateway.Client, stream, 3));
        Assert.Equal(("3 -> 5", "0 20000 40000 60000 80000"), await UpdateAsync(gateway.Client, stream, 5));
        Assert.Equal(("5 -> 6", "0 16667 33333 50000 66667 83333"), await UpdateAsync(gateway.Client, stream, 6));
        Assert.Equal(("6 -> 3", "0 33333 66667"), await UpdateAsync(gateway.Client, stream, 3));
    }

    [Fact]
    public async Task UpdateShardCount_TheEleventhOfADay_IsRefused()
    {
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions());
        string stream = await gateway.CreateAsync(kinesis.NextName(), 1, Token);
        for (int i = 0; i < 10; i++)
        {
            await UpdateAsync(gateway.Client, stream, 1 + ((i + 1) % 2));
        }

        await Assert.ThrowsAsync<LimitExceededException>(() => gateway.Client.UpdateShardCountAsync(Request(stream, 2), Token));
    }

    [Fact]
    public async Task UpdateShardCount_WhileItRuns_TheStreamIsUpdatingAndLosesNothing()
    {
        await using RunningGateway gateway = await kinesis.StartAsync(new GatewayOptions { UpdateDuration = TimeSpan.FromMilliseconds(300) });
        string stream = await gateway.CreateAsync(kinesis.NextName(), 3, Token);
        await gateway.Client.UpdateShardCountAsync(Request(stream, 5), Token);

        Assert.Equal(StreamStatus.UPDATING, (await gateway.Client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = stream }, Token)).StreamDescriptionSummary.StreamStatus);
        Assert.Equal(StreamStatus.UPDATING, (await gateway.Client.DescribeStreamAsync(new DescribeStreamRequest { StreamName = stream }, Token)).StreamDescription.StreamStatus);
        await Assert.ThrowsAsync<ResourceInUseException>(() => gateway.Client.UpdateShardCountAsync(Request(stream, 6), Token));
        await Assert.ThrowsAsync<ResourceInUseException>(() => gateway.Client.SplitShardAsync(
            new SplitShardRequest { StreamName = stream, ShardToSplit = "shardId-000000000000", NewStartingHashKey = "7" }, Token));
        var put = new List<string>();
        int sent = 0;
        do
        {
            PutRecordsRequest request = KinesisGatewayTests.Many(stream, 20, i => (sent + i).ToString(CultureInfo.InvariantCulture));
            PutRecordsResponse response = await gateway.Client.PutRecordsAsync(request, Token);
            Assert.Equal(0, response.FailedRecordCount);
            put.AddRange(request.Records!.Select(r => System.Text.Encoding.ASCII.GetString(r.Data!.ToArray())));
            sent += 20;
        }
        while ((await gateway.Client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = stream }, Token)).StreamDescriptionSummary.StreamStatus != StreamStatus.ACTIVE);

        Assert.Equal(5, await OpenCountAsync(gateway.Client, stream));
        Assert.Equal(put.Order(), (await KinesisGatewayTests.ReadAllAsync(gateway.Client, stream)).Order());
    }

    /// <summary>Law: from any shards to any number of equal ones in steps that each keep the space covered once, within the service's rules for a split.</summary>
    [Fact]
    public void NextStep_FromAnyShards_EndsWithEqualOnes() =>
        Gen.Select(Gen.Int[1, 40].List[1, 6], Gen.Int[0, 5]).Sample((counts, oddSplits) =>
        {
            BigInteger space = BigInteger.One << 128;
            var open = new List<OpenShardRange> { new("0", 0, space - 1) };
            int ids = 1;
            for (int i = 0; i < oddSplits; i++)
            {
                OpenShardRange shard = open[i % open.Count];
                Split(shard, shard.Start + ((shard.End - shard.Start) / 3) + 1);
            }

            foreach (int target in counts)
            {
                IReadOnlyList<BigInteger> starts = UniformReshard.StartsOf(target, open);
                int steps = 0;
                while (UniformReshard.NextStep(open, starts) is { } step)
                {
                    Assert.True(++steps <= 200, "it does not end");
                    if (step.MergeWith is { } neighbour)
                    {
                        Assert.Equal(step.Shard.End + 1, neighbour.Start);
                        open.Remove(step.Shard);
                        open.Remove(neighbour);
                        open.Add(new OpenShardRange($"{ids++}", step.Shard.Start, neighbour.End));
                    }
                    else
                    {
                        Split(step.Shard, step.SplitAt);
                    }
                }

                Assert.Equal(target, open.Count);
                Assert.True((double)open.Max(s => s.End - s.Start) <= (double)open.Min(s => s.End - s.Start) * 1.01);
            }

            void Split(OpenShardRange shard, BigInteger at)
            {
                Assert.True(at > shard.Start + 1 && at < shard.End, "the service would refuse it");
                open.Remove(shard);
                open.Add(new OpenShardRange($"{ids++}", shard.Start, at - 1));
                open.Add(new OpenShardRange($"{ids++}", at, shard.End));
            }
        }, iter: 300);

    private static UpdateShardCountRequest Request(string stream, int target) =>
        new() { StreamName = stream, TargetShardCount = target, ScalingType = ScalingType.UNIFORM_SCALING };

    private static async Task<(string Answer, string Shards)> UpdateAsync(IAmazonKinesis client, string stream, int target)
    {
        string answer;
        try
        {
            UpdateShardCountResponse response = await client.UpdateShardCountAsync(Request(stream, target), Token);
            answer = $"{response.CurrentShardCount} -> {response.TargetShardCount}";
        }
        catch (AmazonKinesisException refused)
        {
            answer = refused.ErrorCode;
        }

        await RunningGateway.UntilActiveAsync(client, stream, Token);
        IReadOnlyList<OpenShardRange> open = await StreamShards.ListOpenAsync(client, stream, Token);
        // In parts of the space: the two round their boundaries differently by a key or so.
        return (answer, string.Join(' ', open.OrderBy(s => s.Start).Select(s => ((s.Start * 100_000) + (BigInteger.One << 127)) / (BigInteger.One << 128))));
    }

    private static async Task<int> OpenCountAsync(IAmazonKinesis client, string stream) => (await StreamShards.ListOpenAsync(client, stream, Token)).Count;
}
