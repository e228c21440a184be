using System.Text;
using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Randomness;

namespace LogFunctions.LogGenerator.Traffic;

/// <summary>A profile made ready for drawing: tables instead of lists, logarithms instead of medians. Immutable.</summary>
internal sealed class TrafficModel
{
    /// <summary>What attack traffic counts under in the truth: its paths are unbounded.</summary>
    public const string AttackValue = "(attack)";

    public TrafficModel(TrafficProfile profile, ulong seed)
    {
        Profile = profile;
        Seed = seed;
        Endpoints = [.. profile.Endpoints.Select(endpoint => new EndpointModel(endpoint))];
        Regions = [.. profile.Regions.Select(region => new RegionModel(region))];
        EndpointTable = new AliasTable([.. profile.Endpoints.Select((endpoint, rank) => endpoint.Weight ?? PortableMath.Pow(rank + 1, -profile.ZipfExponent))]);
        RegionShares = Normalize([.. profile.Regions.Select(region => region.Share)]);
        RegionTable = new AliasTable(RegionShares);
    }

    public TrafficProfile Profile { get; }

    public ulong Seed { get; }

    public EndpointModel[] Endpoints { get; }

    public RegionModel[] Regions { get; }

    public AliasTable EndpointTable { get; }

    public AliasTable RegionTable { get; }

    /// <summary>Shares that add up to 1.</summary>
    public double[] RegionShares { get; }

    /// <summary>Endpoint index of attack traffic.</summary>
    public int AttackEndpoint => Endpoints.Length;

    private static double[] Normalize(double[] shares)
    {
        double sum = shares.Sum();
        return [.. shares.Select(share => share / sum)];
    }
}

/// <summary>One endpoint, ready for drawing.</summary>
internal sealed class EndpointModel
{
    public EndpointModel(EndpointProfile profile)
    {
        Route = new RouteTemplate(profile.Path);
        Name = profile.Method + " " + Route.TemplatedPath;
        Method = Encoding.ASCII.GetBytes(profile.Method);
        IsHead = profile.Method == "HEAD";
        QueryThreshold = Threshold.Of(profile.QueryShare);
        Statuses = [.. profile.Status.Keys.Order()];
        StatusTable = new AliasTable([.. Statuses.Select(status => profile.Status[status])]);
        Latency = new LognormalModel(profile.Latency.MedianMs * 1000, profile.Latency.Sigma);
        TailThreshold = Threshold.Of(profile.Latency.TailShare);
        TailAlpha = profile.Latency.TailAlpha;
        MaxUs = profile.Latency.MaxMs * 1000;
        Bytes = new LognormalModel(profile.BytesMedian, profile.BytesSigma);
    }

    /// <summary><c>METHOD /path</c> as the pipeline shows it.</summary>
    public string Name { get; }

    public byte[] Method { get; }

    public bool IsHead { get; }

    public RouteTemplate Route { get; }

    public uint QueryThreshold { get; }

    public int[] Statuses { get; }

    public AliasTable StatusTable { get; }

    public LognormalModel Latency { get; }

    public uint TailThreshold { get; }

    public double TailAlpha { get; }

    public double MaxUs { get; }

    public LognormalModel Bytes { get; }
}

/// <summary>One region, ready for drawing.</summary>
internal sealed class RegionModel(RegionProfile profile)
{
    public string NameText { get; } = profile.Name;

    public byte[] Name { get; } = Encoding.UTF8.GetBytes(profile.Name);

    public string CountryText { get; } = profile.Country;

    public string EdgeText { get; } = profile.Edge;

    public byte[] Country { get; } = Encoding.ASCII.GetBytes(profile.Country);

    public byte[] Edge { get; } = Encoding.ASCII.GetBytes(profile.Edge);

    public double Log2Latency { get; } = PortableMath.Log2(profile.LatencyFactor);
}

/// <summary>A lognormal in powers of two.</summary>
internal readonly struct LognormalModel(double median, double sigma)
{
    private const double Log2E = 1.4426950408889634;

    private readonly double _log2Median = PortableMath.Log2(median);
    private readonly double _log2Sigma = sigma * Log2E;

    /// <summary>The value for 64 random bits, times 2^<paramref name="log2Factor"/>.</summary>
    public double Draw(ulong bits, double log2Factor) =>
        PortableMath.Exp2(_log2Median + log2Factor + (_log2Sigma * NormalQuantile.FromBits(bits)));

    /// <summary>The median times 2^<paramref name="log2Factor"/>.</summary>
    public double Median(double log2Factor) => PortableMath.Exp2(_log2Median + log2Factor);
}

/// <summary>A probability as a bound for 32 random bits.</summary>
internal static class Threshold
{
    /// <summary>Bits below the result have probability <paramref name="share"/>; 1 becomes 1 - 2^-32.</summary>
    public static uint Of(double share) => (uint)Math.Min(uint.MaxValue, Math.Round(share * 4294967296.0));
}
