using LogFunctions.Aggregator;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Functions.Tests.Bounds;

/// <summary>Rejected lines are kept, all of them, and files of rejects never overwrite each other with less.</summary>
public sealed class RejectFileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Found by the simulator (history 3239 of seed 1): an instance that was taken for dead, with a stale ledger and a shorter batch,
    // put its file over the longer one of its successor.
    [Fact]
    public async Task RejectFiles_OfAStaleInstanceWithAShorterBatch_OverwriteNothing()
    {
        var harness = new ProcessorHarness();
        BatchProcessor stale = harness.NewProcessor();
        BatchProcessor successor = harness.NewProcessor();
        await stale.ProcessAsync(ProcessorHarness.EventOf(harness.NewRecord("bad line before")), Cancel);

        SimRecord[] later = [.. Enumerable.Range(0, 4).Select(i => harness.NewRecord($"bad line {i}"))];
        await successor.ProcessAsync(ProcessorHarness.EventOf(later), Cancel);
        await stale.ProcessAsync(ProcessorHarness.EventOf(later[..2]), Cancel);

        string[] kept = harness.KeptRejects();
        Assert.All(Enumerable.Range(0, 4), i => Assert.Contains(kept, json => json.Contains($"bad line {i}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task RejectFiles_OfTheSameBatchTwice_AreTheSameFile()
    {
        var harness = new ProcessorHarness();
        SimRecord[] records = [harness.NewRecord(ProcessorHarness.Line(), "bad"), harness.NewRecord("bad too")];
        await harness.NewProcessor().ProcessAsync(ProcessorHarness.EventOf(records), Cancel);
        byte[] first = Assert.Single(harness.RejectFiles).Value;

        await harness.NewProcessor().ProcessAsync(ProcessorHarness.EventOf(records), Cancel);

        Assert.Equal(first, Assert.Single(harness.RejectFiles).Value);
        Assert.Equal(2, harness.KeptRejects().Length);
    }
}
