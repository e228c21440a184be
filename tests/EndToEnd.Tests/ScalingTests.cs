using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using LogFunctions.Cli.Verify;
using LogFunctions.LocalCloud;
using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Sinks;
using LogFunctions.WindowStore;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>
/// The stream scales itself: more lines than its shards take, refused record by record as the service does; the deployed ShardScaler sees it in
/// the heat of the ledgers and reshards; the lines count exactly, whatever was refused, tried again and resharded.
/// </summary>
public sealed class ScalingTests
{
    private const string Aggregator = "AggregatorFunction";

    /// <summary>So few that a stream is full at once.</summary>
    private const int ShardRecordsPerSecond = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_BeyondTheShards_ReshardsTheStreamAndCountsExactly()
    {
        const int Seed = 20261129;
        var log = new CollectingLog();
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(Options(), log, Token);
        using IAmazonKinesis kinesis = host.CreateKinesisClient();
        var shards = new Resharding(kinesis, host.StreamName);
        await using var sink = new KinesisSink(kinesis, SinkOptions(host.StreamName, Seed), TimeProvider.System, new Random(Seed));

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<RunReport> traffic = new TrafficRun(Traffic(Seed), sink, TimeProvider.System).RunAsync(null, enough.Token);
        while ((await shards.OpenShardsAsync(Token)).Count < 2)
        {
            Assert.False(traffic.IsCompleted, "the traffic ended early");
            await Task.Delay(100, Token);
        }

        // And some seconds more, so that the new shards have lines.
        long soFar = sink.Counters.Lines;
        while (sink.Counters.Lines < soFar + 300)
        {
            await Task.Delay(50, Token);
        }

        await enough.CancelAsync();
        RunReport run = await traffic;
        await host.WaitUntilDrainedAsync(Token);
        InvokeResult drained = await host.InvokeAsync(Aggregator, """{"sweep":true,"drain":true}"""u8.ToArray(), Token);
        Assert.True(drained.Status == InvokeStatus.Succeeded, drained.ErrorSummary);

        string stream = "StreamName=" + host.StreamName;
        Assert.True(host.Metrics.Get("AWS/Kinesis", "WriteProvisionedThroughputExceeded", stream).Sum > 0, "nothing was refused");
        Assert.Equal(run.Sink.AcceptedRecords, host.Metrics.Get("AWS/Kinesis", "IncomingRecords", stream).Sum);
        Assert.Equal(0, run.Sink.FailedRecords + run.Sink.PossiblyDoubledRecords);
        string metrics = host.EnvironmentOf("ShardScalerFunction")["METRICS_NAMESPACE"];
        Assert.True(host.Metrics.Get(metrics, "TargetShards").Maximum >= 2, $"{log}");
        await AssertRowsEqualAsync(host, run, log);
    }

    /// <summary>A record per line: so a shard is full of few lines.</summary>
    private static KinesisSinkOptions SinkOptions(string streamName, ulong seed) => new() { StreamName = streamName, Seed = seed, Packing = new PackOptions { Kind = PackKind.None }, MaxAttempts = 500 };

    private static LocalCloudOptions Options() => new()
    {
        Shards = 1,
        FunctionsDirectory = Path.Combine(Path.GetDirectoryName(LogfnProcess.LogfnPath)!, "functions"),
        FunctionEnvironment = new Dictionary<string, string>
        {
            ["ALLOWED_LATENESS_SECONDS"] = "5",
            ["WINDOW_SECONDS"] = "10,60",
            ["SHARD_RECORDS_PER_SECOND"] = $"{ShardRecordsPerSecond}",
        },
        Parameters = new Dictionary<string, string> { ["ShardScaling"] = "on", ["MaxShards"] = "8" },
        ShardLimits = ShardLimits.OfKinesis with { RecordsPerSecond = ShardRecordsPerSecond },
        ScheduleInterval = TimeSpan.FromSeconds(2),
        BatchingWindow = TimeSpan.FromMilliseconds(200),
        RetryDelayMax = TimeSpan.FromMilliseconds(300),
    };

    private static RunOptions Traffic(ulong seed) => new()
    {
        Profile = GeneratedLog.Nasty((2 * ShardRecordsPerSecond) - 10),
        Seed = seed,
        Formats = ["json", "nginx"],
        TruthWindowSeconds = [10, 60],
    };

    private static async Task AssertRowsEqualAsync(LocalCloudHost host, RunReport run, CollectingLog log)
    {
        using IAmazonDynamoDB dynamoDb = host.CreateDynamoDbClient();
        var store = new DynamoWindowStore(
            dynamoDb, new WindowStoreOptions { LedgerTable = host.LedgerTable, WindowsTable = host.WindowsTable }, TimeProvider.System, new Random(1));
        Verification verification = await new TruthVerifier(new WindowReader(store)).VerifyAsync(run.Truth!, RejectScope.All, Token);
        Assert.True(verification.ComparedCells > 100, $"only {verification.ComparedCells} cells");
        Assert.True(verification.DifferenceCount == 0, $"{verification.DifferenceCount} differences:\n{string.Join('\n', verification.Differences.Take(20))}\n{log}");
    }
}
