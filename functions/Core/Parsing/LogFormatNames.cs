namespace LogFunctions.Core.Parsing;

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
        "CloudFront real-time", "CloudFront standard", "by directive", "W3C (IIS)", "Envoy, Istio", "HAProxy httplog",
        "Nginx Proxy Manager",
        "S3 server access", "Classic Load Balancer", "Squid", "LTSV", "logfmt",
    ];

    private static readonly string[] s_kindNames =
    [
        "unrecognized", "json", "common", "combined", "ingress-nginx", "alb", "cloudfront", "cloudfront-standard", "directive", "w3c",
        "envoy", "haproxy",
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
