using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>
/// What an on-failure document tells about the tries, as AWS wrote it when LocalStack recorded it on 2025-11-25
/// (test_lambda_integration_kinesis.snapshot.json of localstack/localstack).
/// </summary>
public sealed class FailureDocumentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("the function fails", "RetryAttemptsExhausted", 3, """{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"}""")]
    [InlineData("it reports the record", "RetryAttemptsExhausted", 3, """{"statusCode":200,"executedVersion":"$LATEST","functionError":null}""")]
    [InlineData("too old while it is retried", "RecordAgeExceeded", null, null)]
    [InlineData("too old before the first try", "RecordAgeExceeded", 1, null)]
    public async Task Document_OfEveryEnd_TellsTheTriesAsAws(string end, string condition, int? invokeCount, string? responseContext)
    {
        var time = new FakeTimeProvider();
        var stream = new FakeStream(1, time);
        ShardRecord record = stream.Put(stream.Shards[0], "P");
        var function = new FakeFunction(_ => end == "it reports the record" ? FakeFunction.Failed(record.SequenceNumber) : FakeFunction.Error());
        EventSourceOptions options = MappingFixture.Fast with
        {
            ReportBatchItemFailures = true,
            MaximumRetryAttempts = condition == "RecordAgeExceeded" ? -1 : 2,
            MaximumRecordAge = condition == "RecordAgeExceeded" ? TimeSpan.FromMilliseconds(100) : null,
        };
        if (end == "too old before the first try")
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await using var fixture = new MappingFixture(stream, function, options, time: time);
        await fixture.Mapping.StartAsync(Cancel);
        Task drained = fixture.Mapping.WaitUntilDrainedAsync(Cancel);
        while (!drained.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(5));
            await Task.Delay(1, Cancel);
        }

        JsonNode document = JsonNode.Parse(fixture.Objects.Single().Content)!;
        JsonNode request = document["requestContext"]!;
        Assert.Equal(condition, (string?)request["condition"]);
        Assert.Equal(invokeCount ?? function.Invocations.Count, (int)request["approximateInvokeCount"]!);
        Assert.Equal(end == "too old before the first try" ? 0 : invokeCount ?? function.Invocations.Count, function.Invocations.Count);
        Assert.True(end == "too old before the first try" || function.Invocations.Count > 1, "it was not retried");
        Assert.NotEqual("", (string?)request["requestId"]);
        Assert.Equal(responseContext, document["responseContext"]?.ToJsonString());
        Assert.Equal(responseContext is not null, document.AsObject().ContainsKey("responseContext"));
        Assert.Equal(1, (int)document["KinesisBatchInfo"]!["batchSize"]!);
    }
}
