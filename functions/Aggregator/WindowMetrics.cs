using System.Text;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using Dimension = LogFunctions.Core.Windows.Dimension;

namespace LogFunctions.Aggregator;

/// <summary>
/// <c>Requests</c>, <c>Errors4xx</c>, <c>Errors5xx</c> and <c>LatencyMs</c> of every frozen base window, for all lines and for the busiest endpoints
/// (dimension <c>Endpoint</c>). Latencies go out as the sketch's values and counts, so CloudWatch's percentiles are right across shards, within the sketch's 1 %.
/// A segment's metrics are sent at most once, by the instance whose conditional write of the ledger froze it, however often its rows are published. They are
/// missing when the call fails or the process ends before it; they come twice only when CloudWatch took a call whose answer was lost, which the SDK then
/// repeats. The table is the truth.
/// Not thread-safe.
/// </summary>
/// <param name="connect">Makes the client, with the first window: a start of the function does not wait for it. It should give up within a second or two.</param>
/// <param name="metricsNamespace">CloudWatch namespace.</param>
/// <param name="endpointCount">Endpoints with metrics of their own, METRIC_ENDPOINTS.</param>
/// <param name="time">Clock of the pause after a failure.</param>
/// <param name="log">Where failures are told.</param>
public sealed class WindowMetrics(Func<IAmazonCloudWatch> connect, string metricsNamespace, int endpointCount, TimeProvider time, Log log) : IWindowMetrics
{
    /// <summary>Longest that an invocation waits for its metrics.</summary>
    public static readonly TimeSpan SendMax = TimeSpan.FromSeconds(2);

    /// <summary>How long nothing is sent after a failure: an API that is away is not asked with every batch.</summary>
    public static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);

    /// <summary>Different values that one datum takes.</summary>
    private const int ValuesMax = 150;

    /// <summary>Data of one call: CloudWatch takes 1,000, and 1 MB; so many are at most half of that.</summary>
    private const int DataPerCall = 100;

    /// <summary>What waits for one invocation's end at most, in data; some hundred windows.</summary>
    private const int WaitingMax = 2_000;

    private readonly BusiestEndpoints _busiest = new(endpointCount);
    private IAmazonCloudWatch? _client;
    private List<MetricDatum> _waiting = [];
    private DateTimeOffset _silentUntil;

    /// <inheritdoc/>
    public void Add(Segment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        IReadOnlySet<string> chosen = _busiest.Choose(segment.Cells);
        DateTime start = DateTimeOffset.FromUnixTimeSeconds(segment.Window.StartSeconds).UtcDateTime;
        foreach (WindowCell cell in segment.Cells)
        {
            if (_waiting.Count >= WaitingMax)
            {
                log.WindowMetricsDropped(1, null);
                return;
            }

            if (cell.Dimension == Dimension.All)
            {
                AddCell(cell.Cell, [], start);
            }
            else if (cell.Dimension == Dimension.Endpoint && chosen.Contains(cell.Value))
            {
                AddCell(cell.Cell, [new Amazon.CloudWatch.Model.Dimension { Name = "Endpoint", Value = DimensionValue(cell.Value) }], start);
            }
        }
    }

    /// <inheritdoc/>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        List<MetricDatum> data = _waiting;
        if (data.Count == 0)
        {
            return;
        }

        _waiting = [];
        if (time.GetUtcNow() < _silentUntil)
        {
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(SendMax);
        try
        {
            _client ??= connect();
            foreach (MetricDatum[] part in data.Chunk(DataPerCall))
            {
                await _client.PutMetricDataAsync(new PutMetricDataRequest { Namespace = metricsNamespace, MetricData = [.. part] }, stop.Token);
            }
        }
        catch (Exception failure)
        {
            // Whatever it is: lines are counted, and a person can read the log.
            _silentUntil = time.GetUtcNow() + PauseAfterFailure;
            log.WindowMetricsDropped(data.Count, failure);
        }
    }

    /// <summary>
    /// An endpoint as CloudWatch takes it, 1 to 1,024 printable ASCII characters: what is not is written as <c>%XX</c> of its UTF-8 bytes, and what is
    /// longer is cut.
    /// </summary>
    internal static string DimensionValue(string endpoint)
    {
        const int MaxLength = 1024;
        var text = new StringBuilder(endpoint.Length);
        foreach (byte value in Encoding.UTF8.GetBytes(endpoint))
        {
            text.Append(value is >= 0x20 and < 0x7f ? ((char)value).ToString() : $"%{value:X2}");
        }

        // A value may not begin with a colon, nor be blank.
        string ascii = text.Length == 0 || text[0] == ':' || string.IsNullOrWhiteSpace(endpoint) ? "/" + text : text.ToString();
        return ascii.Length <= MaxLength ? ascii : string.Concat(ascii.AsSpan(0, MaxLength - 3), "...");
    }

    private void AddCell(Cell cell, List<Amazon.CloudWatch.Model.Dimension> dimensions, DateTime start)
    {
        foreach ((string name, long count) in (ReadOnlySpan<(string, long)>)[("Requests", cell.Requests), ("Errors4xx", cell.Status4xx), ("Errors5xx", cell.Status5xx)])
        {
            _waiting.Add(new MetricDatum { MetricName = name, Dimensions = dimensions, Timestamp = start, Unit = StandardUnit.Count, Value = count });
        }

        if (cell.LatencyCount == 0)
        {
            return;
        }

        foreach ((double ValueUs, long Count)[] part in cell.Latency.Buckets().Chunk(ValuesMax))
        {
            // The middle of the outermost buckets may lie beyond what was measured.
            List<double> values = [.. part.Select(bucket => Math.Round(Math.Clamp(bucket.ValueUs, cell.LatencyMinUs, cell.LatencyMaxUs) / 1000, 3))];
            _waiting.Add(new MetricDatum
            {
                MetricName = "LatencyMs",
                Dimensions = dimensions,
                Timestamp = start,
                Unit = StandardUnit.Milliseconds,
                Values = values,
                Counts = [.. part.Select(bucket => (double)bucket.Count)],
            });
        }
    }
}
