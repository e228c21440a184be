using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.Dashboards;

namespace LogFunctions.LocalCloud.Page;

/// <summary>Asks CloudWatch for what widgets show.</summary>
internal sealed class SeriesSource(PageBackend backend)
{
    // More pages than a screen could show are not asked for.
    private const int PagesMax = 20;
    private const int LogLinesMax = 200;

    /// <summary>Never fails: what cannot be shown says so in its widget.</summary>
    public async Task<WidgetData> ReadAsync(Widget widget, DataRange range, CancellationToken cancellationToken)
    {
        try
        {
            return widget switch
            {
                { Metric: { } metric } => await ReadMetricAsync(widget.Index, metric, range, cancellationToken),
                { Alarm: { } alarm } => new WidgetData(widget.Index) { Alarms = await ReadAlarmsAsync(alarm, cancellationToken) },
                { Log: { } log } => ReadLog(widget.Index, log, range),
                _ => new WidgetData(widget.Index),
            };
        }
        catch (PageException error)
        {
            return new WidgetData(widget.Index) { Error = error.Message };
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            // Another model than CloudWatch's: a stand-in of somebody else.
            return new WidgetData(widget.Index) { Error = $"The answer of CloudWatch is not understood: {error.Message}" };
        }
    }

    private async Task<WidgetData> ReadMetricAsync(int index, MetricWidget widget, DataRange range, CancellationToken cancellationToken)
    {
        WidgetAlarm[] alarms = [];
        if (widget.AlarmArn is { } arn)
        {
            JsonObject? alarm = await DescribeAsync([arn], cancellationToken) is [{ } found, ..] ? found : null;
            alarms = alarm is null ? [] : [ToAlarm(alarm)];
            widget = alarm is null || widget.Metrics.Count > 0 ? widget : widget with { Metrics = AlarmMetrics.Of(alarm) };
        }

        if (widget.Metrics.Count == 0)
        {
            return new WidgetData(index) { Alarms = alarms, Series = [], Note = widget.AlarmArn is null ? null : $"There is no alarm {widget.AlarmArn.Split(':')[^1]} here." };
        }

        List<WidgetSeries> series = [];
        foreach ((string? region, JsonObject request, IReadOnlyList<WidgetQueries.Wanted> wanted) in WidgetQueries.Build(widget, range))
        {
            Dictionary<string, WidgetQueries.Wanted> byId = wanted.ToDictionary(one => one.Id);
            foreach (JsonObject result in await GetDataAsync(region, request, cancellationToken))
            {
                if (result["Id"]?.ToString() is { } id && byId.TryGetValue(id, out WidgetQueries.Wanted? one))
                {
                    series.Add(ToSeries(result, one, widget, range));
                }
            }
        }

        return new WidgetData(index) { Series = InOrder(series, widget), Alarms = alarms.Length == 0 ? null : alarms, Note = widget.Note };
    }

    /// <summary>As written; the series of one search as they came.</summary>
    private static WidgetSeries[] InOrder(List<WidgetSeries> series, MetricWidget widget)
    {
        if (widget.Metrics.Select(metric => metric.Region).Distinct().Count() < 2)
        {
            return [.. series];
        }

        Dictionary<string, int> order = widget.Metrics.Select((metric, i) => (metric.Id ?? $"w{i}", i)).DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.i);
        return [.. series.OrderBy(one => order.GetValueOrDefault(one.Id, int.MaxValue))];
    }

    /// <summary>All pages, the parts of a series that is on several put together.</summary>
    private async Task<IReadOnlyList<JsonObject>> GetDataAsync(string? region, JsonObject request, CancellationToken cancellationToken)
    {
        List<JsonObject> results = [];
        for (int page = 0; page < PagesMax; page++)
        {
            JsonObject answer = await backend.CloudWatchAsync(region, "GetMetricData", request, cancellationToken);
            foreach (JsonObject part in (answer["MetricDataResults"] as JsonArray ?? []).OfType<JsonObject>())
            {
                JsonObject? begun = page == 0 ? null : results.Find(one => one["Id"]?.ToString() == part["Id"]?.ToString() && one["Label"]?.ToString() == part["Label"]?.ToString());
                if (begun is null)
                {
                    results.Add(part);
                    continue;
                }

                foreach (string list in (string[])["Timestamps", "Values"])
                {
                    foreach (JsonNode? item in part[list] as JsonArray ?? [])
                    {
                        (begun[list] as JsonArray)?.Add(item?.DeepClone());
                    }
                }
            }

            if (answer["NextToken"]?.ToString() is not { Length: > 0 } next)
            {
                break;
            }

            request["NextToken"] = next;
        }

        return results;
    }

    private static WidgetSeries ToSeries(JsonObject result, WidgetQueries.Wanted wanted, MetricWidget widget, DataRange range)
    {
        double[] seconds = [.. (result["Timestamps"] as JsonArray ?? []).Select(time => time?.GetValue<double>() ?? double.NaN)];
        double[] all = [.. (result["Values"] as JsonArray ?? []).Select(value => value?.GetValue<double>() ?? double.NaN)];
        // A period that is not over, or that the end of the time cuts, looks like a fall; who asks for live data wants it all the same.
        DateTimeOffset end = range.To < range.Now ? range.To : range.Now;
        double until = widget.LiveData ? double.MaxValue : (end.ToUnixTimeMilliseconds() / 1000.0) - wanted.PeriodSeconds;
        int[] kept = [.. Enumerable.Range(0, Math.Min(seconds.Length, all.Length)).Where(i => seconds[i] <= until && double.IsFinite(all[i])).OrderBy(i => seconds[i])];
        double[] values = [.. kept.Select(i => all[i])];
        WidgetMetric metric = wanted.Metric;
        return new WidgetSeries(
            wanted.Id,
            result["Label"]?.ToString() ?? metric.Label ?? metric.Name,
            metric.Color,
            metric.IsRight,
            wanted.PeriodSeconds,
            metric.Expression is null ? metric.Stat : null,
            [.. kept.Select(i => (long)(seconds[i] * 1000))],
            values,
            metric.Dimensions.Count == 0 ? null : metric.Dimensions.DistinctBy(pair => pair.Key).ToDictionary(),
            widget.SetPeriodToTimeRange ? Whole(metric, values) : null);
    }

    /// <summary>The statistic of the whole time from those of its periods, where it follows from them.</summary>
    private static double? Whole(WidgetMetric metric, double[] values) => values.Length == 0 || metric.Expression is not null ? null : metric.Stat switch
    {
        "Sum" or "SampleCount" => values.Sum(),
        "Minimum" => values.Min(),
        "Maximum" => values.Max(),
        "Average" => values.Average(),
        _ => null,
    };

    private async Task<IReadOnlyList<WidgetAlarm>> ReadAlarmsAsync(AlarmWidget widget, CancellationToken cancellationToken)
    {
        IEnumerable<WidgetAlarm> alarms = (await DescribeAsync(widget.Arns, cancellationToken)).Select(ToAlarm)
            .Where(alarm => widget.States.Count == 0 || widget.States.Contains(alarm.State));
        return widget.SortBy switch
        {
            "timestamp" => [.. alarms.OrderByDescending(alarm => alarm.SinceMs)],
            "stateUpdatedTimestamp" => [.. alarms.OrderBy(alarm => Array.IndexOf(["ALARM", "INSUFFICIENT_DATA", "OK"], alarm.State)).ThenByDescending(alarm => alarm.SinceMs)],
            _ => [.. alarms.OrderBy(alarm => alarm.Name, StringComparer.Ordinal)],
        };
    }

    private async Task<IReadOnlyList<JsonObject>> DescribeAsync(IReadOnlyList<string> arns, CancellationToken cancellationToken)
    {
        List<JsonObject> alarms = [];
        foreach (IGrouping<string, string> region in arns.GroupBy(arn => arn.Split(':') is { Length: > 3 } parts ? parts[3] : ""))
        {
            JsonObject answer = await backend.CloudWatchAsync(region.Key.Length == 0 ? null : region.Key, "DescribeAlarms", new JsonObject
            {
                ["AlarmNames"] = new JsonArray([.. region.Select(arn => (JsonNode)(arn.Split(":alarm:") is [_, var name] ? name : arn))]),
                ["AlarmTypes"] = new JsonArray("MetricAlarm", "CompositeAlarm"),
                ["MaxRecords"] = 100,
            }, cancellationToken);
            alarms.AddRange((answer["CompositeAlarms"] as JsonArray ?? []).Concat(answer["MetricAlarms"] as JsonArray ?? []).OfType<JsonObject>());
        }

        return alarms;
    }

    private static WidgetAlarm ToAlarm(JsonObject alarm) => new(
        alarm["AlarmName"]?.ToString() ?? "",
        alarm["StateValue"]?.ToString() ?? "INSUFFICIENT_DATA",
        alarm["StateReason"]?.ToString(),
        (double?)(alarm["StateTransitionedTimestamp"] ?? alarm["StateUpdatedTimestamp"]) * 1000,
        alarm["AlarmDescription"]?.ToString(),
        (double?)alarm["Threshold"]);

    private WidgetData ReadLog(int index, LogWidget log, DataRange range)
    {
        if (backend.Logs is not { } logs)
        {
            return new WidgetData(index) { Note = "Log queries run in CloudWatch Logs, which is not asked from here." };
        }

        LogQuery query = LogQuery.Read(log.Query);
        IReadOnlyList<FunctionLine> lines = logs();
        FunctionLine[] found = [.. lines.Where(line => line.TimeMs >= range.From.ToUnixTimeMilliseconds() && line.TimeMs <= range.To.ToUnixTimeMilliseconds() + 1000 && query.Takes(line))
            .Reverse().Take(Math.Min(query.Limit, LogLinesMax))];
        return new WidgetData(index) { Lines = found, Note = query.Note };
    }
}
