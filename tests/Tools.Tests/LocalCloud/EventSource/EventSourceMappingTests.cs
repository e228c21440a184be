using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.LocalCloud.EventSource;

public sealed class EventSourceMappingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_MoreRecordsThanItsSize_ComesInOrderInFullBatches()
    {
        var stream = new FakeStream(1);
        PutAll(stream, "abcdefg");
        var function = new FakeFunction();
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { BatchSize = 3 });

        await fixture.DrainAsync(Cancel);

        Assert.Equal(["abc", "def", "g"], function.Sizes());
    }

    [Fact]
    public async Task Batch_PayloadLimit_IsNeverPassedAndWellUsed()
    {
        const int LimitBytes = 6 * 1024 * 1024;
        var stream = new FakeStream(1);
        for (int i = 0; i < 300; i++)
        {
            stream.Put(stream.Shards[0], new string('x', 1_000 * (1 + (i * 7 % 60))));
        }

        var function = new FakeFunction();
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { BatchSize = 10_000, BatchingWindow = TimeSpan.FromMilliseconds(200) });

        await fixture.DrainAsync(Cancel);

        Assert.Equal(300, function.Invocations.Sum(records => records.Count));
        Assert.All(function.EventBytes, bytes => Assert.True(bytes <= LimitBytes, $"{bytes} bytes"));
        Assert.Contains(function.EventBytes, bytes => bytes > LimitBytes - 85_000);
        Assert.Empty(fixture.Objects);
    }

    [Fact]
    public async Task BatchingWindow_NotFull_WaitsForTheWindowAndNotLonger()
    {
        var time = new FakeTimeProvider();
        var stream = new FakeStream(1, time);
        var invoked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var function = new FakeFunction { Hold = () => { invoked.TrySetResult(); return Task.CompletedTask; } };
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { BatchSize = 3, BatchingWindow = TimeSpan.FromHours(10) }, time: time);
        await fixture.Mapping.StartAsync(Cancel);

        stream.Put(stream.Shards[0], "a");
        await AdvanceUntilAsync(time, TimeSpan.FromMilliseconds(5), () => fixture.Mapping.OutstandingCount == 1);
        stream.Put(stream.Shards[0], "b");
        await AdvanceUntilAsync(time, TimeSpan.FromMilliseconds(5), () => fixture.Mapping.OutstandingCount == 2);
        Assert.Empty(function.Invocations);
        await AdvanceUntilAsync(time, TimeSpan.FromHours(2), () => invoked.Task.IsCompleted);

        Assert.Equal(["ab"], function.Sizes());
    }

    [Fact]
    public async Task BatchingWindow_FullBatch_DoesNotWait()
    {
        var time = new FakeTimeProvider();
        var stream = new FakeStream(1, time);
        PutAll(stream, "abc");
        var invoked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var function = new FakeFunction { Hold = () => { invoked.TrySetResult(); return Task.CompletedTask; } };
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { BatchSize = 3, BatchingWindow = TimeSpan.FromSeconds(30) }, time: time);

        await fixture.Mapping.StartAsync(Cancel);
        await invoked.Task.WaitAsync(Cancel);

        Assert.Equal(["abc"], function.Sizes());
    }

    [Fact]
    public async Task FunctionError_NoLimit_RepeatsTheBatchUntilItSucceeds()
    {
        var stream = new FakeStream(1);
        PutAll(stream, "abc");
        int failures = 4;
        var function = new FakeFunction(_ => failures-- > 0 ? FakeFunction.Error() : FakeFunction.Success());
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast);

        await fixture.DrainAsync(Cancel);

        Assert.Equal(["abc", "abc", "abc", "abc", "abc"], function.Sizes());
        Assert.Empty(fixture.Objects);
    }

    [Fact]
    public async Task FunctionError_RetriesExhausted_GivesUpTheWholeBatchAndGoesOn()
    {
        var stream = new FakeStream(1);
        PutAll(stream, "abcd");
        var function = new FakeFunction(records => records[0].Data == "a" ? FakeFunction.Error() : FakeFunction.Success());
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { BatchSize = 2, MaximumRetryAttempts = 2 });

        await fixture.DrainAsync(Cancel);

        Assert.Equal(["ab", "ab", "ab", "cd"], function.Sizes());
        Assert.Equal(["a", "b"], fixture.GivenUp.Select(record => record.Data));
    }

    [Fact]
    public async Task Bisect_OnePoisonRecord_IsIsolatedInOrderAndItsNeighboursAreTaken()
    {
        var stream = new FakeStream(1);
        PutAll(stream, "abcdPfgh");
        var function = new FakeFunction(records => records.Any(record => record.Data == "P") ? FakeFunction.Error() : FakeFunction.Success());
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { BisectBatchOnFunctionError = true, MaximumRetryAttempts = 1 });

        await fixture.DrainAsync(Cancel);

        // Halving uses no retry: the record alone is tried once more and given up.
        Assert.Equal(["abcdPfgh", "abcd", "Pfgh", "Pf", "P", "P", "f", "gh"], function.Sizes());
        Assert.Equal(["P"], fixture.GivenUp.Select(record => record.Data));
    }

    [Fact]
    public async Task PartialFailure_LowestFailedRecord_IsWhereTheRestBegins()
    {
        var stream = new FakeStream(1);
        PutAll(stream, "abcdef");
        bool failed = false;
        var function = new FakeFunction(records =>
        {
            if (failed)
            {
                return FakeFunction.Success("""{"batchItemFailures":[]}""");
            }

            failed = true;
            return FakeFunction.Success($$"""{"batchItemFailures":[{"itemIdentifier":"{{records[4].SequenceNumber}}"},{"itemIdentifier":"{{records[2].SequenceNumber}}"}]}""");
        });
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { ReportBatchItemFailures = true });

        await fixture.DrainAsync(Cancel);

        Assert.Equal(["abcdef", "cdef"], function.Sizes());
    }

    [Fact]
    public async Task PartialFailure_NotConfigured_IsNotLookedAt()
    {
        var stream = new FakeStream(1);
        PutAll(stream, "ab");
        var function = new FakeFunction(records => FakeFunction.Failed(records[0].SequenceNumber));
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast);

        await fixture.DrainAsync(Cancel);

        Assert.Equal(["ab"], function.Sizes());
    }

    [Fact]
    public async Task Throttled_AnyNumberOfTimes_UsesNoRetry()
    {
        var stream = new FakeStream(1);
        PutAll(stream, "ab");
        int throttles = 5;
        var function = new FakeFunction(_ => throttles-- > 0 ? FakeFunction.Throttled() : FakeFunction.Success());
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { MaximumRetryAttempts = 0 });

        await fixture.DrainAsync(Cancel);

        Assert.Empty(fixture.Objects);
        Assert.Equal(6, function.Invocations.Count);
    }

    [Fact]
    public async Task RecordAge_TooOld_IsGivenUpWithoutInvocation()
    {
        var time = new FakeTimeProvider();
        var stream = new FakeStream(1, time);
        PutAll(stream, "ab");
        time.Advance(TimeSpan.FromMinutes(11));
        PutAll(stream, "cd");
        var function = new FakeFunction();
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { MaximumRecordAge = TimeSpan.FromMinutes(10) }, time: time);

        await fixture.Mapping.StartAsync(Cancel);
        Task drained = fixture.Mapping.WaitUntilDrainedAsync(Cancel);
        await AdvanceUntilAsync(time, TimeSpan.FromMilliseconds(5), () => drained.IsCompleted);

        Assert.Equal(["cd"], function.Sizes());
        Assert.Equal(["a", "b"], fixture.GivenUp.Select(record => record.Data));
        using JsonDocument document = JsonDocument.Parse(fixture.Objects.Single().Content);
        Assert.Equal("RecordAgeExceeded", document.RootElement.GetProperty("requestContext").GetProperty("condition").GetString());
        Assert.False(document.RootElement.TryGetProperty("responseContext", out _));
    }

    [Fact]
    public async Task Record_AloneOverTheLimit_GoesToTheDestinationAndItsNeighboursCount()
    {
        var stream = new FakeStream(1);
        stream.Put(stream.Shards[0], "a");
        stream.Put(stream.Shards[0], new string('L', 5_000));
        stream.Put(stream.Shards[0], "b");
        var function = new FakeFunction();
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { PayloadLimitBytes = 4_000 });

        await fixture.DrainAsync(Cancel);

        Assert.Equal(["a", "b"], function.Sizes());
        Assert.Equal(5_000, fixture.GivenUp.Single().Data.Length);
    }

    [Fact]
    public async Task Destination_CannotBeWritten_TheShardWaitsAndNothingIsLost()
    {
        var stream = new FakeStream(1);
        PutAll(stream, "Pb");
        int failures = 3;
        var function = new FakeFunction(records => records[0].Data == "P" ? FakeFunction.Error() : FakeFunction.Success());
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { BatchSize = 1, MaximumRetryAttempts = 0 });
        fixture.BeforeWrite = () =>
        {
            Assert.Single(function.Invocations);
            if (failures-- > 0)
            {
                throw new IOException("disk full");
            }
        };

        await fixture.DrainAsync(Cancel);

        Assert.Equal(["P", "b"], function.Sizes());
        Assert.Equal(["P"], fixture.GivenUp.Select(record => record.Data));
    }

    [Fact]
    public async Task Destination_Object_HasTheKeyAndFieldsOfLambda()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 5, 9, TimeSpan.Zero));
        var stream = new FakeStream(1, time);
        ShardRecord record = stream.Put(stream.Shards[0], "P");
        await using var fixture = new MappingFixture(stream, new FakeFunction(_ => FakeFunction.Error()), MappingFixture.Fast with { MaximumRetryAttempts = 0 }, time: time);

        await fixture.Mapping.StartAsync(Cancel);
        Task drained = fixture.Mapping.WaitUntilDrainedAsync(Cancel);
        await AdvanceUntilAsync(time, TimeSpan.FromMilliseconds(5), () => drained.IsCompleted);

        (string key, byte[] content) = fixture.Objects.Single();
        Assert.Equal("aws/lambda/esm/shardId-000000000000/2026/03/01/2026-03-01T12.05.09-id1", key);
        using JsonDocument document = JsonDocument.Parse(content);
        JsonElement root = document.RootElement;
        Assert.Equal("RetryAttemptsExhausted", root.GetProperty("requestContext").GetProperty("condition").GetString());
        Assert.Equal(1, root.GetProperty("requestContext").GetProperty("approximateInvokeCount").GetInt32());
        Assert.Equal("Unhandled", root.GetProperty("responseContext").GetProperty("functionError").GetString());
        JsonElement info = root.GetProperty("KinesisBatchInfo");
        Assert.Equal(record.SequenceNumber, info.GetProperty("startSequenceNumber").GetString());
        Assert.Equal(record.SequenceNumber, info.GetProperty("endSequenceNumber").GetString());
        Assert.Equal("2026-03-01T12:05:09.000Z", info.GetProperty("approximateArrivalOfFirstRecord").GetString());
        Assert.Equal(1, info.GetProperty("batchSize").GetInt32());
    }

    [Fact]
    public async Task StartingPosition_Latest_SkipsWhatWasThereAndTakesAllAfterTheStart()
    {
        var stream = new FakeStream(1);
        PutAll(stream, "old");
        var function = new FakeFunction();
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast with { StartingPosition = StartKind.Latest });

        await fixture.Mapping.StartAsync(Cancel);
        PutAll(stream, "n");
        FakeShard[] children = stream.Split(stream.Shards[0]);
        stream.Put(children[1], "w");
        await fixture.Mapping.WaitUntilDrainedAsync(Cancel);

        Assert.Equal(["n", "w"], function.Sizes());
    }

    [Fact]
    public async Task Checkpoints_NextRun_GoesOnBehindThem()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("logfn-checkpoints-").FullName, "checkpoints.json");
        var stream = new FakeStream(2);
        stream.Put(stream.Shards[0], "a");
        FakeShard[] children = stream.Split(stream.Shards[0]);
        await using (var first = new MappingFixture(stream, new FakeFunction(), MappingFixture.Fast, new CheckpointStore(path)))
        {
            await first.DrainAsync(Cancel);
        }

        stream.Put(children[0], "b");
        var function = new FakeFunction();
        await using (var second = new MappingFixture(stream, function, MappingFixture.Fast, new CheckpointStore(path)))
        {
            await second.DrainAsync(Cancel);
        }

        Assert.Equal(["b"], function.Sizes());
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task Drain_WhileAnInvocationRuns_Waits()
    {
        var stream = new FakeStream(2);
        PutAll(stream, "a");
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var function = new FakeFunction { Hold = () => release.Task };
        await using var fixture = new MappingFixture(stream, function, MappingFixture.Fast);
        await fixture.Mapping.StartAsync(Cancel);

        Task drained = fixture.Mapping.WaitUntilDrainedAsync(Cancel);
        using var shortWait = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        shortWait.CancelAfter(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drained.WaitAsync(shortWait.Token));
        release.SetResult();

        await drained;
    }

    [Fact]
    public async Task Dispose_WhileRetrying_Ends()
    {
        var stream = new FakeStream(3);
        PutAll(stream, "a");
        var invoked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var function = new FakeFunction(_ => FakeFunction.Error()) { Hold = () => { invoked.TrySetResult(); return Task.CompletedTask; } };
        var fixture = new MappingFixture(stream, function, MappingFixture.Fast);
        await fixture.Mapping.StartAsync(Cancel);
        await invoked.Task.WaitAsync(Cancel);

        await fixture.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    private static void PutAll(FakeStream stream, string data)
    {
        foreach (char item in data)
        {
            stream.Put(stream.Shards[0], item.ToString());
        }
    }

    private static async Task AdvanceUntilAsync(FakeTimeProvider time, TimeSpan step, Func<bool> condition)
    {
        while (!condition())
        {
            time.Advance(step);
            await Task.Delay(1, Cancel);
        }
    }
}
