using System.Globalization;
using System.Text;
using LogFunctions.Benchmarks.Corpus;

namespace LogFunctions.Benchmarks.WriteUnits;

/// <summary>
/// The batches of one shard: JSON lines in records of 50, log-normal latencies around a median of each endpoint's own, four regions, seven
/// statuses, lines up to two seconds old, one in 20,000 unreadable. The same seed gives the same bytes.
/// </summary>
internal sealed class Traffic
{
    private const int LinesPerRecord = 50;
    private const int LinesPerReject = 20_000;
    private const int ScannerLinesPerMinute = 10_000;
    private const int ShareOfScanner = 6;
    private const double Spread = 0.8; // standard deviation of the logarithm

    private static readonly string[] s_regions = ["eu-west-1", "us-east-1", "us-west-2", "ap-south-1"];
    private readonly Site _site;
    private readonly int _linesPerSecond;
    private readonly Random _random = new(7);
    private readonly Zipf _popularity;
    private readonly double[] _mediansMs;
    private readonly StringBuilder _payload = new();
    private readonly StringBuilder _event = new();
    private long _lines;
    private long _records;
    private int _paths;

    public Traffic(Site site, int linesPerSecond)
    {
        _site = site;
        _linesPerSecond = linesPerSecond;
        _popularity = new Zipf(site.Endpoints);
        _mediansMs = [.. Enumerable.Range(0, site.Endpoints).Select(_ => 4 * Math.Exp(3 * _random.NextDouble()))];
    }

    /// <summary>Lines so far.</summary>
    public long Lines => _lines;

    /// <summary>The event with everything that arrived in (from, to].</summary>
    public byte[] Next(long fromMs, long toMs)
    {
        _event.Clear().Append("{\"Records\":[");
        int records = (int)(_linesPerSecond * (toMs - fromMs) / 1_000 / LinesPerRecord);
        for (int i = 0; i < records; i++)
        {
            AppendRecord(i == 0, fromMs + ((toMs - fromMs) * (i + 1) / records));
        }

        return Encoding.ASCII.GetBytes(_event.Append("]}").ToString());
    }

    private void AppendRecord(bool isFirst, long arrivalMs)
    {
        _payload.Clear();
        for (int i = 0; i < LinesPerRecord; i++)
        {
            AppendLine(arrivalMs);
        }

        string sequence = "49590338271490256608559692538361571095" + (++_records * 1_000).ToString("D18", CultureInfo.InvariantCulture);
        string data = Convert.ToBase64String(Encoding.ASCII.GetBytes(_payload.ToString()));
        _event.Append(isFirst ? "" : ",").Append(
            CultureInfo.InvariantCulture,
            $"{{\"kinesis\":{{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":\"1\",\"sequenceNumber\":\"{sequence}\",\"data\":\"{data}\",")
            .Append(
                CultureInfo.InvariantCulture,
                $"\"approximateArrivalTimestamp\":{arrivalMs / 1000}.{arrivalMs % 1000:D3}}},\"eventSource\":\"aws:kinesis\",")
            .Append(
                CultureInfo.InvariantCulture,
                $"\"eventVersion\":\"1.0\",\"eventID\":\"shardId-000000000006:{sequence}\",\"eventName\":\"aws:kinesis:record\",")
            .Append("\"awsRegion\":\"us-east-1\",\"eventSourceARN\":\"arn:aws:kinesis:us-east-1:123456789012:stream/web-logs\"}");
    }

    private void AppendLine(long arrivalMs)
    {
        if (++_lines % LinesPerReject == 0)
        {
            _payload.Append("what is this\n");
            return;
        }

        long timeMs = arrivalMs - _random.Next(2_000);
        if (_site.IsScanned && _random.Next(ShareOfScanner) == 0
            && _random.Next(Math.Max(1, _linesPerSecond * 60 / ShareOfScanner)) < ScannerLinesPerMinute)
        {
            AppendLine(timeMs, $"/scan/{Word(_paths)}.{Word(_paths++ / 676)}", 404, 3 + _random.NextDouble());
            return;
        }

        int endpoint = _popularity.Next(_random);
        int status = _random.Next(1_000) switch { < 930 => 200, < 960 => 304, < 975 => 404, < 985 => 301, < 992 => 201, < 997 => 500, _ => 503 };
        double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        AppendLine(timeMs, $"/api/{Word(endpoint)}/list", status, _mediansMs[endpoint] * Math.Exp(Spread * normal));
    }

    private void AppendLine(long timeMs, string path, int status, double latencyMs)
    {
        string region = s_regions[_random.Next(10) switch { < 5 => 0, < 8 => 1, 8 => 2, _ => 3 }];
        _payload.Append(
            CultureInfo.InvariantCulture, $"{{\"ts\":{timeMs},\"region\":\"{region}\",\"method\":\"GET\",\"endpoint\":\"{path}\",")
            .Append(
                CultureInfo.InvariantCulture, $"\"status\":{status},\"bytes\":{_random.Next(200, 40_000)},\"rt_ms\":{latencyMs:0.000}}}\n");
    }

    // Letters, which no templater takes for an id.
    private static string Word(int number)
    {
        string word = "";
        do
        {
            word = (char)('a' + (number % 26)) + word;
            number /= 26;
        }
        while (number > 0);

        return "p" + word;
    }
}
