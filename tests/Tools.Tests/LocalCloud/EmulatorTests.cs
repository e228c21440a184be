using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LogFunctions.LocalCloud;

public sealed class EmulatorTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("logfn-emulator-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kinesalite")]
    [InlineData("dynalite")]
    [InlineData("kinesis-local")]
    public async Task Start_EachKind_AnswersItsApiAndEndsWithDispose(string kind)
    {
        Emulator emulator = await StartAsync(kind, new EmulatorOptions());
        int processId = emulator.ProcessId;
        await using (emulator)
        {
            Assert.Equal("127.0.0.1", emulator.Endpoint.Host);
            string answer = kind == "dynalite"
                ? await CallAsync(emulator.Endpoint, "DynamoDB_20120810.ListTables", "{}")
                : await CallAsync(emulator.Endpoint, "Kinesis_20131202.ListStreams", "{}");
            Assert.Contains(kind == "dynalite" ? "\"TableNames\":[]" : "\"StreamNames\":[]", answer, StringComparison.Ordinal);
        }

        Assert.Null(await emulator.Died.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
        Assert.False(RunningProcess.Exists(processId));
    }

    [Fact]
    public async Task Start_PortInUse_SaysWhichPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<EmulatorException>(() => Emulator.StartKinesaliteAsync(new EmulatorOptions { Port = port }, Cancel));

        Assert.Contains($"port {port} on 127.0.0.1 is in use", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kinesalite")]
    [InlineData("dynalite")]
    public async Task Start_SameDataDirectory_KeepsTheData(string kind)
    {
        var options = new EmulatorOptions { DataDirectory = Path.Combine(_directory, kind) };
        await using (Emulator first = await StartAsync(kind, options))
        {
            await (kind == "dynalite"
                ? CallAsync(first.Endpoint, "DynamoDB_20120810.CreateTable", """
                    {"TableName":"kept-table","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
                     "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}
                    """)
                : CallAsync(first.Endpoint, "Kinesis_20131202.CreateStream", """{"StreamName":"kept-stream","ShardCount":2}"""));
        }

        await using Emulator second = await StartAsync(kind, options);
        string answer = kind == "dynalite"
            ? await CallAsync(second.Endpoint, "DynamoDB_20120810.ListTables", "{}")
            : await CallAsync(second.Endpoint, "Kinesis_20131202.ListStreams", "{}");
        Assert.Contains("kept-", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Died_ProcessKilledFromOutside_SaysSo()
    {
        await using Emulator emulator = await Emulator.StartKinesaliteAsync(cancellationToken: Cancel);

        Process.GetProcessById(emulator.ProcessId).Kill();

        EmulatorException? died = await emulator.Died.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Contains("kinesalite", died?.Message, StringComparison.Ordinal);
        Assert.Contains("ended by itself", died?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_ManyAtOnce_InstallsOnceAndCompletely()
    {
        var messages = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var options = new EmulatorOptions { CacheDirectory = _directory, Progress = messages.Enqueue };

        Emulator[] emulators = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Emulator.StartDynaliteAsync(options, Cancel)));

        foreach (Emulator emulator in emulators)
        {
            await emulator.DisposeAsync();
        }

        Assert.Single(messages, message => message.StartsWith("Installing", StringComparison.Ordinal));
        Assert.Single(Directory.GetDirectories(_directory));
    }

    [Fact]
    public async Task Start_CancelledBefore_LeavesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Emulator.StartDynaliteAsync(null, cancelled.Token));
    }

    private static Task<Emulator> StartAsync(string kind, EmulatorOptions options) => kind switch
    {
        "kinesalite" => Emulator.StartKinesaliteAsync(options, Cancel),
        "dynalite" => Emulator.StartDynaliteAsync(options, Cancel),
        _ => Emulator.StartKinesisLocalAsync(options, Cancel),
    };

    private static async Task<string> CallAsync(Uri endpoint, string target, string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new StringContent(body, Encoding.UTF8) };
        bool isDynamo = target.StartsWith("Dynamo", StringComparison.Ordinal);
        request.Content.Headers.ContentType = new(isDynamo ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", target);
        request.Headers.Add("X-Amz-Date", "20260101T000000Z");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/{(isDynamo ? "dynamodb" : "kinesis")}/aws4_request, SignedHeaders=host;x-amz-date, Signature=0");
        using HttpResponseMessage response = await http.SendAsync(request, Cancel);
        string answer = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, answer);
        return answer;
    }
}
