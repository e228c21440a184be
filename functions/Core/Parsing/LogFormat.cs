namespace LogFunctions.Core.Parsing;

/// <summary>Which lines a parser accepts (<c>LOG_FORMAT</c>).</summary>
public enum LogFormat : byte
{
    /// <summary>Each line is recognised by itself.</summary>
    Auto = 0,

    /// <summary>One JSON object per line: own names and aliases.</summary>
    Json = 1,

    /// <summary>Apache and nginx text: common, combined, with vhost, with times, ingress-nginx.</summary>
    AccessLog = 2,

    /// <summary>AWS Application Load Balancer.</summary>
    Alb = 3,

    /// <summary>CloudFront real-time log (tab separated, chosen fields).</summary>
    CloudFrontRealtime = 4,

    /// <summary>CloudFront standard log (tab separated, <c>#Fields</c>).</summary>
    CloudFrontStandard = 5,
}

/// <summary>What a line turned out to be.</summary>
public enum LineKind : byte
{
    /// <summary>Nothing known.</summary>
    Unrecognized = 0,

    /// <summary>A JSON object.</summary>
    Json = 1,

    /// <summary>Common log format, Apache or nginx, with or without vhost and time.</summary>
    Common = 2,

    /// <summary>Combined log format (referer and user agent), Apache or nginx, with or without vhost and times.</summary>
    Combined = 3,

    /// <summary>Kubernetes ingress-nginx (<c>upstreaminfo</c>).</summary>
    IngressNginx = 4,

    /// <summary>AWS Application Load Balancer.</summary>
    Alb = 5,

    /// <summary>CloudFront real-time.</summary>
    CloudFrontRealtime = 6,

    /// <summary>CloudFront standard.</summary>
    CloudFrontStandard = 7,

    /// <summary>By a log directive that was given.</summary>
    Directive = 8,

    /// <summary>W3C extended log with its <c>#Fields</c>: IIS, Tomcat.</summary>
    W3c = 9,

    /// <summary>Envoy and Istio text.</summary>
    Envoy = 10,

    /// <summary>HAProxy <c>option httplog</c>.</summary>
    HaProxy = 11,

    /// <summary>Nginx Proxy Manager.</summary>
    NginxProxyManager = 12,

    /// <summary>Amazon S3 server access log.</summary>
    S3 = 13,

    /// <summary>AWS Classic Load Balancer.</summary>
    ClassicElb = 14,

    /// <summary>Squid, native format.</summary>
    Squid = 15,

    /// <summary>Labeled tab separated values.</summary>
    Ltsv = 16,

    /// <summary><c>key=value</c> words: Heroku's router, lograge, Go's logfmt.</summary>
    Logfmt = 17,
}

/// <summary>How formats and kinds are written in settings and shown to people.</summary>
public static class LogFormatNames
{
    private static readonly (string Name, LogFormat Format)[] s_formats =
    [
        ("auto", LogFormat.Auto),
        ("json", LogFormat.Json),
        ("apache", LogFormat.AccessLog),
        ("nginx", LogFormat.AccessLog),
        ("alb", LogFormat.Alb),
        ("cloudfront", LogFormat.CloudFrontRealtime),
        ("cloudfront-standard", LogFormat.CloudFrontStandard),
    ];

    private static readonly string[] s_kinds =
    [
        "unrecognized", "JSON", "common (Apache, nginx)", "combined (Apache, nginx)", "ingress-nginx", "ALB",
        "CloudFront real-time", "CloudFront standard", "by directive", "W3C (IIS)", "Envoy, Istio", "HAProxy httplog", "Nginx Proxy Manager",
        "S3 server access", "Classic Load Balancer", "Squid", "LTSV", "logfmt",
    ];

    private static readonly string[] s_kindNames =
    [
        "unrecognized", "json", "common", "combined", "ingress-nginx", "alb", "cloudfront", "cloudfront-standard", "directive", "w3c", "envoy", "haproxy",
        "nginx-proxy-manager", "s3", "elb", "squid", "ltsv", "logfmt",
    ];

    /// <summary>Every value of <c>LOG_FORMAT</c>, for messages and help.</summary>
    public static IEnumerable<string> All => s_formats.Select(format => format.Name);

    /// <summary>Number of kinds: the size of a table indexed by <see cref="LineKind"/>.</summary>
    public static int KindCount => s_kinds.Length;

    /// <summary>The kind in words.</summary>
    public static string DisplayName(this LineKind kind) => s_kinds[(int)kind];

    /// <summary>The kind in one word, for programs: never renamed.</summary>
    public static string Name(this LineKind kind) => s_kindNames[(int)kind];

    /// <summary>Reads a value of <c>LOG_FORMAT</c>; upper and lower case are equal.</summary>
    public static bool TryParse(string text, out LogFormat format)
    {
        int index = Array.FindIndex(s_formats, known => known.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        format = index < 0 ? LogFormat.Auto : s_formats[index].Format;
        return index >= 0;
    }
}
