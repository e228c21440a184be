using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using LogFunctions.Aggregator;
using LogFunctions.Hosting;
using Dimension = LogFunctions.Core.Windows.Dimension;

namespace LogFunctions.Functions.Tests.Aggregator;

/// <summary>Metrics of published windows: right, bounded, and never in the way of counting.</summary>
public sealed class WindowMetricsTests
{
    private const long Noon = World.NoonMs;

    [Fact]
    public async Task Windows_OfTwoInstances_AddUpToTheRows_WithPercentilesOfAllLines()
    {
        var world = new World();
        var cloudWatch = new FakeCloudWatch();
        var random = new Random(5);
        List<double> latencies = [];
        for (int instance = 0; instance < 2; instance++)
        {
            BatchProcessor processor = world.Processor(Metrics(cloudWatch, world));
            string[] lines = [.. Enumerable.Range(0, 3000).Select(_ =>
            {
                latencies.Add(Math.Round(Math.Exp(random.NextDouble() * 8), 3));
                return World.Line(Noon + random.Next(60_000), $"/p{random.Next(3)}", random.Next(10) == 0 ? 503 : 404, latencyMs: latencies[^1]);
            })];
            await World.TakeAsync(processor, World.Record(1 + instance, Noon, lines));
            world.Time.Advance(TimeSpan.FromMinutes(3));
            await processor.SweepAsync(drain: true, TestContext.Current.CancellationToken);
        }

        Assert.Equal(6000, Sum(cloudWatch, "Requests", ""));
        Assert.Equal(6000, Sum(cloudWatch, "Errors4xx", "") + Sum(cloudWatch, "Errors5xx", ""));
        foreach ((string endpoint, long requests) in world.Requests(Dimension.Endpoint))
        {
            Assert.Equal(requests, Sum(cloudWatch, "Requests", endpoint));
        }

        (double Value, double Count)[] values = [.. cloudWatch.Data.Where(d => d.MetricName == "LatencyMs" && d.Dimensions!.Count == 0).SelectMany(d => d.Values!.Zip(d.Counts!)).OrderBy(pair => pair.First)];
        Assert.Equal(6000, values.Sum(pair => pair.Count));
        double[] sorted = [.. latencies.Order()];
        foreach (double share in (double[])[0.5, 0.95, 0.99])
        {
            double exact = sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
            Assert.InRange(ValueAt(values, share * 6000), exact * 0.99, exact * 1.01);
        }

        Assert.All(cloudWatch.Data, datum => Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(Noon).UtcDateTime, datum.Timestamp));
        Assert.All(cloudWatch.Data, datum => Assert.InRange(datum.Values?.Count ?? 1, 1, 150));
        Assert.All(cloudWatch.Calls, call => Assert.InRange(call.MetricData!.Count, 1, 1000));
        Assert.All(cloudWatch.Calls, call => Assert.Equal("Mine", call.Namespace));
    }

    [Fact]
    public async Task Batches_DeliveredAgain_SendNothingAgain()
    {
        var world = new World();
        var cloudWatch = new FakeCloudWatch();
        BatchProcessor processor = world.Processor(Metrics(cloudWatch, world));
        for (int delivery = 0; delivery < 3; delivery++)
        {
            await World.TakeAsync(processor, World.Record(1, Noon, World.Line(Noon - 600_000), World.Line()));
            await World.TakeAsync(world.Processor(Metrics(cloudWatch, world)), World.Record(1, Noon, World.Line(Noon - 600_000), World.Line()));
        }

        await processor.SweepAsync(drain: true, TestContext.Current.CancellationToken);
        await world.Processor(Metrics(cloudWatch, world)).SweepAsync(drain: true, TestContext.Current.CancellationToken);

        // Each new instance found the segment in the ledger and published its rows again.
        Assert.Equal(2, Sum(cloudWatch, "Requests", ""));
        Assert.Equal(2, world.Requests(Dimension.All).Values.Sum());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CloudWatch_FailingOrSilent_HoldsNothingUp(bool isSilent)
    {
        var world = new World();
        var cloudWatch = new FakeCloudWatch { Failure = new AmazonCloudWatchException("told to fail"), IsSilent = isSilent };
        var lines = new StringWriter();
        BatchProcessor processor = world.Processor(new WindowMetrics(() => cloudWatch, "Mine", 10, world.Time, new Log(new FunctionLog(lines))));
        for (int minute = 0; minute < 3; minute++)
        {
            await World.TakeAsync(processor, World.Record(minute + 1, Noon + (minute * 5000), World.Line(Noon - 600_000 - (minute * 60_000)), World.Line(Noon + (minute * 5000))));
            world.Time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(1, cloudWatch.Asked);
        await processor.SweepAsync(drain: true, TestContext.Current.CancellationToken);
        Assert.Equal(6, world.Lines());
        // Asked once, then left in peace for a minute.
        Assert.Equal(1, cloudWatch.Asked);
        Assert.Contains("WARN 106 metrics of finished windows are lost", lines.ToString(), StringComparison.Ordinal);

        cloudWatch.Failure = null;
        cloudWatch.IsSilent = false;
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await World.TakeAsync(processor, World.Record(9, Noon + 130_000, World.Line(Noon + 130_000)));
        await processor.SweepAsync(drain: true, TestContext.Current.CancellationToken);
        Assert.NotEmpty(cloudWatch.Data);
    }

    [Fact]
    public async Task Endpoints_WithMetricsOfTheirOwn_AreTheBusiest_AndStayTheSame()
    {
        var world = new World();
        var cloudWatch = new FakeCloudWatch();
        BatchProcessor processor = world.Processor(Metrics(cloudWatch, world, endpoints: 5));
        var random = new Random(3);
        for (int minute = 0; minute < 20; minute++)
        {
            // 40 endpoints; the ranks around the fifth change places from minute to minute.
            string[] lines = [.. Enumerable.Range(0, 40).SelectMany(rank => Enumerable.Repeat($"/e{(char)('a' + (rank % 26))}{(char)('a' + (rank / 26))}", (400 / (rank + 1)) + random.Next(20)))
                .Select(path => World.Line(Noon + (minute * 60_000), path))];
            await World.TakeAsync(processor, World.Record(minute + 1, Noon + (minute * 60_000), lines));
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await processor.SweepAsync(drain: true, TestContext.Current.CancellationToken);
        string[] named = [.. cloudWatch.Data.SelectMany(datum => datum.Dimensions!).Select(dimension => dimension.Value!).Distinct()];
        Assert.Equal(["GET /eaa", "GET /eba", "GET /eca", "GET /eda", "GET /eea"], named.Order(StringComparer.Ordinal));
        Assert.All(cloudWatch.Data.SelectMany(datum => datum.Dimensions!), dimension => Assert.Equal("Endpoint", dimension.Name));
    }

    [Fact]
    public async Task Endpoints_None_LeavesTheTotals()
    {
        var world = new World();
        var cloudWatch = new FakeCloudWatch();
        BatchProcessor processor = world.Processor(Metrics(cloudWatch, world, endpoints: 0));
        await World.TakeAsync(processor, World.Record(1, Noon, World.Line(latencyMs: null)));
        await processor.SweepAsync(drain: true, TestContext.Current.CancellationToken);
        Assert.Equal(["Errors4xx", "Errors5xx", "Requests"], cloudWatch.Data.Select(datum => datum.MetricName!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("GET /a", "GET /a")]
    [InlineData("GET /ü", "GET /%C3%BC")]
    [InlineData("GET /\u202e\n", "GET /%E2%80%AE%0A")]
    [InlineData(":start", "/:start")]
    [InlineData("", "/")]
    [InlineData("  ", "/  ")]
    public void DimensionValue_OfAnyEndpoint_IsOneThatCloudWatchTakes(string endpoint, string expected) => Assert.Equal(expected, WindowMetrics.DimensionValue(endpoint));

    [Fact]
    public void DimensionValue_OfALongEndpoint_IsCut() => Assert.Equal(1024, WindowMetrics.DimensionValue("GET /" + new string('é', 1000)).Length);

    private static WindowMetrics Metrics(FakeCloudWatch cloudWatch, World world, int endpoints = 10) => new(() => cloudWatch, "Mine", endpoints, world.Time, Log.None);

    private static double Sum(FakeCloudWatch cloudWatch, string name, string endpoint) =>
        cloudWatch.Data.Where(datum => datum.MetricName == name && (datum.Dimensions!.Count == 0 ? "" : datum.Dimensions[0].Value) == endpoint).Sum(datum => datum.Value!.Value);

    private static double ValueAt((double Value, double Count)[] values, double rank)
    {
        foreach ((double value, double count) in values)
        {
            rank -= count;
            if (rank <= 0)
            {
                return value;
            }
        }

        return double.NaN;
    }

    private sealed class FakeCloudWatch() : AmazonCloudWatchClient(new BasicAWSCredentials("a", "b"), new AmazonCloudWatchConfig { ServiceURL = "http://127.0.0.1:9" })
    {
        public List<PutMetricDataRequest> Calls { get; } = [];

        public IEnumerable<MetricDatum> Data => Calls.SelectMany(call => call.MetricData!);

        public Exception? Failure { get; set; }

        /// <summary>It never answers.</summary>
        public bool IsSilent { get; set; }

        public int Asked { get; private set; }

        public override async Task<PutMetricDataResponse> PutMetricDataAsync(PutMetricDataRequest request, CancellationToken cancellationToken = default)
        {
            Asked++;
            if (IsSilent)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            if (Failure is { } failure)
            {
                throw failure;
            }

            Calls.Add(request);
            return new PutMetricDataResponse();
        }
    }
}
