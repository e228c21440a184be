using System.Text;
using Amazon.Lambda.Core;
using LogFunctions.Aggregator;
using LogFunctions.Core.Windows;
using LogFunctions.Hosting.Kinesis;

namespace LogFunctions.Functions.Tests.Aggregator;

public sealed class AggregatorFunctionTests
{
    [Fact]
    public async Task Handle_KinesisEvent_AnswersWithoutFailures()
    {
        var world = new World();
        byte[] kinesisEvent = EventText.Usual(World.Record(1, World.NoonMs, World.Line()));
        Assert.Equal("{\"batchItemFailures\":[]}", await HandleAsync(world, kinesisEvent));
        Assert.Equal(1, Assert.Single(world.Metrics).LinesAccepted);
    }

    [Fact]
    public async Task Handle_StreamInPieces_ReadsAllOfIt()
    {
        var world = new World();
        byte[] kinesisEvent = EventText.Usual(Enumerable.Range(1, 300).Select(i => World.Record(i, World.NoonMs, World.Line())));
        var function = new AggregatorFunction(world.Processor(), world.Time);
        await function.HandleAsync(new SlowStream(kinesisEvent), new Context(TimeSpan.FromMinutes(1)));
        await function.HandleAsync(new SlowStream(kinesisEvent[..^0]), new Context(TimeSpan.FromMinutes(1)));
        Assert.Equal([300L, 0L], world.Metrics.Select(result => result.LinesAccepted));
    }

    [Fact]
    public async Task Handle_SweepAndDrain_TellsWhatWasDone()
    {
        var world = new World();
        await HandleAsync(world, EventText.Usual(World.Record(1, World.NoonMs, World.Line())));
        Assert.Equal("{\"shardsSeen\":1,\"shardsSwept\":0,\"segmentsPublished\":0,\"shardsBusy\":0}", await HandleAsync(world, "{\"sweep\":true}"u8.ToArray()));
        Assert.Equal("{\"shardsSeen\":1,\"shardsSwept\":1,\"segmentsPublished\":2,\"shardsBusy\":0}", await HandleAsync(world, "{ \"time\": \"x\", \"drain\": true, \"sweep\": true }"u8.ToArray()));
        Assert.Equal(1, world.Requests(Dimension.All).Values.Sum());
    }

    [Theory]
    [InlineData("{\"window\":{\"start\":\"a\",\"end\":\"b\"},\"state\":{},\"isFinalInvokeForWindow\":true}")]
    [InlineData("{\"Records\":[],\"window\":{}}")]
    public async Task Handle_WindowEventWithoutRecords_Succeeds(string text) =>
        Assert.Equal("{\"batchItemFailures\":[]}", await HandleAsync(new World(), Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "neither Records nor")]
    [InlineData("{\"sweep\":false}", "neither Records nor")]
    [InlineData("{\"drain\":true}", "neither Records nor")]
    public async Task Handle_AnotherEvent_SaysWhatIsExpected(string text, string expected)
    {
        InvalidEventException exception = await Assert.ThrowsAsync<InvalidEventException>(() => HandleAsync(new World(), Encoding.UTF8.GetBytes(text)));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_NoTimeLeft_FailsTheBatchBeforeTheWrite()
    {
        var world = new World();
        var function = new AggregatorFunction(world.Processor(), TimeProvider.System);
        byte[] kinesisEvent = EventText.Usual(World.Record(1, World.NoonMs, World.Line()));
        var context = new Context(TimeSpan.FromMilliseconds(500));
        while (world.Store.Writes == 0)
        {
            // The shortest deadline there is; the timer may lose the race against a warm batch, which is as good.
            try
            {
                await function.HandleAsync(new MemoryStream(kinesisEvent, 0, kinesisEvent.Length, false, true), context);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await HandleAsync(world, kinesisEvent);
        await world.DrainAsync();
        Assert.Equal(1, world.Lines());
    }

    private static async Task<string> HandleAsync(World world, byte[] input)
    {
        var function = new AggregatorFunction(world.Processor(), world.Time);
        Stream answer = await function.HandleAsync(new MemoryStream(input, 0, input.Length, writable: false, publiclyVisible: true), new Context(TimeSpan.FromMinutes(1)));
        using var reader = new StreamReader(answer);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool TryGetBuffer(out ArraySegment<byte> buffer)
        {
            buffer = default;
            return false;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 777)], cancellationToken);
    }

    private sealed class Context(TimeSpan remaining) : ILambdaContext
    {
        public string AwsRequestId => "request";

        public IClientContext ClientContext => null!;

        public string FunctionName => "Aggregator";

        public string FunctionVersion => "1";

        public ICognitoIdentity Identity => null!;

        public string InvokedFunctionArn => "arn";

        public ILambdaLogger Logger => null!;

        public string LogGroupName => "group";

        public string LogStreamName => "stream";

        public int MemoryLimitInMB => 512;

        public TimeSpan RemainingTime => remaining;
    }
}
