using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;

namespace LogFunctions.LocalCloud;

/// <summary>The whole local cloud with the product's template, real emulators, and the test function in place of the Aggregator.</summary>
public sealed class LocalCloudHostTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("logfn-host-").FullName;
    private readonly TestLog _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string RecordFile => Path.Combine(_directory, "records.txt");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Run_RecordsInAStream_ReachTheFunctionInOrderAndNothingIsLeftBehind()
    {
        LocalCloudHost host = await LocalCloudHost.StartAsync(Options() with { Shards = 3 }, _log, Cancel);
        int[] processIds = [.. host.ProcessIdsOf("AggregatorFunction")];
        string dataDirectory = host.DataDirectory;
        await using (host)
        {
            await PutAsync(host, 0, 300);
            await host.WaitUntilDrainedAsync(Cancel);

            Seen[] seen = ReadRecords();
            Assert.Equal(Enumerable.Range(0, 300), seen.Select(record => record.Number).Order());
            Assert.All(seen.GroupBy(record => record.ShardId), shard => Assert.Equal(shard.OrderBy(record => record.Number), shard));
            Assert.Equal(3, seen.Select(record => record.ShardId).Distinct().Count());
            Assert.Equal(0, host.OutstandingRecords);
        }

        Assert.NotEmpty(processIds);
        Assert.All(processIds, id => Assert.False(RunningProcess.Exists(id)));
        Assert.False(Directory.Exists(dataDirectory));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ConnectAsync(host.KinesisEndpoint));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ConnectAsync(host.DynamoDbEndpoint));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ConnectAsync(host.LambdaEndpoint));
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task Run_ReshardsUnderLoadAndKilledFunctions_EveryRecordComesInTheOrderOfItsKey()
    {
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(Options() with { Shards = 1 }, _log, Cancel);
        using IAmazonKinesis kinesis = host.CreateKinesisClient();
        await PutAsync(host, 0, 100);
        await kinesis.SplitShardAsync(new SplitShardRequest { StreamName = host.StreamName, ShardToSplit = "shardId-000000000000", NewStartingHashKey = BigHash(1, 2) }, Cancel);
        await WaitUntilActiveAsync(host, kinesis);
        await PutAsync(host, 100, 200);
        Assert.NotEqual(0, await host.KillFunctionAsync("AggregatorFunction"));
        await kinesis.MergeShardsAsync(new MergeShardsRequest { StreamName = host.StreamName, ShardToMerge = "shardId-000000000001", AdjacentShardToMerge = "shardId-000000000002" }, Cancel);
        await WaitUntilActiveAsync(host, kinesis);
        await PutAsync(host, 200, 300);

        await host.WaitUntilDrainedAsync(Cancel);

        Seen[] seen = [.. ReadRecords().DistinctBy(record => record.Number)];
        Assert.Equal(Enumerable.Range(0, 300), seen.Select(record => record.Number).Order());
        // Same key, same place in the hash space: so it is in order over all reshards, because parents come first.
        Assert.All(seen.GroupBy(record => record.Number % KeyCount), key => Assert.Equal(key.OrderBy(record => record.Number), key));
        Assert.Equal(4, seen.Select(record => record.ShardId).Distinct().Count());
    }

    [Fact]
    public async Task Run_PoisonRecord_EndsInTheFailureBucketAndItsNeighboursCount()
    {
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(
            Options() with { Shards = 1, MaximumRetryAttempts = 1, RetryDelayMax = TimeSpan.FromMilliseconds(200) }, _log, Cancel);
        using IAmazonKinesis kinesis = host.CreateKinesisClient();
        await PutAsync(host, 0, 5);
        PutRecordResponse poison = await kinesis.PutRecordAsync(
            new PutRecordRequest { StreamName = host.StreamName, PartitionKey = "p", Data = new MemoryStream("poison"u8.ToArray()) }, Cancel);
        await PutAsync(host, 5, 10);

        await host.WaitUntilDrainedAsync(Cancel);

        Assert.Equal(Enumerable.Range(0, 10), ReadRecords().Select(record => record.Number));
        string file = Assert.Single(Directory.GetFiles(Path.Combine(host.FailureDirectory, "aws", "lambda"), "*", SearchOption.AllDirectories));
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllTextAsync(file, Cancel));
        Assert.Equal(poison.SequenceNumber, document.RootElement.GetProperty("KinesisBatchInfo").GetProperty("startSequenceNumber").GetString());
        Assert.Contains("cG9pc29u", document.RootElement.GetProperty("payload").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SameDataFolder_GoesOnWhereItWas()
    {
        LocalCloudOptions options = Options() with { DataDirectory = Path.Combine(_directory, "data") };
        await using (LocalCloudHost first = await LocalCloudHost.StartAsync(options, _log, Cancel))
        {
            await PutAsync(first, 0, 20);
            await first.WaitUntilDrainedAsync(Cancel);
            await Assert.ThrowsAsync<LocalCloudException>(() => LocalCloudHost.StartAsync(options, _log, Cancel));
        }

        File.Delete(RecordFile);
        await using LocalCloudHost second = await LocalCloudHost.StartAsync(options, _log, Cancel);
        await PutAsync(second, 20, 40);
        await second.WaitUntilDrainedAsync(Cancel);

        Assert.Equal(Enumerable.Range(20, 20), ReadRecords().Select(record => record.Number).Order());
    }

    [Fact]
    public async Task Start_FixedPorts_AreThoseAndAPortInUseIsNamed()
    {
        int port = await FreePortsAsync();
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(Options() with { Port = port }, _log, Cancel);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => LocalCloudHost.StartAsync(Options() with { Port = port }, new TestLog(), Cancel));

        Assert.Equal((port, port + 1, port + 2), (host.KinesisEndpoint.Port, host.DynamoDbEndpoint.Port, host.LambdaEndpoint.Port));
        // They start at the same time: which of them says so first is chance.
        Assert.Contains(error.Message.Split(' ', ',').Select(word => word.Trim()), word => word == $"{port}" || word == $"{port + 1}" || word == $"{port + 2}");
        Assert.Contains("on 127.0.0.1 is in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FunctionCannotStart_SaysWhyAndLeavesNothing()
    {
        LocalCloudOptions options = Options() with { DataDirectory = Path.Combine(_directory, "data") };
        var variables = new Dictionary<string, string> { ["FAIL_INIT"] = "WINDOW_SECONDS must be numbers" };

        var error = await Assert.ThrowsAsync<LocalCloudException>(() => LocalCloudHost.StartAsync(options with { FunctionEnvironment = variables }, _log, Cancel));

        Assert.Contains("WINDOW_SECONDS must be numbers", error.Message, StringComparison.Ordinal);
        // The folder is free again: nothing of the first try is left.
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(options, _log, Cancel);
    }

    [Fact]
    public async Task Start_NoExecutable_SaysWhereItWasLookedFor()
    {
        LocalCloudOptions options = Options() with { FunctionsDirectory = _directory, FunctionCommands = new Dictionary<string, IReadOnlyList<string>>() };

        var error = await Assert.ThrowsAsync<LocalCloudException>(() => LocalCloudHost.StartAsync(options, _log, Cancel));

        Assert.Contains(Path.Combine(_directory, "Aggregator", "LogFunctions.Aggregator"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    [InlineData(600)]
    [InlineData(1_500)]
    public async Task Start_CancelledAtAnyMoment_LeavesNothing(int afterMs)
    {
        LocalCloudOptions options = Options() with { DataDirectory = Path.Combine(_directory, "data") };
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        cancel.CancelAfter(afterMs);
        try
        {
            await using LocalCloudHost host = await LocalCloudHost.StartAsync(options, _log, cancel.Token);
        }
        catch (OperationCanceledException)
        {
            // Usually.
        }

        // LevelDB allows one process: this start fails if an emulator of the first were left.
        await using LocalCloudHost next = await LocalCloudHost.StartAsync(options, _log, Cancel);
    }

    [Fact]
    public async Task Failed_EmulatorDies_SaysSoAndWaitersDoNotHang()
    {
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(Options(), _log, Cancel);
        Task drained = host.WaitUntilDrainedAsync(Cancel);
        await drained;
        int emulator = await ListenerOfAsync(host.DynamoDbEndpoint.Port);
        System.Diagnostics.Process.GetProcessById(emulator).Kill();

        LocalCloudException failed = await host.Failed.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Contains("dynalite", failed.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LocalCloudException>(() => host.WaitUntilDrainedAsync(Cancel));
    }

    private const int KeyCount = 10;

    private readonly record struct Seen(string ShardId, int Number);

    private LocalCloudOptions Options() => new()
    {
        FunctionCommands = new Dictionary<string, IReadOnlyList<string>> { ["AggregatorFunction"] = TestFunctions.Command },
        FunctionEnvironment = new Dictionary<string, string> { ["RECORD_FILE"] = RecordFile },
        BatchingWindow = TimeSpan.FromMilliseconds(50),
    };

    private Seen[] ReadRecords() => !File.Exists(RecordFile) ? [] :
        [.. File.ReadAllLines(RecordFile).Select(line => line.Split(' ')).Select(parts => new Seen(parts[0], int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture)))];

    private static async Task PutAsync(LocalCloudHost host, int from, int to)
    {
        using IAmazonKinesis kinesis = host.CreateKinesisClient();
        PutRecordsResponse response = await kinesis.PutRecordsAsync(
            new PutRecordsRequest
            {
                StreamName = host.StreamName,
                Records = [.. Enumerable.Range(from, to - from).Select(number => new PutRecordsRequestEntry
                {
                    PartitionKey = $"k{number % KeyCount}",
                    Data = new MemoryStream(Encoding.UTF8.GetBytes($"{number}")),
                })],
            },
            Cancel);
        Assert.Equal(0, response.FailedRecordCount ?? 0);
    }

    private static async Task WaitUntilActiveAsync(LocalCloudHost host, IAmazonKinesis kinesis)
    {
        while ((await kinesis.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = host.StreamName }, Cancel)).StreamDescriptionSummary.StreamStatus != StreamStatus.ACTIVE)
        {
            await Task.Delay(5, Cancel);
        }
    }

    /// <summary>A point of Kinesis' 128-bit hash space.</summary>
    private static string BigHash(int numerator, int denominator) => (System.Numerics.BigInteger.Pow(2, 128) * numerator / denominator).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task ConnectAsync(Uri endpoint)
    {
        using var http = new HttpClient();
        using HttpResponseMessage response = await http.GetAsync(endpoint, Cancel);
    }

    /// <summary>First of three free neighbouring ports.</summary>
    private static async Task<int> FreePortsAsync()
    {
        for (int port = Random.Shared.Next(20_000, 30_000); ; port += 3)
        {
            try
            {
                for (int i = 0; i < 3; i++)
                {
                    using var listener = new TcpListener(IPAddress.Loopback, port + i);
                    listener.Start();
                }

                return port;
            }
            catch (SocketException)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>The process that listens on a port of 127.0.0.1, by /proc.</summary>
    private static async Task<int> ListenerOfAsync(int port)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "finding a port's process needs /proc");
        string suffix = $":{port:X4} 00000000:0000 0A";
        string line = (await File.ReadAllLinesAsync("/proc/net/tcp", Cancel)).First(line => line.Contains(suffix, StringComparison.Ordinal));
        string inode = $"socket:[{line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[9]}]";
        return int.Parse(
            Directory.GetDirectories("/proc").Select(Path.GetFileName).First(name => int.TryParse(name, out _) && Holds(name!, inode))!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static bool Holds(string processId, string target)
    {
        try
        {
            return Directory.GetFiles($"/proc/{processId}/fd").Any(file => new FileInfo(file).LinkTarget == target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
