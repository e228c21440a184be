using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>What the DynamoDB store does when DynamoDB can't: against dynalite, with faults between.</summary>
public sealed class FaultTests(DynaliteFixture dynalite) : IDisposable
{
    private readonly InstantTime _time = new();
    private readonly List<IDisposable> _clients = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    [Fact]
    public async Task Publish_UnderEveryKindOfPassingFault_StoresEveryRowOnce()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            Fault[] faults = [Fault.None, Fault.Throttle, Fault.ServerError, Fault.ConnectionLost, Fault.AnswerLost, Fault.Unprocessed];
            (DynamoWindowStore store, FaultyDynamoDbClient client, WindowStoreOptions options) = await CreateAsync(
                _ => faults[random.Next(faults.Length)]);
            WindowCell[] cells = [.. Enumerable.Range(0, 120).Select(i => EndpointCell($"e{i}", i))];

            await store.PublishAsync(Shard, Segment(1, StartSeconds, cells), Cancellation);

            // By name: the catalog, which nobody waits for, may still lack them.
            List<WindowRow> rows = await new WindowReader(store)
                .StreamAsync(
                    [Dimension.Endpoint], WindowRange.Everything(60), Cancellation, _ => cells.Select(cell => cell.Value)).ToListAsync();
            Assert.Equal(
                cells.Select(cell => (cell.Value, Words(cell.Cell))).OrderBy(cell => cell.Value, StringComparer.Ordinal),
                rows.Select(row => (row.Value, Words(row.Cell))).OrderBy(row => row.Value, StringComparer.Ordinal));
            Assert.InRange((await dynalite.DumpAsync(options.WindowsTable)).Count, 120, 121);
        }
    }

    [Fact]
    public async Task Publish_Again_WritesTheSameBytes()
    {
        WindowStoreOptions options = await dynalite.CreateTablesAsync();
        Segment segment = Segment(1, StartSeconds, [.. Enumerable.Range(0, 40).Select(i => EndpointCell($"e{i}", 1, i, 1000 * i))]);
        await new DynamoWindowStore(dynalite.Client, options, _time, new Random(1)).PublishAsync(Shard, segment, Cancellation);
        SortedDictionary<string, string> first = await RowsAsync(options);

        // Another process, hours later, from the encoded segment.
        _time.Advance(TimeSpan.FromHours(11));
        await new DynamoWindowStore(dynalite.Client, options, _time, new Random(2)).PublishAsync(Shard, segment, Cancellation);

        Assert.Equal(40, first.Count);
        Assert.Equal(first, await RowsAsync(options));
    }

    // Without the lists of the catalog: every writer has its own.
    private async Task<SortedDictionary<string, string>> RowsAsync(WindowStoreOptions options) => new(
        (await dynalite.DumpAsync(options.WindowsTable)).Where(
            item => !item.Key.StartsWith("catalog#", StringComparison.Ordinal)).ToDictionary(),
        StringComparer.Ordinal);

    [Fact]
    public async Task Publish_ThrottledForGood_GivesUpAndSaysHowMuchIsLeft()
    {
        int calls = 0;
        (DynamoWindowStore store, FaultyDynamoDbClient client, _) = await CreateAsync(
            _ => ++calls <= 2 ? Fault.None : Fault.Throttle, new() { PublishParallelism = 1 });

        StoreUnavailableException exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.PublishAsync(Shard, Segment(42, StartSeconds, [.. Enumerable.Range(0, 100).Select(i => EndpointCell($"e{i}", 1))]), Cancellation));

        Assert.Contains(
            "segment 42 (2026-03-01T12:00:00Z+60s) of logs#shardId-000000000001: at most 50 of 100 rows left",
            exception.Message,
            StringComparison.Ordinal);
        Assert.Contains("ProvisionedThroughputExceededException", exception.Message, StringComparison.Ordinal);
        Assert.InRange(_time.GetUtcNow().ToUnixTimeSeconds() - StartSeconds, 55, 60);
        Assert.All(_time.Waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task Publish_ThatAdvancesABitAtATime_DoesNotGiveUp()
    {
        int calls = 0;
        (DynamoWindowStore store, FaultyDynamoDbClient client, _) = await CreateAsync(
            _ => ++calls % 2 == 0 ? Fault.Unprocessed : Fault.Throttle,
            new() { PublishParallelism = 1, RetryLimit = TimeSpan.FromSeconds(5), RetryBaseDelay = TimeSpan.FromSeconds(1) });

        await store.PublishAsync(
            Shard, Segment(1, StartSeconds, [.. Enumerable.Range(0, 60).Select(i => EndpointCell($"e{i}", 1))]), Cancellation);

        Assert.True(_time.GetUtcNow().ToUnixTimeSeconds() - StartSeconds > 5, "The limit is about standing still, not about the whole.");
    }

    [Fact]
    public async Task Publish_CancelledBetweenAttempts_SaysHowMuchIsLeft()
    {
        using var stop = new CancellationTokenSource();
        (DynamoWindowStore store, FaultyDynamoDbClient client, _) = await CreateAsync(_ => Fault.Throttle);
        _time.OnWait = _ =>
        {
            if (_time.Waits.Count >= 5)
            {
                stop.Cancel();
            }
        };

        StoreUnavailableException exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.PublishAsync(Shard, Segment(1, StartSeconds, [.. Enumerable.Range(0, 100).Select(i => EndpointCell($"e{i}", 1))]), stop.Token));

        Assert.Contains("at most 100 of 100 rows left: cancelled", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_CancelledWhileRequestsHang_Ends()
    {
        using var stop = new CancellationTokenSource();
        (DynamoWindowStore store, FaultyDynamoDbClient client, _) = await CreateAsync(_ => Fault.Hang);

        Task publication = store.PublishAsync(
            Shard, Segment(1, StartSeconds, [.. Enumerable.Range(0, 100).Select(i => EndpointCell($"e{i}", 1))]), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => publication);
    }

    [Fact]
    public async Task Publish_OfAHugeSegment_KeepsToItsParallelism()
    {
        (DynamoWindowStore store, FaultyDynamoDbClient client, _) = await CreateAsync(_ => Fault.None, new() { PublishParallelism = 3 });

        await store.PublishAsync(
            Shard, Segment(1, StartSeconds, [.. Enumerable.Range(0, 600).Select(i => EndpointCell($"e{i}", 1))]), Cancellation);

        Assert.InRange(client.MaxInFlight, 2, 3);
        Assert.All(client.Calls.Cast<BatchWriteItemRequest>(), call => Assert.InRange(call.RequestItems.Single().Value.Count, 1, 25));
    }

    [Fact]
    public async Task Failure_ThatDoesNotPass_IsNotRetriedAndNamed()
    {
        (DynamoWindowStore store, FaultyDynamoDbClient client, WindowStoreOptions options) = await CreateAsync(_ => Fault.Denied);

        StoreUnavailableException read = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.ReadLedgerAsync(Shard, Cancellation));
        StoreUnavailableException publish = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.PublishAsync(Shard, Segment(1, StartSeconds, EndpointCell("e", 1)), Cancellation));

        Assert.Equal(
            $"Reading the ledger of logs#shardId-000000000001: table '{options.LedgerTable}': AccessDeniedException: User is not authorized to perform this (attempt 1).",
            read.Message);
        Assert.Contains("AccessDeniedException", publish.Message, StringComparison.Ordinal);
        Assert.Equal(2, client.Calls.Count);
        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task Table_ThatDoesNotExist_IsNamed()
    {
        var store = new DynamoWindowStore(
            dynalite.Client, new() { LedgerTable = "Nowhere", WindowsTable = "NowhereElse" }, _time, new Random(1));

        StoreUnavailableException ledger = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.ReadLedgerAsync(Shard, Cancellation));
        StoreUnavailableException values = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ListAsync(Dimension.Region));
        StoreUnavailableException publish = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.PublishAsync(Shard, Segment(1, StartSeconds, EndpointCell("e", 1)), Cancellation));

        Assert.Contains("table 'Nowhere' does not exist", ledger.Message, StringComparison.Ordinal);
        Assert.Contains("table 'NowhereElse' does not exist", values.Message, StringComparison.Ordinal);
        Assert.Contains("table 'NowhereElse' does not exist", publish.Message, StringComparison.Ordinal);
        Assert.Empty(_time.Waits);
    }

    [Theory]
    [InlineData(Fault.Throttle)]
    [InlineData(Fault.ServerError)]
    [InlineData(Fault.ConnectionLost)]
    public async Task Ledger_UnderPassingFaults_IsReadWrittenAndListed(Fault fault)
    {
        int calls = 0;
        (DynamoWindowStore store, FaultyDynamoDbClient client, _) = await CreateAsync(_ => ++calls % 3 == 0 ? Fault.None : fault);

        Assert.True(await store.TryWriteLedgerAsync(Shard, Ledger(1), 0, Cancellation));
        Assert.True(await store.TryWriteLedgerAsync(Shard, Ledger(2), 1, Cancellation));
        Assert.Equal(2, (await store.ReadLedgerAsync(Shard, Cancellation))!.Version);
        Assert.Equal(2, Assert.Single(await store.ListLedgersAsync(Cancellation).ToListAsync()).Version);
        Assert.Equal(8, _time.Waits.Count);
    }

    [Fact]
    public async Task Ledger_WhoseAnswerWasLost_ReportsAConflictAndIsThere()
    {
        int calls = 0;
        (DynamoWindowStore store, FaultyDynamoDbClient client, _) = await CreateAsync(_ => ++calls == 1 ? Fault.AnswerLost : Fault.None);
        LedgerItem item = Ledger(1);

        Assert.False(await store.TryWriteLedgerAsync(Shard, item, 0, Cancellation));

        LedgerItem? read = await store.ReadLedgerAsync(Shard, Cancellation);
        Assert.True(item.Blob.Span.SequenceEqual(read!.Blob.Span));
    }

    [Fact]
    public async Task Server_ThatNeverAnswers_TimesOut()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = new Uri(
            string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        using var client = new AmazonDynamoDBClient(
            DynaliteFixture.Credentials, DynamoClientFactory.Config(endpoint, TimeSpan.FromMilliseconds(50)));
        var store = new DynamoWindowStore(client, new() { RetryLimit = TimeSpan.FromMilliseconds(60) }, _time, new Random(1));

        StoreUnavailableException exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.ReadLedgerAsync(Shard, Cancellation));

        Assert.Contains("no answer in time", exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(_time.Waits);
    }

    [Fact]
    public async Task Server_ThatIsNotThere_CannotBeReached()
    {
        using var client = new AmazonDynamoDBClient(
            DynaliteFixture.Credentials, DynamoClientFactory.Config(new Uri("http://127.0.0.1:1"), null));
        var store = new DynamoWindowStore(client, new() { RetryLimit = TimeSpan.FromSeconds(1) }, _time, new Random(1));

        StoreUnavailableException exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.ReadLedgerAsync(Shard, Cancellation));

        Assert.Contains("table 'Ledger' can't be reached", exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(_time.Waits);
    }

    private async Task<(DynamoWindowStore Store, FaultyDynamoDbClient Client, WindowStoreOptions Options)> CreateAsync(
        Func<AmazonDynamoDBRequest, Fault> next, WindowStoreOptions? options = null)
    {
        options = await dynalite.CreateTablesAsync(options);
        var client = new FaultyDynamoDbClient(dynalite.ClientConfig, next);
        _clients.Add(client);
        return (new DynamoWindowStore(client, options, _time, new Random(1)), client, options);
    }
}
