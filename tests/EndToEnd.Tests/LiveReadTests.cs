using System.Diagnostics;
using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using LogFunctions.Cli.Runs;
using LogFunctions.Cli.Up;
using LogFunctions.LocalCloud;
using LogFunctions.WindowStore;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>
/// A line that is put into the stream is in <c>logfn query</c> and in the table of <c>logfn up</c> at once, long before its window is
/// over: here no window closes, for latecomers are waited for 20 minutes. The tests await it; how long it took is in their output.
/// </summary>
public sealed class LiveReadTests(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Line_PutIntoTheStreamOfARunningUp_IsInQueryAndTableWhileItsWindowIsOpen()
    {
        string name = "live-" + Guid.NewGuid().ToString("N")[..8];
        await using LogfnProcess up = LogfnProcess.Start(
            ["up", "--name", name, "--rate", "5", "--shards", "1", "--env", "WINDOW_SECONDS=60,3600", "--env", "ALLOWED_LATENESS_SECONDS=1200"]);
        await up.WaitForAsync($"--run {name}");
        RunInfo run = new RunRegistry(Path.Combine(CacheFolder.OfUser(), "runs")).List().Single(r => r.Name == name);

        await using LogfnProcess query = LogfnProcess.Start(
            ["query", "--run", name, "--match", "/live/*", "--watch", "1", "--since", "10m", "--format", "json"]);
        await PutAsync(run, "/live/warm"); // the function's process starts with the first batch
        await query.WaitForAsync("GET /live/warm");
        var tables = new WindowStoreOptions { LedgerTable = run.Variables["LEDGER_TABLE"], WindowsTable = run.Variables["WINDOWS_TABLE"] };
        using AmazonDynamoDBClient client = DynamoClientFactory.CreateLocal(new Uri(run.Variables["AWS_ENDPOINT_URL_DYNAMODB"]));
        var table = new LiveNumbersReader(
            new DynamoWindowStore(client, tables, TimeProvider.System, new Random(1)), windowSeconds: 60, TimeSpan.FromSeconds(30), TimeProvider.System);

        foreach (string path in (string[])["/live/a", "/live/b", "/live/c"])
        {
            long put = Stopwatch.GetTimestamp();
            await PutAsync(run, path);
            await Task.WhenAll(
                SeenAsync(query.WaitForAsync($"GET {path}"), "query", put),
                SeenAsync(InTableAsync(table, $"GET {path}"), "table", put));
        }

        // The rows have nothing: every window is open, and says so.
        (_, string final, _) = await LogfnProcess.RunAsync(["query", "--run", name, "--match", "/live/*", "--final", "--format", "csv"]);
        Assert.Single(final.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("\"openWindows\":[\"20", query.Out, StringComparison.Ordinal);
    }

    private async Task SeenAsync(Task seen, string where, long put)
    {
        await seen;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{where}: {Stopwatch.GetElapsedTime(put).TotalSeconds:0.00} s"));
    }

    // As the screen does.
    private static async Task InTableAsync(LiveNumbersReader table, string endpoint)
    {
        await foreach (LiveNumbers? numbers in table.WatchAsync(Token))
        {
            if (numbers?.Endpoints.Any(e => e.Value == endpoint) == true)
            {
                return;
            }
        }
    }

    private static async Task PutAsync(RunInfo run, string path)
    {
        using var kinesis = new AmazonKinesisClient(
            new BasicAWSCredentials("local", "local"),
            new AmazonKinesisConfig { ServiceURL = run.Variables["AWS_ENDPOINT_URL_KINESIS"], AuthenticationRegion = "us-east-1" });
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"ts\":{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()},\"method\":\"GET\",\"endpoint\":\"{path}\",\"status\":200,\"rt_ms\":3}}\n");
        await kinesis.PutRecordsAsync(
            new PutRecordsRequest
            {
                StreamName = run.Stream,
                Records = [new PutRecordsRequestEntry { Data = new MemoryStream(Encoding.UTF8.GetBytes(line)), PartitionKey = "1" }],
            },
            Token);
    }
}
