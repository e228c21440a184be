using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.LocalCloud;

/// <summary>The saved events, one after the other, through the deployed function: the rows count what tests/events/README.md says.</summary>
public sealed class SavedEventRunTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invoke_EverySavedEvent_CountsWhatTheReadmeSaysAndNothingTheSecondTime()
    {
        var log = new TestLog();
        await using LocalCloudHost host = await LocalCloudHost.StartAsync(new LocalCloudOptions { Shards = 1, RunSchedules = false }, log, Cancel);
        using var dynamoDb = host.CreateDynamoDbClient();
        var options = new WindowStoreOptions { LedgerTable = host.LedgerTable, WindowsTable = host.WindowsTable };
        var reader = new WindowReader(new DynamoWindowStore(dynamoDb, options, TimeProvider.System, new Random(1)));

        (long accepted, long rejected) = (0, 0);
        foreach (SavedEvent saved in SavedEvents.All)
        {
            await InvokeAsync(host, saved, log);
            (long acceptedNow, long rejectedNow) = await CountAsync(host, reader);
            Assert.Equal((saved.File, saved.Accepted, saved.Rejected), (saved.File, acceptedNow - accepted, rejectedNow - rejected));
            (accepted, rejected) = (acceptedNow, rejectedNow);
        }

        foreach (SavedEvent saved in SavedEvents.All)
        {
            await InvokeAsync(host, saved, log);
        }

        Assert.Equal((accepted, rejected), await CountAsync(host, reader));
        Assert.Single(Directory.GetFiles(Path.Combine(host.FailureDirectory, "rejects"), "*", SearchOption.AllDirectories));
    }

    private static async Task InvokeAsync(LocalCloudHost host, SavedEvent saved, TestLog log)
    {
        InvokeResult result = await host.InvokeAsync("AggregatorFunction", saved.Make(), Cancel);
        Assert.True(result.Status == InvokeStatus.Succeeded, $"{saved.File}: {result.Text}\n{string.Join('\n', log.Lines)}");
    }

    /// <summary>Publishes everything, then adds up the rows.</summary>
    private static async Task<(long Accepted, long Rejected)> CountAsync(LocalCloudHost host, WindowReader reader)
    {
        await host.InvokeAsync("AggregatorFunction", """{"sweep":true,"drain":true}"""u8.ToArray(), Cancel);
        RangeAggregate all = await reader.TotalAsync(Dimension.All, DimensionNames.AllValue, WindowRange.Everything(60), Cancel);
        IReadOnlyList<RangeAggregate> rejects = await reader.TotalsAsync(Dimension.Reject, WindowRange.Everything(60), Cancel);
        return (all.Cell.Requests, rejects.Sum(reject => reject.Cell.Requests));
    }
}
