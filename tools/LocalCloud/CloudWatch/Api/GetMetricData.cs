using System.Globalization;
using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.CloudWatch.MetricMath;
using LogFunctions.LocalCloud.CloudWatch.Queries;

namespace LogFunctions.LocalCloud.CloudWatch.Api;

/// <summary>
/// GetMetricData. Periods are aligned to the epoch and stand for their start; the one that holds StartTime is in the answer. Units are not kept, so a
/// query's Unit is not looked at. An id that is not asked for (ReturnData false) is evaluated for others only.
/// </summary>
internal static class GetMetricData
{
    private const int MaxQueries = 500;
    private const int MaxValues = 100_800;

    public static JsonObject Answer(RequestReader request, MetricCollector metrics)
    {
        MetricQuery[] queries = [.. request.List("MetricDataQueries").Select(QueryReader.Read)];
        Check(queries);
        TimeRange range = Range(request);
        bool isAscending = (request.Text("ScanBy") ?? "TimestampDescending") switch
        {
            "TimestampAscending" => true,
            "TimestampDescending" => false,
            var other => throw request.Invalid("ScanBy", $"'{other}' is not TimestampAscending or TimestampDescending."),
        };
        int pageValues = Math.Clamp(request.WholeNumber("MaxDatapoints") ?? MaxValues, 1, MaxValues);
        long skip = request.Text("NextToken") is not { } token ? 0
            : long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out long there) ? there
            : throw request.Invalid("NextToken", "it is not of an answer of GetMetricData.");
        return Page(Evaluate(queries, range, metrics), isAscending, skip, pageValues);
    }

    private static void Check(MetricQuery[] queries)
    {
        if (queries.Length is 0 or > MaxQueries)
        {
            throw CloudWatchApiException.Validation($"MetricDataQueries holds {queries.Length} queries; 1 to {MaxQueries} are allowed.");
        }

        if (queries.GroupBy(query => query.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw CloudWatchApiException.Validation($"The id '{twice.Key}' is given twice.");
        }
    }

    private static TimeRange Range(RequestReader request)
    {
        double start = request.Time("StartTime") ?? throw CloudWatchApiException.Missing("StartTime");
        double end = request.Time("EndTime") ?? throw CloudWatchApiException.Missing("EndTime");
        const double LastSecond = 253_402_300_799;
        return start >= end ? throw CloudWatchApiException.Validation("The parameter StartTime must be less than the parameter EndTime.")
            : start < 0 || end > LastSecond ? throw CloudWatchApiException.Validation("The times must be between 1970 and 9999.")
            : new TimeRange((long)Math.Floor(start), (long)Math.Ceiling(end), 300);
    }

    private static List<(string Id, string Label, TimeSeries Series)> Evaluate(MetricQuery[] queries, TimeRange range, MetricCollector metrics)
    {
        var source = new MetricQueries(queries, metrics);
        var results = new List<(string Id, string Label, TimeSeries Series)>();
        foreach (MetricQuery query in queries.Where(query => query.ReturnData))
        {
            try
            {
                IReadOnlyList<TimeSeries> series = source.Series(query, range);
                results.AddRange(series.Select(one => (query.Id, SeriesLabel.Of(query, one, series.Count == 1), one)));
            }
            catch (MathException error)
            {
                throw CloudWatchApiException.Validation($"Error in expression '{query.Id}': {error.Message}");
            }
        }

        return results;
    }

    // The token counts the values of the pages before.
    private static JsonObject Page(List<(string Id, string Label, TimeSeries Series)> results, bool isAscending, long skip, int pageValues)
    {
        var page = new JsonArray();
        int left = pageValues;
        long at = 0;
        long total = results.Sum(result => (long)result.Series.Points.Count);
        foreach ((string id, string label, TimeSeries series) in results)
        {
            IEnumerable<DataPoint> ordered = isAscending ? series.Points : series.Points.Reverse();
            int count = series.Points.Count;
            int from = (int)Math.Clamp(skip - at, 0, count);
            bool isDone = (at + count <= skip && skip > 0) || (left == 0 && count > 0);
            at += count;
            if (isDone)
            {
                continue;
            }

            DataPoint[] points = [.. ordered.Skip(from).Take(left)];
            left -= points.Length;
            page.Add((JsonNode)new JsonObject
            {
                ["Id"] = id,
                ["Label"] = label,
                ["Timestamps"] = new JsonArray([.. points.Select(point => (JsonNode)point.Seconds)]),
                ["Values"] = new JsonArray([.. points.Select(point => (JsonNode)point.Value)]),
                ["StatusCode"] = from + points.Length < count ? "PartialData" : "Complete",
            });
        }

        long done = Math.Min(total, skip) + (pageValues - left);
        var answer = new JsonObject { ["MetricDataResults"] = page, ["Messages"] = new JsonArray() };
        if (done < total)
        {
            answer["NextToken"] = done.ToString(CultureInfo.InvariantCulture);
        }

        return answer;
    }
}
