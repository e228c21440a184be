namespace LogFunctions.LogGenerator.Formats;

/// <summary>All formats by the name that <c>--format</c> takes.</summary>
public static class FormatCatalog
{
    private static readonly (string Name, string Meaning, Func<LineFormat> Create)[] s_formats =
    [
        ("json", "the pipeline's own JSON: region and latency in 0.1 ms", () => new JsonFormat()),
        ("common", "Apache common: no latency", () => new CombinedFormat(CombinedExtra.Common)),
        ("combined", "Apache combined: no latency", () => new CombinedFormat(CombinedExtra.Combined)),
        ("vhost-combined", "Apache combined with %v:%p in front", () => new CombinedFormat(CombinedExtra.VhostCombined)),
        ("apache-us", "Apache combined with %D (microseconds)", () => new CombinedFormat(CombinedExtra.Microseconds)),
        ("nginx", "nginx combined with $request_time", () => new CombinedFormat(CombinedExtra.RequestTime)),
        ("nginx-upstream", "nginx combined with $request_time $upstream_response_time", () => new CombinedFormat(CombinedExtra.UpstreamTime)),
        ("ingress-nginx", "Kubernetes ingress-nginx", () => new CombinedFormat(CombinedExtra.Ingress)),
        ("nginx-json", "nginx with escape=json: all strings, request_time in seconds", () => new ForeignJsonFormat(ForeignJson.Nginx)),
        ("agent-common", "Kinesis Agent LOGTOJSON of Apache common: no latency", () => new ForeignJsonFormat(ForeignJson.AgentCommon)),
        ("agent-combined", "Kinesis Agent LOGTOJSON of Apache combined: no latency", () => new ForeignJsonFormat(ForeignJson.AgentCombined)),
        ("flog", "flog's JSON: no latency", () => new ForeignJsonFormat(ForeignJson.Flog)),
        ("fluent-bit", "fluent-bit's parsed JSON: no latency", () => new ForeignJsonFormat(ForeignJson.FluentBit)),
        ("cloudfront", "CloudFront real-time log, 43 fields: the region is the client's country", () => new CloudFrontFormat(isStandard: false)),
        ("cloudfront-standard", "CloudFront standard log with #Fields: the region is the edge location", () => new CloudFrontFormat(isStandard: true)),
        ("alb", "AWS Application Load Balancer, 29 fields: no region", () => new AlbFormat()),
    ];

    /// <summary>Names in the order of the help text.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_formats.Select(format => format.Name)];

    /// <summary>Name and meaning of every format.</summary>
    public static IEnumerable<(string Name, string Meaning)> Descriptions => s_formats.Select(format => (format.Name, format.Meaning));

    /// <summary>True when <paramref name="name"/> is a format.</summary>
    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>What must stand before the first line of a file or record: CloudFront's <c>#Fields</c>; empty for most formats and for several.</summary>
    public static ReadOnlyMemory<byte> HeaderOf(IReadOnlyList<string> formats) => formats.Count == 1 ? Create(formats[0]).Header.ToArray() : default;

    internal static LineFormat Create(string name) => Array.Find(s_formats, format => format.Name == name).Create?.Invoke()
        ?? throw new ArgumentException($"There is no format '{name}'; formats are {string.Join(", ", Names)}.", nameof(name));
}
