using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using LogFunctions.Cli.Verify;
using LogFunctions.LocalCloud;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Sinks;
using LogFunctions.WindowStore;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>
/// Real function processes over emulators: killed at random while lines arrive and the stream is resharded, the rows equal the
/// truth, cell by cell. (The simulator of Functions.Tests covers the histories that real processes are too slow for.)
/// </summary>
public sealed class ExactlyOnceTests
{
    private const string Aggregator = "AggregatorFunction";
    private const string Metrics = "AWS/Lambda";
    private const string FunctionName = "FunctionName=" + Aggregator;

    private const int KillsWanted = 6;

    // Two minutes of the past at full speed, then the present: windows freeze and late lines come all along.
    private static readonly TimeSpan s_backfill = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_WhileProcessesAreKilledAndShardsSplitAndMerge_CountExactlyOnce()
    {
        const int Seed = 20261123;
        var log = new CollectingLog();
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(
            new LocalCloudOptions
            {
                Shards = 2,
                FunctionInstances = 2,
                FunctionsDirectory = Path.Combine(Path.GetDirectoryName(LogfnProcess.LogfnPath)!, "functions"),
                FunctionEnvironment = new Dictionary<string, string> { ["ALLOWED_LATENESS_SECONDS"] = "5", ["WINDOW_SECONDS"] = "10,60" },
                RetryDelayMax = TimeSpan.FromMilliseconds(300),
                BatchingWindow = TimeSpan.FromMilliseconds(200),
            },
            log,
            Token);
        using IAmazonKinesis kinesis = host.CreateKinesisClient();
        var resharding = new Resharding(kinesis, host.StreamName);
        await using var sink = new KinesisSink(kinesis, new KinesisSinkOptions { StreamName = host.StreamName, Seed = Seed }, TimeProvider.System, new Random(Seed));

        // Traffic flows until all of it has happened, however slow the machine is; then it stops, and its truth says what was sent.
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<RunReport> traffic = new TrafficRun(Traffic(Seed), sink, TimeProvider.System).RunAsync(null, enough.Token);
        Task killer = KillAsync(host, new Random(Seed), traffic);
        await WaitForLinesAsync(sink, 30_000, traffic);
        await resharding.SplitAllAsync(Token);
        await WaitForLinesAsync(sink, 50_000, traffic);
        await resharding.MergeFirstTwoAsync(Token);
        await killer;
        await enough.CancelAsync();
        RunReport run = await traffic;

        await DrainAsync(host);
        Assert.Equal((3, 7), ((await resharding.OpenShardsAsync(Token)).Count, (await resharding.AllShardsAsync(Token)).Count));
        Assert.Equal(0, host.Metrics.Get(Metrics, "OnFailureDestinationDeliveredEventCount", FunctionName).Sum);
        Assert.Equal(0, run.Sink.FailedRecords + run.Sink.PossiblyDoubledRecords);
        await AssertRowsEqualAsync(host, run, log);
    }

    private static RunOptions Traffic(ulong seed) => new()
    {
        Profile = GeneratedLog.Nasty(400),
        Seed = seed,
        Formats = ["json", "nginx"],
        Backfill = s_backfill,
        TruthWindowSeconds = [10, 60],
    };

    /// <summary>
    /// SIGKILL to a busy process, again and again, but never before the last kill was followed by work: on a slow machine
    /// processes would die faster than they start. Until enough were killed, and at least one of them within an invocation.
    /// </summary>
    private static async Task KillAsync(LocalCloudHost host, Random random, Task traffic)
    {
        for (int kills = 0; kills < KillsWanted || Errors() == 0;)
        {
            double invocations = Invocations();
            await Task.Delay(random.Next(100, 800), Token);
            while (Invocations() == invocations)
            {
                Assert.False(traffic.IsCompleted, "the traffic ended early");
                await Task.Delay(20, Token);
            }

            kills += await host.KillFunctionAsync(Aggregator) != 0 ? 1 : 0;
        }

        double Invocations() => host.Metrics.Get(Metrics, "Invocations", FunctionName).SampleCount;

        double Errors() => host.Metrics.Get(Metrics, "Errors", FunctionName).Sum;
    }

    private static async Task WaitForLinesAsync(KinesisSink sink, long lines, Task traffic)
    {
        while (sink.Counters.Lines < lines)
        {
            Assert.False(traffic.IsCompleted, "the traffic ended early");
            await Task.Delay(20, Token);
        }
    }

    private static async Task DrainAsync(LocalCloudHost host)
    {
        await host.WaitUntilDrainedAsync(Token);
        InvokeResult result = await host.InvokeAsync(Aggregator, """{"sweep":true,"drain":true}"""u8.ToArray(), Token);
        Assert.True(result.Status == InvokeStatus.Succeeded, result.ErrorSummary);
    }

    private static async Task AssertRowsEqualAsync(LocalCloudHost host, RunReport run, CollectingLog log)
    {
        using IAmazonDynamoDB dynamoDb = host.CreateDynamoDbClient();
        var store = new DynamoWindowStore(
            dynamoDb, new WindowStoreOptions { LedgerTable = host.LedgerTable, WindowsTable = host.WindowsTable }, TimeProvider.System, new Random(1));
        Verification verification = await new TruthVerifier(new WindowReader(store)).VerifyAsync(run.Truth!, RejectScope.All, Token);
        Assert.True(verification.ComparedCells > 1000, $"only {verification.ComparedCells} cells");
        Assert.True(
            verification.DifferenceCount == 0,
            $"{verification.DifferenceCount} differences:\n{string.Join('\n', verification.Differences.Take(20))}\n{log}");
    }
}
