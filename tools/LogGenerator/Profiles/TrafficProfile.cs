namespace LogFunctions.LogGenerator.Profiles;

/// <summary>
/// What traffic looks like: how much, when, of what, and how nasty. Immutable; made by <see cref="ProfileReader"/> from YAML
/// or taken from <see cref="BuiltInProfiles"/>. All offsets are relative to the start of the run, in event time.
/// </summary>
public sealed record TrafficProfile
{
    /// <summary>Short name, shown in reports and written to the truth file.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Lines per second over time.</summary>
    public RateProfile Rate { get; init; } = new();

    /// <summary>
    /// Exponent s of the popularity of endpoints without a weight of their own: the endpoint of rank k (the order of
    /// <see cref="Endpoints"/>, from 1) gets the weight k^-s. 0 = all alike.
    /// </summary>
    public double ZipfExponent { get; init; } = 1.0;

    /// <summary>At least one, the most popular first.</summary>
    public required IReadOnlyList<EndpointProfile> Endpoints { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<RegionProfile> Regions { get; init; }

    /// <summary>Who asks.</summary>
    public ClientProfile Clients { get; init; } = new();

    /// <summary>Slow or failing endpoints and regions, dropped regions.</summary>
    public IReadOnlyList<IncidentProfile> Incidents { get; init; } = [];

    /// <summary>Short random bursts of errors, each of one endpoint; null = none.</summary>
    public ErrorBurstProfile? ErrorBursts { get; init; }

    /// <summary>Scanner traffic; null = none.</summary>
    public AttackProfile? Attack { get; init; }

    /// <summary>Lines that are not what they should be.</summary>
    public NastinessProfile Nastiness { get; init; } = new();
}

/// <summary>One route of the imagined site.</summary>
public sealed record EndpointProfile
{
    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// Path; segments <c>{id}</c> (1 to 7 digits), <c>{uuid}</c> and <c>{hex}</c> (32 hex digits) vary from line to line. In
    /// the truth all three read <c>{id}</c>, as the pipeline templates them.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>Share of requests that carry a query string, 0..1.</summary>
    public double QueryShare { get; init; }

    /// <summary>Weight of its own; null = by rank (<see cref="TrafficProfile.ZipfExponent"/>).</summary>
    public double? Weight { get; init; }

    /// <summary>Weight per status 0..999 (0 = the client went away before a status was sent); need not add up to 1.</summary>
    public required IReadOnlyDictionary<int, double> Status { get; init; }

    /// <summary>Time to answer.</summary>
    public LatencyProfile Latency { get; init; } = new();

    /// <summary>Median of the answer's body in bytes (lognormal). HEAD, 204 and 304 have none; errors are small.</summary>
    public double BytesMedian { get; init; } = 4_000;

    /// <summary>Sigma of the natural logarithm of the body's bytes.</summary>
    public double BytesSigma { get; init; } = 0.8;
}

/// <summary>Time to answer: a lognormal body, and a Pareto tail that starts at four times the median.</summary>
public sealed record LatencyProfile
{
    /// <summary>Median of the body, milliseconds, in a region of factor 1.</summary>
    public double MedianMs { get; init; } = 20;

    /// <summary>Sigma of the natural logarithm of the body.</summary>
    public double Sigma { get; init; } = 0.5;

    /// <summary>Share of requests whose time comes from the tail, 0..1.</summary>
    public double TailShare { get; init; } = 0.01;

    /// <summary>Pareto exponent of the tail; 1.5 is heavy.</summary>
    public double TailAlpha { get; init; } = 1.5;

    /// <summary>Nothing takes longer (the server's timeout), milliseconds.</summary>
    public double MaxMs { get; init; } = 60_000;
}

/// <summary>Where requests come from.</summary>
public sealed record RegionProfile
{
    /// <summary>Region name as formats with such a field write it, for example <c>eu-west-1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>ISO 3166 country, for formats that carry a country (CloudFront <c>c-country</c>).</summary>
    public string Country { get; init; } = "US";

    /// <summary>CloudFront edge location, for example <c>FRA56-P3</c>.</summary>
    public string Edge { get; init; } = "IAD89-C1";

    /// <summary>Share of the traffic; need not add up to 1.</summary>
    public required double Share { get; init; }

    /// <summary>Latency of every endpoint is multiplied by this.</summary>
    public double LatencyFactor { get; init; } = 1;
}

/// <summary>Who asks.</summary>
public sealed record ClientProfile
{
    /// <summary>Returning visitors per region; the k-th most active asks about 1/k as often as the first.</summary>
    public int Count { get; init; } = 10_000;

    /// <summary>Share of lines by returning visitors; the others are seen once. 0..1.</summary>
    public double ReturningShare { get; init; } = 0.9;

    /// <summary>Share of clients with an IPv6 address, 0..1.</summary>
    public double Ipv6Share { get; init; } = 0.25;
}

/// <summary>Something goes wrong between two times.</summary>
public sealed record IncidentProfile
{
    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "incident";

    /// <summary><c>METHOD /path</c> as in the endpoint list; null = every endpoint.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Region name; null = every region.</summary>
    public string? Region { get; init; }

    /// <summary>Start, from the start of the run.</summary>
    public required TimeSpan From { get; init; }

    /// <summary>End (exclusive), from the start of the run.</summary>
    public required TimeSpan To { get; init; }

    /// <summary>Repeats with this period; null = once.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Latency is multiplied by this.</summary>
    public double LatencyFactor { get; init; } = 1;

    /// <summary>Share of the affected requests that end with <see cref="ErrorStatus"/>, 0..1.</summary>
    public double ErrorShare { get; init; }

    /// <summary>Status of failed requests.</summary>
    public int ErrorStatus { get; init; } = 503;

    /// <summary>The region sends nothing: the demand falls by its share. Needs <see cref="Region"/> and no <see cref="Endpoint"/>.</summary>
    public bool Drop { get; init; }
}

/// <summary>In every period each endpoint fails for a while with some probability; which and when follows from the seed.</summary>
public sealed record ErrorBurstProfile
{
    /// <summary>Length of a period.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Length of a burst; at most <see cref="Every"/>.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Probability that an endpoint has a burst in a period, 0..1.</summary>
    public double Probability { get; init; } = 0.05;

    /// <summary>Share of the endpoint's requests that fail during the burst, 0..1.</summary>
    public double ErrorShare { get; init; } = 0.5;

    /// <summary>Status of failed requests.</summary>
    public int ErrorStatus { get; init; } = 500;
}

/// <summary>Scanners: paths that never repeat, mostly answered 404.</summary>
public sealed record AttackProfile
{
    /// <summary>Share of the lines while it lasts, 0..1.</summary>
    public double Share { get; init; } = 0.2;

    /// <summary>Start, from the start of the run.</summary>
    public TimeSpan From { get; init; }

    /// <summary>End (exclusive); null = until the end.</summary>
    public TimeSpan? To { get; init; }

    /// <summary>Number of attacking addresses.</summary>
    public int Clients { get; init; } = 20;
}

/// <summary>
/// Shares of nasty lines, each 0..1. Content (malformed, binary, oversize, blank, duplicate) and time (late, future, out of
/// order) are drawn independently; within each group at most one applies to a line.
/// </summary>
public sealed record NastinessProfile
{
    /// <summary>Broken timestamp, broken status, cut short or plain text: a quarter each.</summary>
    public double Malformed { get; init; }

    /// <summary>Random bytes without a newline.</summary>
    public double Binary { get; init; }

    /// <summary>Well-formed, but longer than <see cref="OversizeBytes"/>.</summary>
    public double Oversize { get; init; }

    /// <summary>Empty lines.</summary>
    public double Blank { get; init; }

    /// <summary>Byte-for-byte copies of an earlier line of the same block (at most 1,024 lines, 1 second).</summary>
    public double Duplicate { get; init; }

    /// <summary>Event time between <see cref="LateMin"/> and <see cref="LateMax"/> ago.</summary>
    public double Late { get; init; }

    /// <summary>Event time up to <see cref="FutureMax"/> ahead.</summary>
    public double Future { get; init; }

    /// <summary>Event time up to <see cref="OutOfOrderMax"/> ago.</summary>
    public double OutOfOrder { get; init; }

    /// <summary>Least lateness.</summary>
    public TimeSpan LateMin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Greatest lateness.</summary>
    public TimeSpan LateMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Farthest future.</summary>
    public TimeSpan FutureMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Greatest disorder.</summary>
    public TimeSpan OutOfOrderMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Length of oversize lines; must exceed the pipeline's <c>MAX_LINE_BYTES</c>, else they are accepted.</summary>
    public int OversizeBytes { get; init; } = 80_000;
}
