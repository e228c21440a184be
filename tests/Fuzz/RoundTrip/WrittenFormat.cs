using System.Globalization;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.RoundTrip;

/// <summary>A text format as its server writes it, by its documentation: nothing here is shared with the code that reads it.</summary>
/// <param name="Kind">What its lines are taken for.</param>
/// <param name="Header">A line that has to come first; empty = none.</param>
/// <param name="Write">A line.</param>
/// <param name="Kept">What of a request the format can say.</param>
internal sealed record WrittenFormat(LineKind Kind, string Header, Func<WrittenRequest, string> Write, Func<WrittenRequest, WrittenRequest> Kept)
{
    private const string IisFields =
        "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes time-taken";

    /// <summary>Every text format beyond common and combined logs, but those of ALB and CloudFront, which the reference parser knows.</summary>
    public static IReadOnlyList<WrittenFormat> All { get; } =
    [
        Of(LineKind.Combined, Traefik, r => r.OfWholeSeconds().OfWholeMs()),
        Of(LineKind.Envoy, r => $"[{Iso(r)}] \"{Request(r, "HTTP/2")}\" {r.Status} - 154 {r.Bytes} {Ms(r)} 100 \"{r.Client}\" \"nsq2http\" \"cc21d9b0\" \"locations\" \"tcp://192.0.2.9:80\"", r => r.OfWholeMs()),
        Of(LineKind.Envoy, r => $"[{Iso(r)}] \"{Request(r, "HTTP/1.1")}\" {r.Status} - via_upstream - \"-\" 154 {r.Bytes} {Ms(r)} 100 \"{r.Client}\" \"curl/8\" \"cc21d9b0\" \"a:8000\" \"192.0.2.9:80\" outbound|80 192.0.2.8:1 192.0.2.7:2 192.0.2.6:3 - default", r => r.OfWholeMs()),
        Of(LineKind.HaProxy, r => $"{Port(r)} [{Clf(r)}.{Time(r):fff}] fe be/srv1 0/0/1/{Ms(r)}/{Ms(r)} {r.Status} {r.Bytes} - - ---- 18/18/0/1/0 0/0 \"{Request(r, "HTTP/1.1")}\"", r => r.OfWholeMs()),
        Of(LineKind.HaProxy, r => $"{Port(r)} [{Clf(r)}.{Time(r):fff}] fe~ be/<NOSRV> 0/-1/-1/-1/{Ms(r)} {r.Status} {r.Bytes} - - SC-- 1/1/0/0/0 0/0 {{example.com|curl}} \"{Request(r, "HTTP/1.1")}\"", r => r.OfWholeMs()),
        Of(LineKind.NginxProxyManager, r => $"[{Clf(r)} +0000] - {r.Status} {r.Status} - {r.Method} https www.example.com \"{r.Target}\" [Client {r.Client}] [Length {r.Bytes}] [Gzip 1.23] [Sent-to 192.0.2.9] \"curl\" \"-\"", r => r.OfWholeSeconds().WithoutLatency()),
        Of(LineKind.NginxProxyManager, r => $"[{Clf(r)} +0000] {r.Status} - {r.Method} http www.example.com \"{r.Target}\" [Client {r.Client}] [Length {r.Bytes}] [Gzip -] \"curl\" \"-\"", r => r.OfWholeSeconds().WithoutLatency()),
        Of(LineKind.S3, r => $"79a5 bucket [{Clf(r)} +0000] {r.Client} 79a5 3E57 REST.GET.OBJECT a.txt \"{Request(r, "HTTP/1.1")}\" {r.Status} - {r.Bytes} 113 {Ms(r)} 6 \"-\" \"S3Console/0.4\" - s9lz SigV4 ECDHE AuthHeader b.s3.amazonaws.com TLSV1.2", r => r.OfWholeSeconds().OfWholeMs()),
        Of(LineKind.ClassicElb, r => $"{Iso(r)} my-lb {Port(r)} 10.0.0.1:80 0.000010 {Seconds(r.LatencyUs, 6)} 0.000020 {r.Status} {r.Status} 0 {r.Bytes} \"{r.Method} http://www.example.com:80{r.Target} HTTP/1.1\" \"curl\" - -", r => r with { LatencyUs = r.LatencyUs + 30, Target = "http://www.example.com:80" + r.Target }),
        Of(LineKind.Squid, r => $"{r.TimestampMs / 1000}.{r.TimestampMs % 1000:D3} {Ms(r),6} {r.Client} TCP_MISS/{r.Status} {r.Bytes} {r.Method} http://example.com{r.Target} - HIER_DIRECT/198.51.100.4 text/html", r => r.OfWholeMs() with { Target = "http://example.com" + r.Target }),
        Of(LineKind.Ltsv, r => $"time:[{Clf(r)} +0000]\thost:{r.Client}\tforwardedfor:-\treq:{Request(r, "HTTP/1.1")}\tstatus:{r.Status}\tsize:{r.Bytes}\treferer:-\tua:Mozilla/5.0 (X11)\treqtime:{Seconds(r.LatencyUs, 3)}\tapptime:0.001", r => r.OfWholeSeconds().OfWholeMs()),
        Of(LineKind.Logfmt, r => $"time={Iso(r)} at=info method={r.Method} path=\"{r.Target}\" host=a.example.com fwd=\"{r.Client}\" dyno=web.1 connect=1ms service={Ms(r)}ms status={r.Status} bytes={r.Bytes}", r => r.OfWholeMs()),
        new(LineKind.W3c, IisFields, r => $"{Time(r):yyyy-MM-dd HH:mm:ss} 192.0.2.9 {r.Method} {Stem(r)} - 443 - {r.Client} Mozilla/4.0+(compatible) - {r.Status} 0 0 {r.Bytes} {Ms(r)}", r => r.OfWholeSeconds().OfWholeMs() with { Target = Stem(r) }),
        new(LineKind.W3c, IisFields.Replace(' ', '\t'), r => $"{Time(r):yyyy-MM-dd}\t{Time(r):HH:mm:ss}\t192.0.2.9\t{r.Method}\t{Stem(r)}\t-\t443\t-\t{r.Client}\tMozilla/4.0\t-\t{r.Status}\t0\t0\t{r.Bytes}\t{Ms(r)}", r => r.OfWholeSeconds().OfWholeMs() with { Target = Stem(r) }),
    ];

    private static WrittenFormat Of(LineKind kind, Func<WrittenRequest, FormattableString> write, Func<WrittenRequest, WrittenRequest> kept) =>
        new(kind, "", r => write(r).ToString(CultureInfo.InvariantCulture), kept);

    private static FormattableString Traefik(WrittenRequest r) =>
        $"{r.Client} - - [{Clf(r)} +0000] \"{Request(r, "HTTP/1.1")}\" {r.Status} {r.Bytes} \"-\" \"Mozilla/5.0 (X11)\" 162 \"router@docker\" \"http://172.17.0.3:80\" {Ms(r)}ms";

    private static DateTime Time(WrittenRequest r) => DateTime.UnixEpoch.AddMilliseconds(r.TimestampMs);

    private static string Iso(WrittenRequest r) => Time(r).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Clf(WrittenRequest r) => Time(r).ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Request(WrittenRequest r, string protocol) => $"{r.Method} {r.Target} {protocol}";

    private static string Stem(WrittenRequest r) => r.Target.Split('?')[0];

    private static long Ms(WrittenRequest r) => r.LatencyUs / 1000;

    private static string Seconds(long us, int decimals) => (Math.Floor(us / 1_000_000m * (decimal)Math.Pow(10, decimals)) / (decimal)Math.Pow(10, decimals)).ToString("F" + decimals, CultureInfo.InvariantCulture);

    private static string Port(WrittenRequest r) => r.Client + ":2817";
}
