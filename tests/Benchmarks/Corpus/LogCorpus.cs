using System.Globalization;
using System.Text;

namespace LogFunctions.Benchmarks.Corpus;

/// <summary>
/// Deterministic log lines in one buffer: endpoints by Zipf, 8 regions, 10,000 clients, lognormal latency, 555 lines a
/// second of event time with 250 ms jitter. The traffic of every format is the same; only the writing differs.
/// </summary>
internal sealed class LogCorpus
{
    private const int LinesPerSecond = 555;
    private const long StartMs = 1_767_225_600_000; // 2026-01-01T00:00:00Z

    private static readonly string[] s_regions =
        ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1", "ap-northeast-1", "sa-east-1", "ca-central-1"];

    private static readonly string[] s_nouns =
        ["orders", "users", "products", "cart", "search", "sessions", "reviews", "invoices", "images", "events"];

    private readonly byte[] _bytes;
    private readonly int[] _starts; // one more than lines; line i ends (without its newline) at _starts[i + 1] - 1

    private LogCorpus(LineFormat format, byte[] bytes, int[] starts, long responseBytes)
    {
        Format = format;
        _bytes = bytes;
        _starts = starts;
        ResponseBytes = responseBytes;
    }

    public LineFormat Format { get; }

    /// <summary>The truth about the lines: the sum of their response bytes, which everybody who counts them must find.</summary>
    public long ResponseBytes { get; }

    public int LineCount => _starts.Length - 1;

    /// <summary>All lines, each ended by a newline.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    public ReadOnlySpan<byte> Line(int index) => _bytes.AsSpan(_starts[index], _starts[index + 1] - 1 - _starts[index]);

    /// <summary>Lines <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/>, newline between, none at the end.</summary>
    public ReadOnlySpan<byte> Lines(int first, int count) =>
        _bytes.AsSpan(_starts[first], _starts[first + count] - 1 - _starts[first]);

    /// <param name="format">How lines are written.</param>
    /// <param name="lines">How many.</param>
    /// <param name="endpoints">How many different ones.</param>
    /// <param name="seed">Same seed, same lines.</param>
    /// <param name="withIds">Whether half of the endpoints carry one of 5,000 ids in their path.</param>
    public static LogCorpus Create(LineFormat format, int lines, int endpoints, int seed, bool withIds = true)
    {
        var random = new Random(seed);
        Endpoint[] routes = MakeEndpoints(endpoints, withIds);
        var popularity = new Zipf(endpoints);
        return FromLines(format, lines, (index, line) =>
        {
            RequestValues request = MakeRequest(random, routes, popularity, index);
            Write(format, request, line);
            return request.Bytes;
        });
    }

    /// <summary>Lines of any origin.</summary>
    /// <param name="format">How they are written.</param>
    /// <param name="lines">How many.</param>
    /// <param name="write">Writes line number n, without its newline, and returns its response bytes.</param>
    public static LogCorpus FromLines(LineFormat format, int lines, Func<int, StringBuilder, long> write)
    {
        var text = new MemoryStream(lines * 250);
        var starts = new int[lines + 1];
        var line = new StringBuilder(512);
        long responseBytes = 0;
        for (int i = 0; i < lines; i++)
        {
            starts[i] = (int)text.Position;
            line.Clear();
            responseBytes += write(i, line);
            line.Append('\n');
            text.Write(Encoding.UTF8.GetBytes(line.ToString()));
        }

        starts[lines] = (int)text.Position;
        return new LogCorpus(format, text.ToArray(), starts, responseBytes);
    }

    /// <summary>When line number n was logged, before jitter.</summary>
    public static DateTime TimeOf(int line) => DateTime.UnixEpoch.AddMilliseconds(StartMs + ((long)line * 1000 / LinesPerSecond));

    private static RequestValues MakeRequest(Random random, Endpoint[] routes, Zipf popularity, int index)
    {
        Endpoint route = routes[popularity.Next(random)];
        long ms = StartMs + (long)index * 1000 / LinesPerSecond + random.Next(250);
        int client = random.Next(10_000);
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        long latencyUs = Math.Max(200, (long)(25_000 * Math.Exp(0.8 * normal)));
        int dice = random.Next(1000);
        int status = dice < 930 ? 200 : dice < 950 ? 304 : dice < 965 ? 201 : dice < 985 ? 404 : dice < 993 ? 400 : dice < 998 ? 500 : 503;
        string target = route.HasId ? route.Path.Replace("{id}", random.Next(1, 5000).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) : route.Path;
        return new RequestValues(ms, $"10.{client / 256 % 256}.{client % 256}.{client % 199 + 1}", s_regions[client % s_regions.Length], route.Method, target, status,
            latencyUs, random.Next(200, 60_000), $"{random.NextInt64():x16}");
    }

    private static void Write(LineFormat format, RequestValues r, StringBuilder to)
    {
        DateTime time = r.Time;
        CultureInfo c = CultureInfo.InvariantCulture;
        const string Agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/141.0";
        switch (format)
        {
            case LineFormat.Json:
                to.Append(c, $"{{\"ts\":\"{time:yyyy-MM-ddTHH:mm:ss.fff}Z\",\"ip\":\"{r.Client}\",\"region\":\"{r.Region}\",\"method\":\"{r.Method}\",\"endpoint\":\"{r.Target}\",\"status\":{r.Status},\"rt_ms\":{r.LatencyUs / 1000.0:0.0##},\"bytes\":{r.Bytes},\"ua\":\"{Agent}\",\"id\":\"{r.Id}\"}}");
                break;
            case LineFormat.NestedJson:
                to.Append(c, $"{{\"level\":\"info\",\"ts\":{r.TimestampMs / 1000}.{r.TimestampMs % 1000:D3}27,\"logger\":\"http.log.access\",\"msg\":\"handled request\",\"request\":{{\"remote_ip\":\"{r.Client}\",\"proto\":\"HTTP/2.0\",\"method\":\"{r.Method}\",\"host\":\"example.com\",\"uri\":\"{r.Target}\",\"headers\":{{\"Accept\":[\"*/*\"],\"User-Agent\":[\"{Agent}\"]}}}},\"bytes_read\":0,\"user_id\":\"\",\"duration\":{r.LatencyUs / 1_000_000.0:0.000000000},\"size\":{r.Bytes},\"status\":{r.Status},\"resp_headers\":{{}}}}");
                break;
            case LineFormat.JsonInJson:
                to.Append(c, $"{{\"log\":\"{{\\\"time\\\":\\\"{time:yyyy-MM-ddTHH:mm:ss}+00:00\\\",\\\"remote_addr\\\":\\\"{r.Client}\\\",\\\"request\\\":\\\"{r.Method} {r.Target} HTTP/1.1\\\",\\\"status\\\":\\\"{r.Status}\\\",\\\"request_time\\\":\\\"{r.LatencyUs / 1_000_000.0:0.000}\\\",\\\"body_bytes_sent\\\":\\\"{r.Bytes}\\\",\\\"http_user_agent\\\":\\\"{Agent}\\\"}}\\n\",\"stream\":\"stdout\",\"time\":\"{time:yyyy-MM-ddTHH:mm:ss.fffffff}Z\"}}");
                break;
            case LineFormat.CombinedInJson:
                to.Append(c, $"{{\"log\":\"{r.Client} - - [{time:dd/MMM/yyyy:HH:mm:ss} +0000] \\\"{r.Method} {r.Target} HTTP/1.1\\\" {r.Status} {r.Bytes} \\\"-\\\" \\\"{Agent}\\\" {r.LatencyUs / 1_000_000.0:0.000}\\n\",\"stream\":\"stdout\",\"time\":\"{time:yyyy-MM-ddTHH:mm:ss.fffffff}Z\"}}");
                break;
            case LineFormat.CombinedTime:
                to.Append(c, $"{r.Client} - - [{time:dd/MMM/yyyy:HH:mm:ss} +0000] \"{r.Method} {r.Target} HTTP/1.1\" {r.Status} {r.Bytes} \"-\" \"{Agent}\" {r.LatencyUs / 1_000_000.0:0.000}");
                break;
            case LineFormat.CloudFront:
                to.Append(c, $"{r.TimestampMs / 1000}.{r.TimestampMs % 1000:D3}\t{r.Client}\t0.001\t{r.Status}\t{r.Bytes}\t{r.Method}\thttps\texample.org\t{r.Target}\t312\tFRA56-P1\t{r.Id}\texample.org\t{r.LatencyUs / 1_000_000.0:0.000}\tHTTP/2.0\tIPv4\tMozilla/5.0%20(X11)\t-\t-\t-\tHit\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\t-\t-\ttext/html\t{r.Bytes}\t-\t-\t44321\tHit\tDE\tgzip\t*/*\t*\t-\t-\t-\t-\t-\t3320");
                break;
            case LineFormat.Alb:
                to.Append(c, $"https {time:yyyy-MM-ddTHH:mm:ss.ffffff}Z app/web/50dc6c495c0c9188 {r.Client}:2817 10.0.0.66:80 0.000 {r.LatencyUs / 1_000_000.0:0.000} 0.000 {r.Status} {r.Status} 34 {r.Bytes} \"{r.Method} https://www.example.com:443{r.Target} HTTP/1.1\" \"{Agent}\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 \"Root=1-{r.Id}\" \"www.example.com\" \"session-reused\" 0 {time:yyyy-MM-ddTHH:mm:ss.ffffff}Z \"forward\" \"-\" \"-\" \"10.0.0.66:80\" \"{r.Status}\" \"-\" \"-\"");
                break;
            default:
                RarerFormats.Write(format, r, to);
                break;
        }
    }

    private static Endpoint[] MakeEndpoints(int count, bool withIds) =>
        [.. Enumerable.Range(0, count).Select(i => new Endpoint(
            i % 5 == 3 ? "POST" : "GET",
            i % 2 == 0 || !withIds ? $"/api/v{1 + i / 100}/{s_nouns[i % 10]}/r{i}" : $"/api/v{1 + i / 100}/{s_nouns[i % 10]}/r{i}/{{id}}",
            i % 2 == 1 && withIds))];

    private readonly record struct Endpoint(string Method, string Path, bool HasId);
}
