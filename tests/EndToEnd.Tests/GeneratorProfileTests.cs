using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using LogFunctions.Cli.Verify;
using LogFunctions.LocalCloud;
using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Sinks;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.LogGenerator.Velocity;
using LogFunctions.WindowStore;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>
/// Every built-in profile through the whole pipeline, each in another format and packing: the rows equal the truth. One cloud
/// for all; the profiles lie on days of their own, so that each has its own windows. Rejects are counted by arrival, so they are
/// compared over all profiles together.
/// </summary>
public sealed class GeneratorProfileTests
{
    private const string Aggregator = "AggregatorFunction";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_OfEveryProfileFormatAndPacking_EqualTheirTruth()
    {
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(
            new LocalCloudOptions
            {
                Shards = 2,
                FunctionsDirectory = Path.Combine(Path.GetDirectoryName(LogfnProcess.LogfnPath)!, "functions"),
                FunctionEnvironment = new Dictionary<string, string> { ["WINDOW_SECONDS"] = "60,3600", ["MAX_KEYS_PER_WINDOW"] = "40" },
                BatchingWindow = TimeSpan.FromMilliseconds(100),
            },
            new CollectingLog(),
            Token);
        using IAmazonKinesis kinesis = host.CreateKinesisClient();
        TruthFile[] truths =
        [
            await SendAsync(host, kinesis, day: 1, "steady", PackKind.Lines, PartitionKind.Random, 400, "json"),
            await SendAsync(host, kinesis, day: 2, "diurnal", PackKind.Gzip, PartitionKind.Client, 400, "nginx", "cloudfront"),
            await SendAsync(host, kinesis, day: 3, "spike", PackKind.Kpl, PartitionKind.Constant, 200, "alb"),
            await SendAsync(host, kinesis, day: 4, "incident", PackKind.Lines, PartitionKind.Endpoint, 200, "json", "combined", "nginx-json", "apache-us"),
            await SendAsync(host, kinesis, day: 5, "attack", PackKind.Kpl, PartitionKind.Random, 400, "ingress-nginx", "cloudfront-standard"),
        ];

        await host.WaitUntilDrainedAsync(Token);
        InvokeResult sweep = await host.InvokeAsync(Aggregator, """{"sweep":true,"drain":true}"""u8.ToArray(), Token);
        Assert.True(sweep.Status == InvokeStatus.Succeeded, sweep.ErrorSummary);

        using IAmazonDynamoDB dynamoDb = host.CreateDynamoDbClient();
        var store = new DynamoWindowStore(
            dynamoDb, new WindowStoreOptions { LedgerTable = host.LedgerTable, WindowsTable = host.WindowsTable }, TimeProvider.System, new Random(1));
        var verifier = new TruthVerifier(new WindowReader(store));
        foreach (TruthFile truth in truths)
        {
            AssertEqual(truth.Profile, await verifier.VerifyAsync(truth, RejectScope.Ignore, Token), folds: truth.Profile == "attack");
        }

        AssertEqual("rejects", await verifier.VerifyAsync(RejectsOf(truths), RejectScope.All, Token), folds: false);
    }

    private static async Task<TruthFile> SendAsync(
        LocalCloudHost host, IAmazonKinesis kinesis, int day, string profileName, PackKind pack, PartitionKind partition, double linesPerSecond, params string[] formats)
    {
        TrafficProfile profile = BuiltInProfiles.Get(profileName);
        var options = new RunOptions
        {
            Profile = profile with { Rate = profile.Rate with { LinesPerSecond = linesPerSecond } },
            Seed = (ulong)day,
            Formats = formats,
            Producers = 2,
            Limits = new RunLimits(Duration: TimeSpan.FromSeconds(100)),
            Start = DateTimeOffset.UtcNow - TimeSpan.FromDays(day),
            Speed = double.PositiveInfinity,
        };
        await using var sink = new KinesisSink(
            kinesis,
            new KinesisSinkOptions { StreamName = host.StreamName, Packing = new PackOptions { Kind = pack, Partition = partition }, Header = LogGenerator.Formats.FormatCatalog.HeaderOf(formats) },
            TimeProvider.System,
            new Random(day));
        RunReport run = await new TrafficRun(options, sink, TimeProvider.System).RunAsync(progress: null, Token);
        Assert.Equal(0, run.Sink.FailedRecords + run.Sink.PossiblyDoubledRecords);
        return run.Truth!;
    }

    private static TruthFile RejectsOf(TruthFile[] truths) => truths[0] with
    {
        Windows = [],
        Rejects = new RejectTotals(
            truths.Sum(truth => truth.Rejects.Total),
            truths.SelectMany(truth => truth.Rejects.ByReason).GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value)),
            truths.Sum(truth => truth.Rejects.ReasonOpen)),
    };

    private static void AssertEqual(string what, Verification verification, bool folds)
    {
        Assert.True(verification.DifferenceCount == 0, $"{what}: {verification.DifferenceCount} differences:\n{string.Join('\n', verification.Differences.Take(20))}");
        Assert.Equal(folds, verification.FoldedLines > 0);
    }
}
