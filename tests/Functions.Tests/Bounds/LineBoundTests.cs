using LogFunctions.Aggregator;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;
using LogFunctions.Simulator.Ours;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Functions.Tests.Bounds;

/// <summary>MAX_LINE_BYTES, the reject files' size, and the size of a row: at the bound, and one past it.</summary>
public sealed class LineBoundTests
{
    private const int MaxLineBytes = 300;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MaxLineBytes, 3, 0)]
    [InlineData(MaxLineBytes + 1, 2, 1)]
    public async Task Line_AtTheBoundAndOnePast_CostsNoNeighbour(int bytes, long accepted, long rejected)
    {
        var harness = new ProcessorHarness(new AggregatorOptions { Parser = new ParserOptions { MaxLineBytes = MaxLineBytes } });
        string line = ProcessorHarness.Line("/long");
        line = line[..^1] + ",\"ua\":\"" + new string('x', bytes - line.Length - 8) + "\"}";
        Assert.Equal(bytes, line.Length);

        BatchProcessor processor = harness.NewProcessor();
        await processor.ProcessAsync(ProcessorHarness.EventOf(harness.NewRecord(ProcessorHarness.Line(), line, ProcessorHarness.Line())), Cancel);
        await processor.SweepAsync(drain: true, Cancel);

        Assert.Equal(accepted, harness.Requests(Dimension.All)[DimensionNames.AllValue]);
        Assert.Equal(rejected, harness.Requests(Dimension.Reject).GetValueOrDefault("line.tooLong"));
        Assert.Equal(rejected, harness.KeptRejects().Length);
    }

    [Fact]
    public async Task Rejects_PastOneFilesSize_AreKeptInSeveralFiles()
    {
        var harness = new ProcessorHarness();
        string[] bad = [.. Enumerable.Range(0, 220).Select(i => $"bad line {i:D4} " + new string('x', 50_000))]; // 11 MB; a file takes 8 MiB
        SimRecord[] records = [.. bad.Chunk(20).Select(lines => harness.NewRecord(lines))];

        BatchProcessor processor = harness.NewProcessor();
        await processor.ProcessAsync(ProcessorHarness.EventOf(records), Cancel);
        await processor.SweepAsync(drain: true, Cancel);

        Assert.InRange(harness.RejectFiles.Count, 2, 3);
        Assert.Equal(2, harness.Results[0].Commits);
        Assert.Equal(220, harness.Requests(Dimension.Reject).Values.Sum());
        string[] kept = harness.KeptRejects();
        Assert.Equal(220, kept.Length);
        Assert.All(Enumerable.Range(0, 220), i => Assert.Contains(kept, json => json.Contains($"bad line {i:D4} ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Rejects_WithinOneFilesSize_AreOneFile()
    {
        var harness = new ProcessorHarness();
        SimRecord record = harness.NewRecord(Enumerable.Range(0, 100).Select(i => $"bad line {i:D4} " + new string('x', 50_000)));

        await harness.NewProcessor().ProcessAsync(ProcessorHarness.EventOf(record), Cancel);

        Assert.Single(harness.RejectFiles);
        Assert.Equal(1, harness.Results[0].Commits);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(1_024)]
    public async Task Rows_OfTheLongestValues_FitDynamoDb(int maxEndpointBytes)
    {
        var harness = new ProcessorHarness(new AggregatorOptions { Endpoints = new EndpointOptions { MaxEndpointBytes = maxEndpointBytes } });
        string[] lines =
        [
            .. Enumerable.Range(0, 20).Select(i => ProcessorHarness.Line("/" + new string('ü', 3_000) + (char)('a' + i))),
            .. Enumerable.Range(0, 20).Select(i => ProcessorHarness.Line("/", region: new string('ß', 3_000) + (char)('a' + i))),
        ];

        BatchProcessor processor = harness.NewProcessor();
        await processor.ProcessAsync(ProcessorHarness.EventOf(harness.NewRecord(lines)), Cancel);
        await processor.SweepAsync(drain: true, Cancel);

        Assert.Equal(40, harness.Requests(Dimension.All)[DimensionNames.AllValue]);
        Assert.All(harness.Rows.SnapshotRows(), row => Assert.Null(RowCheck.FindTooLarge(row)));
    }

    [Fact]
    public async Task Rows_OfTheWidestSketch_FitDynamoDb()
    {
        // A latency in every bucket there is, from 0 to the largest a line may state.
        var harness = new ProcessorHarness();
        List<string> lines = [];
        for (double us = 1; us < LogRecordLimits.MaxLatencyUs; us *= 1.01)
        {
            lines.Add($"{{\"ts\":{ProcessorHarness.StartMs},\"method\":\"GET\",\"endpoint\":\"/\",\"status\":200,\"rt_ms\":{(us / 1000).ToString("F3", System.Globalization.CultureInfo.InvariantCulture)}}}");
        }

        BatchProcessor processor = harness.NewProcessor();
        await processor.ProcessAsync(ProcessorHarness.EventOf(harness.NewRecord(lines)), Cancel);
        await processor.SweepAsync(drain: true, Cancel);

        Assert.InRange(lines.Count, 2_500, 3_000);
        Assert.Equal(lines.Count, harness.Requests(Dimension.All)[DimensionNames.AllValue]);
        Assert.All(harness.Rows.SnapshotRows(), row => Assert.Null(RowCheck.FindTooLarge(row)));
        Assert.All(harness.Rows.SnapshotRows(), row => Assert.InRange(row.Cell.Latency.ToArray().Length, 1, 8_192));
    }
}
