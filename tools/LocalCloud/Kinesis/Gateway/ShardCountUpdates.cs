using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;

namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>
/// UpdateShardCount with the rules of the service: ten calls in 24 hours per stream (forgotten with the process), at most double, at least half,
/// only while ACTIVE. It goes on in the background as splits and merges; until it is done the stream is UPDATING.
/// </summary>
/// <param name="kinesis">The emulator itself.</param>
/// <param name="duration">An update lasts at least so long.</param>
/// <param name="shardQuota">Open shards that a stream may have.</param>
/// <param name="shardsOf">What is told that shards change.</param>
/// <param name="log">What went wrong in the background.</param>
/// <param name="time">The clock.</param>
internal sealed class ShardCountUpdates(IAmazonKinesis kinesis, TimeSpan duration, int shardQuota, Func<string, StreamShards> shardsOf, ILocalCloudLog log, TimeProvider time) : IAsyncDisposable
{
    private const int CallsPerDay = 10;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, Task> _running = new();
    private readonly ConcurrentDictionary<string, List<DateTimeOffset>> _calls = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Whether an update of the stream goes on.</summary>
    public bool IsUpdating(string streamName) => _running.TryGetValue(streamName, out Task? update) && !update.IsCompleted;

    /// <summary>Answers a request.</summary>
    public async Task<GatewayAnswer> AnswerAsync(byte[] body, CancellationToken cancellationToken)
    {
        JsonNode? request = JsonNode.Parse(body);
        string streamName = (string?)request?["StreamName"] ?? ((string?)request?["StreamARN"])?.Split('/')[^1] ?? "";
        if ((string?)request?["ScalingType"] != "UNIFORM_SCALING" || request?["TargetShardCount"] is not JsonValue value || !value.TryGetValue(out int target) || target < 1)
        {
            return GatewayAnswer.Error("ValidationException", "TargetShardCount must be 1 or more, and ScalingType UNIFORM_SCALING.");
        }

        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await StartAsync(streamName, target, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Values);
        _stop.Dispose();
        _oneAtATime.Dispose();
    }

    private async Task<GatewayAnswer> StartAsync(string streamName, int target, CancellationToken cancellationToken)
    {
        StreamDescriptionSummary summary;
        try
        {
            summary = (await kinesis.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = streamName }, cancellationToken)).StreamDescriptionSummary;
        }
        catch (AmazonKinesisException refused)
        {
            return GatewayAnswer.Error(refused.ErrorCode, refused.Message);
        }

        IReadOnlyList<OpenShardRange> open = await StreamShards.ListOpenAsync(kinesis, streamName, cancellationToken);
        List<DateTimeOffset> calls = _calls.GetOrAdd(streamName, _ => []);
        calls.RemoveAll(call => call <= time.GetUtcNow() - TimeSpan.FromDays(1));
        if (RefusalOf(streamName, summary, open.Count, target, calls.Count) is { } refusal)
        {
            return refusal;
        }

        calls.Add(time.GetUtcNow());
        _running[streamName] = RunAsync(streamName, UniformReshard.StartsOf(target, open));
        string answer = new JsonObject { ["StreamName"] = streamName, ["StreamARN"] = summary.StreamARN, ["CurrentShardCount"] = open.Count, ["TargetShardCount"] = target }.ToJsonString();
        return new GatewayAnswer(200, GatewayAnswer.Json, Encoding.UTF8.GetBytes(answer));
    }

    private GatewayAnswer? RefusalOf(string streamName, StreamDescriptionSummary summary, int current, int target, int calls) =>
        IsUpdating(streamName) || summary.StreamStatus != StreamStatus.ACTIVE
            ? GatewayAnswer.Error("ResourceInUseException", $"Stream {streamName} not ACTIVE, instead in state {(IsUpdating(streamName) ? "UPDATING" : summary.StreamStatus.Value)}")
        : target > current * 2 ? GatewayAnswer.Error("InvalidArgumentException", Words("UpdateShardCount cannot more than double the open shard count", current, target))
        : target < (current + 1) / 2 ? GatewayAnswer.Error("InvalidArgumentException", Words("UpdateShardCount cannot go below half of the open shard count", current, target))
        : target > shardQuota ? GatewayAnswer.Error("LimitExceededException", Words(string.Create(CultureInfo.InvariantCulture, $"There may be {shardQuota} shards"), current, target))
        : calls >= CallsPerDay ? GatewayAnswer.Error("LimitExceededException", Words($"UpdateShardCount may be called {CallsPerDay} times in 24 hours for a stream", current, target))
        : null;

    private static string Words(string rule, int current, int target) =>
        string.Create(CultureInfo.InvariantCulture, $"{rule}. Current open shard count: {current}, target: {target}.");

    private async Task RunAsync(string streamName, IReadOnlyList<System.Numerics.BigInteger> starts)
    {
        try
        {
            Task atLeast = Task.Delay(duration, time, _stop.Token);
            while (true)
            {
                await WaitUntilActiveAsync(streamName);
                IReadOnlyList<OpenShardRange> open = await StreamShards.ListOpenAsync(kinesis, streamName, _stop.Token);
                if (UniformReshard.NextStep(open, starts) is not { } step)
                {
                    break;
                }

                shardsOf(streamName).BeginChange();
                try
                {
                    await DoAsync(streamName, step.Shard, step.MergeWith, step.SplitAt);
                    await WaitUntilActiveAsync(streamName);
                }
                finally
                {
                    shardsOf(streamName).EndChange();
                }
            }

            await atLeast;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (Exception error) when (error is AmazonKinesisException or HttpRequestException or IOException)
        {
            log.Error($"UpdateShardCount of {streamName} ended half-way: {error.Message}");
        }
    }

    private Task DoAsync(string streamName, OpenShardRange shard, OpenShardRange? mergeWith, System.Numerics.BigInteger splitAt) => mergeWith is null
        ? kinesis.SplitShardAsync(
            new SplitShardRequest { StreamName = streamName, ShardToSplit = shard.ShardId, NewStartingHashKey = splitAt.ToString(CultureInfo.InvariantCulture) }, _stop.Token)
        : kinesis.MergeShardsAsync(new MergeShardsRequest { StreamName = streamName, ShardToMerge = shard.ShardId, AdjacentShardToMerge = mergeWith.ShardId }, _stop.Token);

    private async Task WaitUntilActiveAsync(string streamName)
    {
        while ((await kinesis.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = streamName }, _stop.Token)).StreamDescriptionSummary.StreamStatus != StreamStatus.ACTIVE)
        {
            await Task.Delay(s_poll, _stop.Token);
        }
    }
}
