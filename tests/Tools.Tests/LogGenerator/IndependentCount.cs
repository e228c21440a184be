using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LogFunctions.LogGenerator.Truth;

namespace LogFunctions.Tools.Tests.LogGenerator;

/// <summary>
/// Counts emitted lines the slow, obvious way: a parser of its own per format, lists of latencies, sorting. Shares nothing with
/// the generator but the names of the endpoints that exist.
/// </summary>
internal sealed partial class IndependentCount
{
    private const int MaxLineBytes = 65_536;

    private readonly HashSet<string> _endpoints;
    private readonly Dictionary<(int WindowSeconds, long Start, string Dimension, string Value), Sum> _sums = [];

    public IndependentCount(IEnumerable<string> endpoints) => _endpoints = [.. endpoints];

    public long Accepted { get; private set; }

    public long Rejected { get; private set; }

    public long Blank { get; private set; }

    public long Bytes { get; private set; }

    public void Add(byte[] line)
    {
        Bytes += line.Length + 1;
        if (line.Length == 0)
        {
            Blank++;
            return;
        }

        if (line.Length > MaxLineBytes || Parse(line) is not { } request)
        {
            Rejected++;
            return;
        }

        Accepted++;
        string endpoint = request.Method + " " + Template(request.Target);
        endpoint = _endpoints.Contains(endpoint) ? endpoint : TruthDimension.Attack;
        foreach (int windowSeconds in (int[])[60, 3600])
        {
            long start = request.Ms / 1000 / windowSeconds * windowSeconds;
            SumOf((windowSeconds, start, "all", "*")).Add(request);
            SumOf((windowSeconds, start, "endpoint", endpoint)).Add(request);
            SumOf((windowSeconds, start, "region", request.Region)).Add(request);
            SumOf((windowSeconds, start, "status", request.Status.ToString("D3", CultureInfo.InvariantCulture))).Add(request);
        }
    }

    /// <summary>The truth's windows must hold exactly these cells.</summary>
    public void AssertEqual(IReadOnlyList<TruthWindow> windows)
    {
        var expected = _sums.ToDictionary(entry => entry.Key, entry => entry.Value.ToCell(entry.Key.Dimension, entry.Key.Value));
        var actual = windows.SelectMany(window => window.Cells.Select(cell => ((window.WindowSeconds, window.Start.ToUnixTimeSeconds(), cell.Dimension, cell.Value), cell)))
            .ToDictionary(entry => entry.Item1, entry => entry.cell);
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (((int, long, string, string) key, TruthCell cell) in expected)
        {
            Assert.Equal(cell, actual[key]);
        }
    }

    private Sum SumOf((int, long, string, string) key)
    {
        if (!_sums.TryGetValue(key, out Sum? sum))
        {
            _sums.Add(key, sum = new Sum());
        }

        return sum;
    }

    private static string Template(string target)
    {
        string path = target.Split('?')[0];
        return string.Join('/', path.Split('/').Select(segment => IdPattern().IsMatch(segment) ? "{id}" : segment));
    }

    private static Request? Parse(byte[] line)
    {
        string text = Encoding.Latin1.GetString(line);
        return text.StartsWith('{') ? ParseJson(line) : text.Contains('\t') ? ParseCloudFront(text) : ParseNginx(text);
    }

    private static Request? ParseJson(byte[] line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            if (!DateTimeOffset.TryParse(root.GetProperty("ts").GetString(), CultureInfo.InvariantCulture, out DateTimeOffset time) || root.GetProperty("status").ValueKind != JsonValueKind.Number)
            {
                return null;
            }

            return new Request(
                time.ToUnixTimeMilliseconds(), root.GetProperty("method").GetString()!, root.GetProperty("endpoint").GetString()!, root.GetProperty("region").GetString()!,
                root.GetProperty("status").GetInt32(), (long)(root.GetProperty("rt_ms").GetDecimal() * 1000), root.GetProperty("bytes").GetInt64());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Request? ParseNginx(string text)
    {
        Match match = NginxPattern().Match(text);
        return !match.Success
            || !DateTimeOffset.TryParseExact(match.Groups["time"].Value, "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            ? null
            : new Request(
                time.ToUnixTimeMilliseconds(), match.Groups["method"].Value, match.Groups["target"].Value, "(none)", int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture),
                (long)(decimal.Parse(match.Groups["rt"].Value, CultureInfo.InvariantCulture) * 1_000_000), long.Parse(match.Groups["bytes"].Value, CultureInfo.InvariantCulture));
    }

    private static Request? ParseCloudFront(string text)
    {
        string[] fields = text.Split('\t');
        return fields.Length != 43 || !decimal.TryParse(fields[0], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal seconds) || !int.TryParse(fields[3], CultureInfo.InvariantCulture, out int status)
            ? null
            : new Request(
                (long)(seconds * 1000), fields[5], fields[8], fields[33], status,
                (long)(decimal.Parse(fields[13], CultureInfo.InvariantCulture) * 1_000_000), long.Parse(fields[4], CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("^(\\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})$")]
    private static partial Regex IdPattern();

    [GeneratedRegex("^\\S+ - - \\[(?<time>[^\\]]+)\\] \"(?<method>[A-Z]+) (?<target>\\S+) HTTP/1.1\" (?<status>\\d{3}) (?<bytes>\\d+) \"[^\"]*\" \"[^\"]*\" (?<rt>\\d+\\.\\d{3})$")]
    private static partial Regex NginxPattern();

    private sealed record Request(long Ms, string Method, string Target, string Region, int Status, long LatencyUs, long Bytes);

    private sealed class Sum
    {
        private readonly List<Request> _requests = [];

        public void Add(Request request) => _requests.Add(request);

        public TruthCell ToCell(string dimension, string value)
        {
            long[] latencies = [.. _requests.Select(request => request.LatencyUs).Order()];
            return new TruthCell
            {
                Dimension = dimension,
                Value = value,
                Requests = _requests.Count,
                Status1xx = Class(1),
                Status2xx = Class(2),
                Status3xx = Class(3),
                Status4xx = Class(4),
                Status5xx = Class(5),
                StatusOther = _requests.Count(request => request.Status is < 100 or > 599),
                Bytes = _requests.Sum(request => request.Bytes),
                Latency = new LatencyTruth
                {
                    Count = latencies.Length,
                    SumUs = latencies.Sum(),
                    MinUs = latencies[0],
                    P50Us = Rank(latencies, 0.50m),
                    P95Us = Rank(latencies, 0.95m),
                    P99Us = Rank(latencies, 0.99m),
                    MaxUs = latencies[^1],
                },
            };
        }

        private int Class(int hundreds) => _requests.Count(request => request.Status / 100 == hundreds);

        private static long Rank(long[] sorted, decimal q) => sorted[(int)Math.Ceiling(q * sorted.Length) - 1];
    }
}
