using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using LogFunctions.LocalCloud;
using LogFunctions.LocalCloud.Hosting;
using LogFunctions.Tools.Tests.Cli;
using Microsoft.AspNetCore.Http;

namespace LogFunctions.Tools.Tests.Source;

/// <summary><c>logfn source</c> between an emulated stream and an invoke endpoint of the test's own.</summary>
public sealed class SourceCommandTests : IAsyncDisposable
{
    private const string Poison = "poison";
    private readonly LoopbackHost _host = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-source-").FullName;
    private readonly ConcurrentBag<string> _taken = [];
    private int _invocations;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Drain_OfAStreamWithPoison_DeliversTheRestOnceAndKeepsThePoisonForRedrive()
    {
        LoopbackEndpoint function = _host.Add(0, AnswerAsync, maxBodyBytes: null);
        await _host.StartAsync(Cancel);
        await using Emulator emulator = await Emulator.StartKinesaliteAsync(new EmulatorOptions(), Cancel);
        using IAmazonKinesis kinesis = LocalClients.Kinesis(emulator.Endpoint);
        string[] sent = [.. Enumerable.Range(0, 120).Select(i => i == 50 ? Poison : i.ToString(CultureInfo.InvariantCulture))];
        await FillAsync(kinesis, sent);

        string[] command =
        [
            "source", "--stream", "logs", "--endpoint", emulator.Endpoint.ToString(), "--invoke", new Uri(function.Uri, "2015-03-31/functions/F/invocations").ToString(),
            "--batch-size", "40", "--bisect", "--maximum-retry-attempts", "1", "--on-failure", _folder, "--checkpoints", Path.Combine(_folder, "positions.json"), "--drain",
        ];
        (int exitCode, _, string error) = await CliHarness.RunAsync(command);

        Assert.True(exitCode == 0, error);
        Assert.Equal(sent.Where(text => text != Poison).Order(), _taken.Order());
        string document = Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories), file => file.Contains("aws", StringComparison.Ordinal));
        using JsonDocument failure = JsonDocument.Parse(await File.ReadAllTextAsync(document, Cancel));
        Assert.Equal(1, failure.RootElement.GetProperty("KinesisBatchInfo").GetProperty("batchSize").GetInt32());

        // The checkpoints say that nothing is left.
        int before = _invocations;
        Assert.Equal(0, (await CliHarness.RunAsync(command)).ExitCode);
        Assert.Equal(before, _invocations);
    }

    [Fact]
    public async Task Stream_ThatIsNotThere_IsASentence()
    {
        await using Emulator emulator = await Emulator.StartKinesaliteAsync(new EmulatorOptions(), Cancel);
        (int exitCode, _, string error) = await CliHarness.RunAsync("source", "--stream", "nosuch", "--endpoint", emulator.Endpoint.ToString(), "--invoke", "http://127.0.0.1:9/x", "--drain");
        Assert.Equal(1, exitCode);
        Assert.Contains("there is no stream 'nosuch'", error, StringComparison.Ordinal);
    }

    private static async Task FillAsync(IAmazonKinesis kinesis, string[] texts)
    {
        await kinesis.CreateStreamAsync(new CreateStreamRequest { StreamName = "logs", ShardCount = 2 }, Cancel);
        while ((await kinesis.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = "logs" }, Cancel)).StreamDescriptionSummary.StreamStatus != StreamStatus.ACTIVE)
        {
            await Task.Delay(5, Cancel);
        }

        await kinesis.PutRecordsAsync(
            new PutRecordsRequest
            {
                StreamName = "logs",
                Records = [.. texts.Select((text, i) => new PutRecordsRequestEntry { PartitionKey = $"{i}", Data = new MemoryStream(Encoding.UTF8.GetBytes(text)) })],
            },
            Cancel);
    }

    /// <summary>Fails whole batches that hold the poison, as a function does that throws.</summary>
    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _invocations);
        using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: Cancel);
        string[] texts = [.. body.RootElement.GetProperty("Records").EnumerateArray()
            .Select(record => Encoding.UTF8.GetString(record.GetProperty("kinesis").GetProperty("data").GetBytesFromBase64()))];
        if (texts.Contains(Poison))
        {
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
            await context.Response.WriteAsync("""{"errorType":"Poison","errorMessage":"cannot"}""", Cancel);
            return;
        }

        foreach (string text in texts)
        {
            _taken.Add(text);
        }

        await context.Response.WriteAsync("null", Cancel);
    }
}
