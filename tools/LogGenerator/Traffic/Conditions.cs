using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Randomness;

namespace LogFunctions.LogGenerator.Traffic;

/// <summary>Something wrong with an endpoint or a region right now.</summary>
/// <param name="Endpoint">Index, or -1 for every endpoint.</param>
/// <param name="Region">Index, or -1 for every region.</param>
/// <param name="ErrorThreshold">32 random bits below this: the request fails.</param>
internal readonly record struct Trouble(int Endpoint, int Region, double Log2Latency, uint ErrorThreshold, int ErrorStatus)
{
    public bool Affects(int endpoint, int region) => (Endpoint < 0 || Endpoint == endpoint) && (Region < 0 || Region == region);
}

/// <summary>
/// The state of the imagined site in one slot of the schedule: active incidents and bursts, attack, dropped regions. A pure
/// function of the model and the slot's offset; kept between blocks because most blocks share it. Not thread-safe.
/// </summary>
internal sealed class Conditions(TrafficModel model)
{
    private readonly List<Trouble> _troubles = [];
    private readonly Incident[] _incidents = [.. model.Profile.Incidents.Select(incident => new Incident(model, incident))];
    private readonly Dictionary<string, AliasTable> _regionTables = [];
    private long _offsetMs = long.MinValue;

    /// <summary>What is wrong now; mostly empty.</summary>
    public IReadOnlyList<Trouble> Troubles => _troubles;

    /// <summary>Regions that send at all.</summary>
    public AliasTable RegionTable { get; private set; } = model.RegionTable;

    /// <summary>32 random bits below this: an attacker's line.</summary>
    public uint AttackThreshold { get; private set; }

    /// <summary>Moves to a slot that starts <paramref name="offsetMs"/> after the start of the run.</summary>
    public void MoveTo(long offsetMs)
    {
        if (offsetMs == _offsetMs)
        {
            return;
        }

        _offsetMs = offsetMs;
        _troubles.Clear();
        foreach (Incident incident in _incidents)
        {
            if (!incident.Drop && incident.IsActive(offsetMs))
            {
                _troubles.Add(incident.Trouble);
            }
        }

        AddBursts(offsetMs);
        AttackProfile? attack = model.Profile.Attack;
        bool isAttacked = attack is not null && offsetMs >= attack.From.TotalMilliseconds && offsetMs < (attack.To ?? TimeSpan.MaxValue).TotalMilliseconds;
        AttackThreshold = isAttacked ? Threshold.Of(attack!.Share) : 0;
        RegionTable = TableOf(offsetMs);
    }

    /// <summary>Share of the demand that is left when dropped regions send nothing, 0..1.</summary>
    public static double Availability(TrafficModel model, long offsetMs)
    {
        double left = 1;
        foreach (int region in DroppedRegions(model, offsetMs))
        {
            left -= model.RegionShares[region];
        }

        // Below a millionth it is rounding: all regions are gone.
        return left < 1e-6 ? 0 : left;
    }

    private void AddBursts(long offsetMs)
    {
        if (model.Profile.ErrorBursts is not { } bursts)
        {
            return;
        }

        long everyMs = (long)bursts.Every.TotalMilliseconds;
        long lengthMs = (long)bursts.Length.TotalMilliseconds;
        long period = offsetMs / everyMs;
        for (int endpoint = 0; endpoint < model.Endpoints.Length; endpoint++)
        {
            ulong bits = SplitMix64.Derive(model.Seed ^ 0x4275727374, ((ulong)period << 20) + (ulong)endpoint);
            long startMs = (period * everyMs) + SplitMix64.Scale((uint)bits, (uint)(everyMs - lengthMs + 1));
            if ((uint)(bits >> 32) < Threshold.Of(bursts.Probability) && offsetMs >= startMs && offsetMs < startMs + lengthMs)
            {
                _troubles.Add(new Trouble(endpoint, Region: -1, Log2Latency: 0, Threshold.Of(bursts.ErrorShare), bursts.ErrorStatus));
            }
        }
    }

    private AliasTable TableOf(long offsetMs)
    {
        int[] dropped = [.. DroppedRegions(model, offsetMs)];
        if (dropped.Length == 0 || dropped.Length == model.Regions.Length)
        {
            return model.RegionTable;
        }

        string key = string.Join(',', dropped);
        if (!_regionTables.TryGetValue(key, out AliasTable? table))
        {
            table = new AliasTable([.. model.RegionShares.Select((share, index) => dropped.Contains(index) ? 0 : share)]);
            _regionTables.Add(key, table);
        }

        return table;
    }

    private static IEnumerable<int> DroppedRegions(TrafficModel model, long offsetMs) => model.Profile.Incidents
        .Where(incident => incident.Drop && IsActive(incident, offsetMs))
        .Select(incident => IndexOfRegion(model, incident.Region))
        .Distinct()
        .Order();

    private static bool IsActive(IncidentProfile incident, long offsetMs)
    {
        double sinceFromMs = offsetMs - incident.From.TotalMilliseconds;
        if (sinceFromMs >= 0 && incident.Every is { } every)
        {
            sinceFromMs %= every.TotalMilliseconds;
        }

        return sinceFromMs >= 0 && sinceFromMs < (incident.To - incident.From).TotalMilliseconds;
    }

    private static int IndexOfRegion(TrafficModel model, string? name) =>
        name is null ? -1 : Array.FindIndex(model.Regions, region => region.NameText == name);

    private sealed class Incident(TrafficModel model, IncidentProfile profile)
    {
        public bool Drop => profile.Drop;

        public Trouble Trouble { get; } = new(
            profile.Endpoint is null ? -1 : model.Profile.Endpoints.TakeWhile(e => e.Method + " " + e.Path != profile.Endpoint).Count(),
            IndexOfRegion(model, profile.Region),
            PortableMath.Log2(profile.LatencyFactor),
            Threshold.Of(profile.ErrorShare),
            profile.ErrorStatus);

        public bool IsActive(long offsetMs) => Conditions.IsActive(profile, offsetMs);
    }
}
