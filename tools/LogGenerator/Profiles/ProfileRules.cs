using System.Globalization;
using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Profiles;

/// <summary>What a profile must fulfil to be run. The first broken rule is reported, with its key.</summary>
internal static class ProfileRules
{
    public const double MaxLinesPerSecond = 100_000_000;

    private const int MaxEndpoints = 10_000;
    private const int MaxRegions = 200;

    /// <summary>Returns the profile, or throws a <see cref="ProfileException"/>.</summary>
    public static TrafficProfile Check(TrafficProfile profile, string source)
    {
        var check = new Checker(source);
        check.That(!string.IsNullOrWhiteSpace(profile.Name), "name", "is missing");
        check.Number("zipfExponent", profile.ZipfExponent, 0, 10);
        CheckRate(check, profile.Rate);
        check.That(profile.Endpoints is { Count: > 0 and <= MaxEndpoints }, "endpoints", $"needs 1 to {MaxEndpoints} entries (or `extends: steady`)");
        check.That(profile.Regions is { Count: > 0 and <= MaxRegions }, "regions", $"needs 1 to {MaxRegions} entries (or `extends: steady`)");
        CheckEndpoints(check, profile);
        CheckRegions(check, profile);
        CheckClients(check, profile.Clients);
        CheckIncidents(check, profile);
        CheckBursts(check, profile.ErrorBursts);
        CheckAttack(check, profile.Attack);
        CheckNastiness(check, profile.Nastiness);
        return profile;
    }

    private static void CheckRate(Checker check, RateProfile? rate)
    {
        check.That(rate is not null, "rate", "is empty");
        check.Number("rate.linesPerSecond", rate!.LinesPerSecond, 1e-3, MaxLinesPerSecond);
        check.Number("rate.ramp.from", rate.Ramp.From, 0, 1e6);
        check.Number("rate.ramp.to", rate.Ramp.To, 1e-6, 1e6);
        check.Positive("rate.ramp.over", rate.Ramp.Over);
        check.Number("rate.diurnal.low", rate.Diurnal.Low, 0, 1);
        check.Number("rate.diurnal.peakHour", rate.Diurnal.PeakHour, 0, 24);
        check.Number("rate.spike.factor", rate.Spike.Factor, 0, 1e6);
        check.Positive("rate.spike.length", rate.Spike.Length);
        check.That(rate.Spike.Every is null || rate.Spike.Every > rate.Spike.Length, "rate.spike.every", "must be longer than rate.spike.length");
        check.Number("rate.timeScale", rate.TimeScale, 1e-6, 1e6);
        check.Number("rate.traceScale", rate.TraceScale, 1e-6, 1e6);
        for (int i = 0; i < rate.Steps.Count; i++)
        {
            check.Number($"rate.steps[{i}].factor", rate.Steps[i].Factor, 0, 1e6);
            check.That(i == 0 || rate.Steps[i].At > rate.Steps[i - 1].At, $"rate.steps[{i}].at", "must be later than the step before");
        }

        check.That(rate.Curve != RateCurveKind.Step || rate.Steps is [.., { Factor: > 0 }], "rate.steps", "needs at least one step, and the last factor must be above 0");
        check.That(rate.Curve != RateCurveKind.Trace || rate.Trace.Count > 0, "rate.traceFile", "is missing: the trace curve needs a CSV file seconds,lines_per_second");
        for (int i = 1; i < rate.Trace.Count; i++)
        {
            check.That(rate.Trace[i].Seconds > rate.Trace[i - 1].Seconds, $"rate.trace[{i}].seconds", "must grow from point to point");
        }
    }

    private static void CheckEndpoints(Checker check, TrafficProfile profile)
    {
        var names = new HashSet<string>();
        for (int i = 0; i < profile.Endpoints.Count; i++)
        {
            EndpointProfile endpoint = profile.Endpoints[i];
            string key = $"endpoints[{i}]";
            check.That(endpoint.Method is { Length: > 0 and <= 20 } method && method.All(char.IsAsciiLetterUpper), key + ".method", "must be capital letters, for example GET");
            check.That(endpoint.Path is { Length: > 0 and <= 200 } path && IsPath(path), key + ".path", $"is '{endpoint.Path}'; it must begin with / and its segments be letters, digits or -._~ (not digits or hex alone: a reader takes those for ids), {{id}}, {{uuid}} or {{hex}}");
            check.That(names.Add(endpoint.Method + " " + new RouteTemplate(endpoint.Path).TemplatedPath), key, $"{endpoint.Method} {endpoint.Path} is there twice (as far as a reader can tell)");
            check.Share(key + ".queryShare", endpoint.QueryShare);
            check.Number(key + ".weight", endpoint.Weight ?? 1, 0, 1e9);
            check.That(endpoint.Status is { Count: > 0 }, key + ".status", "is missing, for example {200: 0.98, 500: 0.02}");
            foreach ((int status, double weight) in endpoint.Status)
            {
                check.That(status is >= 0 and <= 999, key + ".status", $"has {status}; a status is 0 to 999");
                check.Number(key + $".status.{status}", weight, 0, 1e9);
            }

            check.That(endpoint.Status.Values.Sum() > 0, key + ".status", "needs a weight above 0");
            check.Number(key + ".latency.medianMs", endpoint.Latency.MedianMs, 0.001, 1e6);
            check.Number(key + ".latency.sigma", endpoint.Latency.Sigma, 0, 5);
            check.Share(key + ".latency.tailShare", endpoint.Latency.TailShare);
            check.Number(key + ".latency.tailAlpha", endpoint.Latency.TailAlpha, 0.1, 100);
            check.Number(key + ".latency.maxMs", endpoint.Latency.MaxMs, 0.001, 2e6);
            check.Number(key + ".bytesMedian", endpoint.BytesMedian, 1, 1e9);
            check.Number(key + ".bytesSigma", endpoint.BytesSigma, 0, 5);
        }

        check.That(profile.Endpoints.Any(endpoint => endpoint.Weight is null or > 0), "endpoints", "need a weight above 0");
    }

    private static bool IsPath(string path) => path == "/" || (path[0] == '/' && path.Split('/')[1..].All(IsSegment));

    private static bool IsSegment(string segment) => RouteTemplate.IsHole(segment)
        || (segment.Length > 0
            && segment.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~')
            && !segment.All(letter => char.IsAsciiDigit(letter))
            && !(segment.Length >= 8 && segment.All(letter => char.IsAsciiHexDigit(letter) || letter == '-')));

    private static void CheckRegions(Checker check, TrafficProfile profile)
    {
        var names = new HashSet<string>();
        for (int i = 0; i < profile.Regions.Count; i++)
        {
            RegionProfile region = profile.Regions[i];
            string key = $"regions[{i}]";
            check.That(IsWord(region.Name, 64), key + ".name", "must be letters, digits and -._");
            check.That(names.Add(region.Name), key + ".name", $"'{region.Name}' is there twice");
            check.That(region.Country is { Length: 2 } && region.Country.All(char.IsAsciiLetterUpper), key + ".country", "must be two capital letters");
            check.That(IsWord(region.Edge, 20), key + ".edge", "must be letters, digits and -._");
            check.Number(key + ".share", region.Share, 0, 1e9);
            check.Number(key + ".latencyFactor", region.LatencyFactor, 1e-3, 1e3);
        }

        check.That(profile.Regions.Any(region => region.Share > 0), "regions", "need a share above 0");
    }

    private static bool IsWord(string? text, int maxLength) => text is { Length: > 0 } && text.Length <= maxLength
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_');

    private static void CheckClients(Checker check, ClientProfile clients)
    {
        check.Number("clients.count", clients.Count, 1, 100_000_000);
        check.Share("clients.returningShare", clients.ReturningShare);
        check.Share("clients.ipv6Share", clients.Ipv6Share);
    }

    private static void CheckIncidents(Checker check, TrafficProfile profile)
    {
        for (int i = 0; i < profile.Incidents.Count; i++)
        {
            IncidentProfile incident = profile.Incidents[i];
            string key = $"incidents[{i}]";
            check.That(incident.To > incident.From, key + ".to", "must be after from");
            check.That(incident.Every is null || incident.Every >= incident.To - incident.From, key + ".every", "must not be shorter than the incident");
            check.That(incident.Endpoint is null || profile.Endpoints.Any(e => $"{e.Method} {e.Path}" == incident.Endpoint), key + ".endpoint", $"'{incident.Endpoint}' is no endpoint of the profile");
            check.That(incident.Region is null || profile.Regions.Any(r => r.Name == incident.Region), key + ".region", $"'{incident.Region}' is no region of the profile");
            check.That(!incident.Drop || (incident.Region is not null && incident.Endpoint is null), key + ".drop", "needs a region and no endpoint");
            check.Number(key + ".latencyFactor", incident.LatencyFactor, 1e-3, 1e6);
            check.Share(key + ".errorShare", incident.ErrorShare);
            check.Number(key + ".errorStatus", incident.ErrorStatus, 0, 999);
        }
    }

    private static void CheckBursts(Checker check, ErrorBurstProfile? bursts)
    {
        if (bursts is null)
        {
            return;
        }

        check.That(bursts.Every >= TimeSpan.FromSeconds(1) && bursts.Every <= TimeSpan.FromDays(30), "errorBursts.every", "must be 1s to 30d");
        check.That(bursts.Length > TimeSpan.Zero && bursts.Length <= bursts.Every, "errorBursts.length", "must be above 0 and at most errorBursts.every");
        check.Share("errorBursts.probability", bursts.Probability);
        check.Share("errorBursts.errorShare", bursts.ErrorShare);
        check.Number("errorBursts.errorStatus", bursts.ErrorStatus, 0, 999);
    }

    private static void CheckAttack(Checker check, AttackProfile? attack)
    {
        if (attack is null)
        {
            return;
        }

        check.Share("attack.share", attack.Share);
        check.That(attack.To is null || attack.To > attack.From, "attack.to", "must be after attack.from");
        check.Number("attack.clients", attack.Clients, 1, 1_000_000);
    }

    private static void CheckNastiness(Checker check, NastinessProfile nasty)
    {
        foreach ((string key, double share) in new (string, double)[]
        {
            ("malformed", nasty.Malformed), ("binary", nasty.Binary), ("oversize", nasty.Oversize), ("blank", nasty.Blank),
            ("duplicate", nasty.Duplicate), ("late", nasty.Late), ("future", nasty.Future), ("outOfOrder", nasty.OutOfOrder),
        })
        {
            check.Share("nastiness." + key, share);
        }

        check.Share("nastiness.malformed + binary + oversize + blank + duplicate", nasty.Malformed + nasty.Binary + nasty.Oversize + nasty.Blank + nasty.Duplicate);
        check.Share("nastiness.late + future + outOfOrder", nasty.Late + nasty.Future + nasty.OutOfOrder);
        check.That(nasty.LateMax >= nasty.LateMin, "nastiness.lateMax", "must not be less than lateMin");
        check.That(nasty.LateMax <= TimeSpan.FromDays(7) && nasty.FutureMax <= TimeSpan.FromDays(7) && nasty.OutOfOrderMax <= TimeSpan.FromDays(7), "nastiness", "moves event times by at most 7d");
        // Written twice by some formats, and a Kinesis record holds 1 MiB.
        check.Number("nastiness.oversizeBytes", nasty.OversizeBytes, 1_000, 500_000);
    }

    private sealed class Checker(string source)
    {
        public void That(bool condition, string key, string problem)
        {
            if (!condition)
            {
                throw new ProfileException($"{source}: {key} {problem}.");
            }
        }

        public void Share(string key, double value) => Number(key, value, 0, 1);

        public void Number(string key, double value, double min, double max) =>
            That(value >= min && value <= max, key, string.Create(CultureInfo.InvariantCulture, $"is {value}; it must be {min} to {max}"));

        public void Positive(string key, TimeSpan value) => That(value > TimeSpan.Zero, key, "must be longer than 0s");
    }
}
