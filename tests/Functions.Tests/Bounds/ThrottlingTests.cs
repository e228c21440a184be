using System.Reflection;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using LogFunctions.Aggregator;
using LogFunctions.WindowStore;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Functions.Tests.Bounds;

/// <summary>
/// A DynamoDB that throttles everything: the handler backs off until its deadline minus a margin and fails the batch. The clock
/// stands at the deadline when it does, so it can't have waited for more.
/// </summary>
public sealed class ThrottlingTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GetItemAsync")]
    [InlineData("PutItemAsync")]
    public async Task Batch_WhileTheLedgerIsThrottled_FailsAtTheDeadlineMinusTheMargin(string throttled)
    {
        var rig = new Rig(throttled);

        Task<Stream> run = rig.StartAsync(rig.OldLines());
        await rig.PassAsync(s_timeout - s_margin - s_step);
        Assert.False(run.IsCompleted, "it gave up while there was time");
        rig.Clock.Advance(s_step);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(s_patience, Cancel));
        Assert.InRange(rig.Client.Calls(throttled), 5, 200); // backs off: the ceiling of a wait is 2 s
        Assert.True(rig.Client.LastCall <= rig.Started + s_timeout - s_margin);
    }

    [Fact]
    public async Task Batch_WhileRowsAreThrottled_IsDoneWithItsRowsInTheOutboxAndTheNextOneFails()
    {
        var rig = new Rig("BatchWriteItemAsync");

        Task<Stream> run = rig.StartAsync(rig.OldLines());
        await rig.PassAsync(s_timeout - s_margin);
        using var answer = new StreamReader(await run.WaitAsync(s_patience, Cancel));
        Assert.Equal("{\"batchItemFailures\":[]}", await answer.ReadToEndAsync(Cancel));
        Assert.Equal(2, rig.Client.Calls("PutItemAsync")); // the ledger, and the hour that took its segment

        Task<Stream> next = rig.StartAsync(rig.OldLines());
        await rig.PassAsync(s_timeout - s_margin);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => next.WaitAsync(s_patience, Cancel));
        Assert.Equal(2, rig.Client.Calls("PutItemAsync"));
        Assert.InRange(rig.Client.Calls("BatchWriteItemAsync"), 5, 400);
    }

    [Fact]
    public async Task Store_ThatNeverAnswers_EndsTheBatchAtTheDeadline()
    {
        var rig = new Rig("GetItemAsync") { Client = { Hangs = true } };

        Task<Stream> run = rig.StartAsync(rig.OldLines());
        await rig.PassAsync(s_timeout - s_margin);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(s_patience, Cancel));
        Assert.Equal(1, rig.Client.Calls("GetItemAsync"));
    }

    [Fact]
    public async Task Operation_WithoutADeadline_EndsAtTheRetryLimit()
    {
        var rig = new Rig("GetItemAsync");

        Task<LedgerItem?> read = rig.Store.ReadLedgerAsync(new ShardKey("s", "shardId-000000000000"), CancellationToken.None);
        await rig.PassAsync(rig.StoreOptions.RetryLimit + rig.StoreOptions.RetryMaxDelay);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => read.WaitAsync(s_patience, Cancel));
    }

    /// <summary>Real time after which a test that should have ended is a failure.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private sealed class Rig
    {
        private readonly AggregatorFunction _function;
        private readonly ProcessorHarness _records = new();

        public Rig(string throttled)
        {
            IAmazonDynamoDB client = DispatchProxy.Create<IAmazonDynamoDB, ThrottlingClient>();
            Client = (ThrottlingClient)client;
            Client.Throttled = throttled;
            Client.Clock = Clock;
            Store = new DynamoWindowStore(client, StoreOptions, Clock, new Random(7));
            _function = new AggregatorFunction(new BatchProcessor(Store, new AggregatorOptions(), Clock, _records, null, new Random(7)), Clock);
            Started = Clock.GetUtcNow();
        }

        public FakeTimeProvider Clock { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(ProcessorHarness.StartMs));

        public DateTimeOffset Started { get; }

        public WindowStoreOptions StoreOptions { get; } = new();

        public ThrottlingClient Client { get; }

        public DynamoWindowStore Store { get; }

        public Task<Stream> StartAsync(byte[] kinesisEvent) =>
            _function.HandleAsync(new MemoryStream(kinesisEvent), new Context(Clock.GetUtcNow() + s_timeout, Clock));

        /// <summary>An event whose first line is old enough for its window to be frozen at once.</summary>
        public byte[] OldLines() => ProcessorHarness.EventOf(
            _records.NewRecord(ProcessorHarness.Line("/", ProcessorHarness.StartMs - 600_000), ProcessorHarness.Line())).ToArray();

        /// <summary>Lets simulated time pass in small steps; whatever a step wakes gets the processor before the next.</summary>
        public async Task PassAsync(TimeSpan time)
        {
            for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += s_step)
            {
                Clock.Advance(s_step);
                await Task.Yield();
            }
        }
    }

    private sealed class Context(DateTimeOffset deadline, TimeProvider clock) : ILambdaContext
    {
        public TimeSpan RemainingTime => deadline - clock.GetUtcNow();

        public string AwsRequestId => "1";

        public IClientContext? ClientContext => null;

        public string FunctionName => "aggregator";

        public string FunctionVersion => "$LATEST";

        public ICognitoIdentity? Identity => null;

        public string InvokedFunctionArn => "arn:aws:lambda:us-east-1:123456789012:function:aggregator";

        public ILambdaLogger Logger => throw new NotSupportedException();

        public string LogGroupName => "/aws/lambda/aggregator";

        public string LogStreamName => "1";

        public int MemoryLimitInMB => 512;
    }
}

/// <summary>Throttles one operation for ever; the others succeed, with nothing to say.</summary>
public class ThrottlingClient : DispatchProxy
{
    private readonly Dictionary<string, int> _calls = [];

    /// <summary>Name of the method that is throttled.</summary>
    public string Throttled { get; set; } = "";

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Instead of refusing, never answers.</summary>
    public bool Hangs { get; set; }

    public DateTimeOffset LastCall { get; private set; }

    public int Calls(string method)
    {
        lock (_calls)
        {
            return _calls.GetValueOrDefault(method);
        }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        string name = targetMethod!.Name;
        lock (_calls)
        {
            _calls[name] = _calls.GetValueOrDefault(name) + 1;
            LastCall = Clock.GetUtcNow();
        }

        if (name != Throttled)
        {
            return name switch
            {
                "GetItemAsync" => Task.FromResult(new GetItemResponse()),
                "PutItemAsync" => Task.FromResult(new PutItemResponse()),
                "BatchWriteItemAsync" => Task.FromResult(new BatchWriteItemResponse()),
                _ => throw new NotSupportedException(name),
            };
        }

        var token = (CancellationToken)args![^1]!;
        return name switch
        {
            "GetItemAsync" => RefuseAsync<GetItemResponse>(token),
            "PutItemAsync" => RefuseAsync<PutItemResponse>(token),
            "BatchWriteItemAsync" => RefuseAsync<BatchWriteItemResponse>(token),
            _ => throw new NotSupportedException(name),
        };
    }

    private async Task<T> RefuseAsync<T>(CancellationToken token)
    {
        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Clock, token);
        }

        throw new ProvisionedThroughputExceededException("throttled") { ErrorCode = "ProvisionedThroughputExceededException", StatusCode = System.Net.HttpStatusCode.BadRequest };
    }
}
