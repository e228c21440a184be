using System.Text.Json.Nodes;
using LogFunctions.Cli.Redrive;
using LogFunctions.Tools.Tests.Cli;

namespace LogFunctions.Tools.Tests.Redrive;

/// <summary>Documents may have been edited, or be of others: a null costs the object it stands in, not its neighbours.</summary>
public sealed class NullInDocumentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-redrive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("eventID", "null")]
    [InlineData("eventSourceARN", "null")]
    [InlineData("kinesis", "null")]
    [InlineData("kinesis.data", "null")]
    [InlineData("kinesis.partitionKey", "null")]
    [InlineData("kinesis.sequenceNumber", "null")]
    [InlineData("kinesis.sequenceNumber", "17")]
    [InlineData("kinesis.data", "[]")]
    public async Task Failure_WithAFieldThatIsNotText_IsNamedAndTheOthersGoOn(string field, string value)
    {
        JsonNode document = JsonNode.Parse(RedriveWorld.Failure((1, "one")))!;
        JsonNode payload = JsonNode.Parse((string)document["payload"]!)!;
        Set(payload["Records"]![0]!, field, value);
        document["payload"] = payload.ToJsonString();
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad"), document.ToJsonString(), TestContext.Current.CancellationToken);

        await AssertOneFailsAsync(field.Split('.')[^1]);
    }

    [Theory]
    [InlineData("Records")]
    [InlineData("payload")]
    public async Task Failure_WithoutItsParts_IsNamedAndTheOthersGoOn(string part)
    {
        JsonNode document = JsonNode.Parse(RedriveWorld.Failure((1, "one")))!;
        document["payload"] = part == "payload" ? null : JsonValue.Create("""{"Records":null}""");
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad"), document.ToJsonString(), TestContext.Current.CancellationToken);

        await AssertOneFailsAsync("");
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("stream")]
    [InlineData("shardId")]
    [InlineData("sequenceNumber")]
    [InlineData("line")]
    [InlineData("reason")]
    public async Task Rejects_WithANull_AreNamedAndTheOthersGoOn(string field)
    {
        JsonNode line = JsonNode.Parse($$"""{"reason":"x","stream":"logs","shardId":"shardId-000000000000","sequenceNumber":"{{RedriveWorld.Number(1)}}","line":0,"raw":"x"}""")!;
        line[field] = null;
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad.ndjson"), line.ToJsonString() + "\n", TestContext.Current.CancellationToken);

        await AssertOneFailsAsync(field == "line" ? "" : field);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"version\":null}")]
    [InlineData("{\"version\":1,\"done\":false,\"settled\":[null],\"counted\":0,\"partialPosition\":-1,\"partialLines\":0,\"uncertain\":false}")]
    [InlineData("{\"version\":1,\"done\":false,\"settled\":null,\"counted\":0,\"partialPosition\":-1,\"partialLines\":0,\"uncertain\":false}")]
    public void State_WithANull_IsDamaged(string json)
    {
        RedriveException error = Assert.Throws<RedriveException>(() => ObjectState.Parse(json, "x.redriven"));

        Assert.Contains("x.redriven is damaged", error.Message, StringComparison.Ordinal);
    }

    private static void Set(JsonNode record, string field, string value)
    {
        string[] path = field.Split('.');
        (path.Length == 2 ? record[path[0]]! : record)[path[^1]] = JsonNode.Parse(value);
    }

    private async Task AssertOneFailsAsync(string named)
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, "good"), RedriveWorld.Failure((2, "two")), TestContext.Current.CancellationToken);

        var result = await CliHarness.RunAsync("redrive", "--from", _folder, "--dry-run", "--no-ledger", "--format", "csv");

        Assert.Equal(1, result.ExitCode);
        string error = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("logfn: bad", error, StringComparison.Ordinal);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Contains("good,failure,would put,1", result.Out, StringComparison.Ordinal);
    }
}
