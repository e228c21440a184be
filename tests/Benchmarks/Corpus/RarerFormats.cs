using System.Globalization;
using System.Text;

namespace LogFunctions.Benchmarks.Corpus;

/// <summary>Formats that are read by their directives, or as named values.</summary>
internal static class RarerFormats
{
    /// <summary>The header that lines of <see cref="LineFormat.W3c"/> need.</summary>
    public const string W3cFields = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-bytes sc-win32-status time-taken";

    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/141.0";

    public static void Write(LineFormat format, in RequestValues r, StringBuilder to)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        DateTime time = r.Time;
        long ms = r.LatencyUs / 1000;
        string clf = time.ToString("dd/MMM/yyyy:HH:mm:ss", c);
        string request = $"{r.Method} {r.Target} HTTP/1.1";
        _ = format switch
        {
            LineFormat.Traefik => to.Append(c, $"{r.Client} - - [{clf} +0000] \"{request}\" {r.Status} {r.Bytes} \"-\" \"{Agent}\" 1234 \"web@docker\" \"http://10.0.0.66:80\" {ms}ms"),
            LineFormat.Envoy => to.Append(c, $"[{time:yyyy-MM-ddTHH:mm:ss.fff}Z] \"{request}\" {r.Status} - 154 {r.Bytes} {ms} {ms} \"{r.Client}\" \"{Agent}\" \"{r.Id}\" \"example.com\" \"10.0.0.66:80\""),
            LineFormat.HaProxy => to.Append(c, $"{r.Client}:42345 [{clf}.{time:fff}] fe be/web1 0/0/1/{ms}/{ms} {r.Status} {r.Bytes} - - ---- 18/18/0/1/0 0/0 \"{request}\""),
            LineFormat.Squid => to.Append(c, $"{r.TimestampMs / 1000}.{r.TimestampMs % 1000:D3} {ms,6} {r.Client} TCP_MISS/{r.Status} {r.Bytes} {r.Method} http://example.com{r.Target} - HIER_DIRECT/10.0.0.66 text/html"),
            LineFormat.S3 => to.Append(c, $"79a59df900b9 bucket [{clf} +0000] {r.Client} 79a59df900b9 {r.Id} REST.GET.OBJECT a.txt \"{request}\" {r.Status} - {r.Bytes} {r.Bytes} {ms} 6 \"-\" \"{Agent}\" - s9lz SigV4 ECDHE AuthHeader bucket.s3.amazonaws.com TLSV1.2"),
            LineFormat.Ltsv => to.Append(c, $"time:[{clf} +0000]\thost:{r.Client}\treq:{request}\tstatus:{r.Status}\tsize:{r.Bytes}\tua:{Agent}\treqtime:{r.LatencyUs / 1_000_000.0:0.000}"),
            LineFormat.Logfmt => to.Append(c, $"time={time:yyyy-MM-ddTHH:mm:ss.fff}Z at=info method={r.Method} path=\"{r.Target}\" host=example.com fwd=\"{r.Client}\" dyno=web.1 connect=1ms service={ms}ms status={r.Status} bytes={r.Bytes}"),
            LineFormat.W3c => to.Append(c, $"{time:yyyy-MM-dd HH:mm:ss} 10.0.0.66 {r.Method} {r.Target} - 443 - {r.Client} Mozilla/5.0+(X11;+Linux+x86_64)+Firefox/141.0 {r.Status} {r.Bytes} 0 {ms}"),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
    }
}
