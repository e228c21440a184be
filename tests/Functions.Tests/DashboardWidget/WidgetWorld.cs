using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.DashboardWidget;
using LogFunctions.DashboardWidget.Reading;
using LogFunctions.Hosting;
using LogFunctions.WindowStore;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Functions.Tests.DashboardWidget;

/// <summary>A widget over tables in memory, with the clock at noon; rows are hours unless told otherwise.</summary>
internal sealed class WidgetWorld : IWindowStore
{
    public const long Noon = 1_795_435_200;
    public const string Arn = "arn:aws:lambda:us-east-1:123456789012:function:widget";

    private readonly DashboardWidgetFunction _function;
    private long _segment;

    public WidgetWorld(IWindowStore? store = null)
    {
        Inner = store ?? new InMemoryWindowStore(time: Time);
        _function = new DashboardWidgetFunction(
            new WindowSource(this, Time), new DashboardWidgetOptions(), new WidgetMetrics(new EmbeddedMetricWriter(Output, "N", Time)), Time);
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(Noon));

    public MemoryStream Output { get; } = new();

    public IWindowStore Inner { get; }

    /// <summary>Rows that were read.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Times that the ledgers were read.</summary>
    public int LedgerReads { get; private set; }

    /// <summary>What the tables do instead of answering.</summary>
    public Exception? Failure { get; set; }

    /// <summary>A cell of requests, some of them 5xx, with a latency each.</summary>
    public static Cell Cell(long requests, long errors = 0, double latencyMs = 10)
    {
        var cell = new Cell { Requests = requests, Status2xx = requests - errors, Status5xx = errors, LatencySumUs = (long)(requests * latencyMs * 1000), LatencyMinUs = (long)(latencyMs * 1000), LatencyMaxUs = (long)(latencyMs * 1000) };
        cell.Latency.Add((long)(latencyMs * 1000), requests);
        return cell;
    }

    /// <summary>Puts rows of one window; all requests are added up.</summary>
    public Task PutAsync(long startSeconds, params (Dimension Dimension, string Value, Cell Cell)[] cells) => PutAsync(startSeconds, 3600, cells);

    public async Task PutAsync(long startSeconds, int windowSeconds, params (Dimension Dimension, string Value, Cell Cell)[] cells)
    {
        var all = new Cell();
        foreach ((_, _, Cell cell) in cells.Where(cell => cell.Dimension == Dimension.Endpoint))
        {
            all.Merge(cell);
        }

        var segment = Segment.FromCells(
            new WindowKey(windowSeconds, startSeconds), ++_segment, startSeconds + windowSeconds, [new WindowCell(Dimension.All, DimensionNames.AllValue, all), .. cells.Select(cell => new WindowCell(cell.Dimension, cell.Value, cell.Cell))]);
        await Inner.PublishAsync(new ShardKey("logs", "shardId-000000000000"), segment, TestContext.Current.CancellationToken);
    }

    /// <summary>Calls the widget; the parameters are members of the event, the range is the last hours.</summary>
    public async Task<string> AskAsync(string parameters = "", double hours = 24, string context = "\"theme\":\"light\"")
    {
        long nowMs = Time.GetUtcNow().ToUnixTimeMilliseconds();
        string range = context.Contains("timeRange", StringComparison.Ordinal) ? "" : $",\"timeRange\":{{\"mode\":\"relative\",\"start\":{nowMs - (long)(hours * 3_600_000)},\"end\":{nowMs}}}";
        return await SendAsync($"{{{(parameters.Length == 0 ? "" : parameters + ",")}\"widgetContext\":{{{context}{range},\"width\":1200}}}}");
    }

    public async Task<string> SendAsync(string json)
    {
        await using Stream answer = await _function.HandleAsync(new MemoryStream(Encoding.UTF8.GetBytes(json)), new Context());
        AnswerBytes = (int)answer.Length;
        return (await JsonSerializer.DeserializeAsync<string>(answer, cancellationToken: TestContext.Current.CancellationToken))!;
    }

    public int AnswerBytes { get; private set; }

    public Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken) => Inner.ReadLedgerAsync(shard, cancellationToken);

    public Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken) => throw new NotSupportedException("a widget writes nothing");

    public IAsyncEnumerable<LedgerHead> ListLedgersAsync(CancellationToken cancellationToken) => Inner.ListLedgersAsync(cancellationToken);

    public IAsyncEnumerable<(ShardKey Key, LedgerItem Item)> ReadLedgersAsync(CancellationToken cancellationToken)
    {
        LedgerReads++;
        return Failure is { } failure ? throw failure : Inner.ReadLedgersAsync(cancellationToken);
    }

    public Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken) => throw new NotSupportedException("a widget writes nothing");

    public async IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (WindowRow row in Inner.QueryRowsAsync(query, cancellationToken))
        {
            lock (Output)
            {
                RowsRead++;
            }

            yield return row;
        }
    }

    public IAsyncEnumerable<ListedValue> ListValuesAsync(Dimension dimension, WindowRange range, bool isConsistent, CancellationToken cancellationToken) =>
        Inner.ListValuesAsync(dimension, range, isConsistent, cancellationToken);

    private sealed class Context : ILambdaContext
    {
        public TimeSpan RemainingTime => TimeSpan.FromSeconds(20);

        public string AwsRequestId => "1";

        public IClientContext? ClientContext => null;

        public string FunctionName => "widget";

        public string FunctionVersion => "$LATEST";

        public ICognitoIdentity? Identity => null;

        public string InvokedFunctionArn => Arn;

        public ILambdaLogger Logger => throw new NotSupportedException();

        public string LogGroupName => "/aws/lambda/widget";

        public string LogStreamName => "1";

        public int MemoryLimitInMB => 512;
    }
}
