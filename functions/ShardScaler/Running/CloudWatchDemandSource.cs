using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace LogFunctions.ShardScaler.Running;

/// <summary>
/// Demand from the stream's own metrics (AWS/Kinesis, a minute each, without charge). IncomingRecords and IncomingBytes count successful puts
/// only, so throttled records are added. The first call of a process reads eight days, later ones the last quarter of an hour.
/// </summary>
internal sealed class CloudWatchDemandSource(IAmazonCloudWatch cloudWatch, string streamName, ShardCapacity capacity) : IDemandSource
{
    /// <summary>Attempts are counted, not records: retries inflate them. No more than twice the accepted is believed.</summary>
    private const double MostThrottled = 2;

    /// <summary>Values come late and are corrected for a while.</summary>
    private const int LateMinutes = 15;

    /// <summary>Eight days of four series are one page; more than that is a fault.</summary>
    private const int MaxPages = 50;

    private static readonly (string Id, string Name, string Stat)[] s_series =
    [
        ("records", "IncomingRecords", "Sum"),
        ("bytes", "IncomingBytes", "Sum"),
        ("throttled", "WriteProvisionedThroughputExceeded", "Sum"),
        ("age", "GetRecords.IteratorAgeMilliseconds", "Maximum"),
    ];

    private readonly DemandHistory _history = new();

    /// <inheritdoc/>
    public async Task<StreamDemand> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        long end = now.ToUnixTimeSeconds() / 60;
        long from = Math.Max(end - DemandHistory.Minutes + 1, _history.Newest < 0 ? 0 : Math.Min(_history.Newest, end) - LateMinutes);
        Dictionary<long, double[]> minutes = await FetchAsync(from, end, cancellationToken);
        _history.MoveTo(end - 1);
        foreach ((long minute, double[] values) in minutes)
        {
            _history.Set(minute, Shards(values));
        }

        double ageMs = minutes.Count == 0 ? 0 : minutes.Where(m => !double.IsNaN(m.Value[3])).OrderBy(m => m.Key).Select(m => m.Value[3]).LastOrDefault();
        double factor = minutes.Where(m => m.Key >= end - LateMinutes && !double.IsNaN(m.Value[0])).OrderBy(m => m.Key).Select(m => FactorOf(m.Value)).LastOrDefault(1);
        return new StreamDemand(_history.ToSeries(), ageMs / 1000) { ThrottleFactor = factor };
    }

    /// <summary>A minute in which anything was measured is known: no incoming record means none came.</summary>
    private double Shards(double[] values)
    {
        double records = Known(values[0]);
        double factor = FactorOf(values);
        // All of it refused: as many as were refused.
        double alone = records > 0 ? 0 : Known(values[2]);
        return capacity.Load((records * factor) + alone, Known(values[1]) * factor, 60);
    }

    private static double FactorOf(double[] values) => Known(values[0]) > 0 ? Math.Min(1 + (Known(values[2]) / values[0]), 1 + MostThrottled) : 1;

    private static double Known(double value) => double.IsNaN(value) ? 0 : value;

    private async Task<Dictionary<long, double[]>> FetchAsync(long from, long end, CancellationToken cancellationToken)
    {
        var minutes = new Dictionary<long, double[]>();
        string? token = null;
        for (int page = 0; page < MaxPages; page++)
        {
            GetMetricDataResponse response = await cloudWatch.GetMetricDataAsync(Request(from, end, token), cancellationToken);
            foreach (MetricDataResult result in response.MetricDataResults ?? [])
            {
                int series = Array.FindIndex(s_series, s => s.Id == result.Id);
                for (int i = 0; series >= 0 && i < (result.Values?.Count ?? 0); i++)
                {
                    long minute = new DateTimeOffset(result.Timestamps![i].ToUniversalTime()).ToUnixTimeSeconds() / 60;
                    if (!minutes.TryGetValue(minute, out double[]? values))
                    {
                        minutes[minute] = values = [double.NaN, double.NaN, double.NaN, double.NaN];
                    }

                    values[series] = result.Values![i];
                }
            }

            token = response.NextToken;
            if (string.IsNullOrEmpty(token))
            {
                return minutes;
            }
        }

        throw new InvalidOperationException($"GetMetricData of {streamName} goes on after {MaxPages} pages");
    }

    private GetMetricDataRequest Request(long from, long end, string? token) => new()
    {
        StartTime = DateTime.UnixEpoch.AddMinutes(from),
        EndTime = DateTime.UnixEpoch.AddMinutes(end),
        NextToken = token,
        MetricDataQueries = [.. s_series.Select(s => new MetricDataQuery
        {
            Id = s.Id,
            ReturnData = true,
            MetricStat = new MetricStat
            {
                Metric = new Metric { Namespace = "AWS/Kinesis", MetricName = s.Name, Dimensions = [new Dimension { Name = "StreamName", Value = streamName }] },
                Period = 60,
                Stat = s.Stat,
            },
        })],
    };
}
