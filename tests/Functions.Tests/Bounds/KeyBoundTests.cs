using LogFunctions.Aggregator;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;

namespace LogFunctions.Functions.Tests.Bounds;

/// <summary>MAX_KEYS_PER_WINDOW: at the bound every key has its rows, one past it the rest counts under "(other)", and sums stay whole.</summary>
public sealed class KeyBoundTests
{
    private const int MaxKeys = 50;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(60)]
    [InlineData(3600)]
    public async Task Endpoints_AtTheBound_AreAllKept(int windowSeconds)
    {
        ProcessorHarness harness = await RunAsync(Enumerable.Range(0, MaxKeys).Select(i => ProcessorHarness.Line($"/page-{Letters(i)}")));

        Dictionary<string, long> rows = harness.Requests(Dimension.Endpoint, windowSeconds);
        Assert.Equal(MaxKeys, rows.Count);
        Assert.DoesNotContain(DimensionNames.Other, rows.Keys);
        Assert.Equal(0, harness.Results[0].LinesFolded);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(3600)]
    public async Task Endpoints_OnePastTheBound_CountUnderOther(int windowSeconds)
    {
        ProcessorHarness harness = await RunAsync(Enumerable.Range(0, MaxKeys + 1).Select(i => ProcessorHarness.Line($"/page-{Letters(i)}")));

        Dictionary<string, long> rows = harness.Requests(Dimension.Endpoint, windowSeconds);
        Assert.Equal(MaxKeys + 1, rows.Count);
        Assert.Equal(1, rows[DimensionNames.Other]);
        Assert.Equal(1, harness.Results[0].LinesFolded);
        Assert.Equal(MaxKeys + 1, rows.Values.Sum());
        Assert.Equal(MaxKeys + 1, harness.Requests(Dimension.All, windowSeconds)[DimensionNames.AllValue]);
    }

    [Fact]
    public async Task Regions_OnePastTheBound_CountUnderOtherWhileEndpointsDoNot()
    {
        ProcessorHarness harness = await RunAsync(Enumerable.Range(0, MaxKeys + 3).Select(i => ProcessorHarness.Line("/", region: $"region-{Letters(i)}")));

        Dictionary<string, long> regions = harness.Requests(Dimension.Region);
        Assert.Equal(3, regions[DimensionNames.Other]);
        Assert.Equal(MaxKeys + 3, regions.Values.Sum());
        Assert.Equal(MaxKeys + 3, Assert.Single(harness.Requests(Dimension.Endpoint)).Value);
    }

    [Fact]
    public async Task Statuses_AllThousand_AreBoundedByNature()
    {
        ProcessorHarness harness = await RunAsync(Enumerable.Range(0, 1_000).Select(i => ProcessorHarness.Line("/", status: i)));

        Dictionary<string, long> statuses = harness.Requests(Dimension.Status);
        Assert.Equal(1_000, statuses.Count);
        Assert.All(statuses, status => Assert.Equal(1, status.Value));
        Assert.Equal(1_000, harness.Requests(Dimension.All)[DimensionNames.AllValue]);
    }

    // Digits would be templated to {id}.
    private static string Letters(int number) => $"{(char)('a' + (number / 26))}{(char)('a' + (number % 26))}";

    private static async Task<ProcessorHarness> RunAsync(IEnumerable<string> lines)
    {
        var harness = new ProcessorHarness(new AggregatorOptions { Ledger = new LedgerOptions { MaxKeysPerWindow = MaxKeys } });
        BatchProcessor processor = harness.NewProcessor();
        await processor.ProcessAsync(ProcessorHarness.EventOf(harness.NewRecord(lines)), Cancel);
        await processor.SweepAsync(drain: true, Cancel);
        return harness;
    }
}
