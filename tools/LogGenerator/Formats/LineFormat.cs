using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Formats;

/// <summary>The texts of one line, ready to be put into a format. Valid while the line is written.</summary>
internal ref struct LineTexts
{
    public ReadOnlySpan<byte> Method;

    /// <summary>Path with query, as requested.</summary>
    public ReadOnlySpan<byte> Target;

    /// <summary>Length of the path in front of the query.</summary>
    public int PathLength;

    public ReadOnlySpan<byte> Client;

    public ReadOnlySpan<byte> UserAgent;

    /// <summary>Empty when there is none.</summary>
    public ReadOnlySpan<byte> Referer;

    public RegionModel Region;

    public readonly ReadOnlySpan<byte> Path => Target[..PathLength];

    /// <summary>Without the question mark; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> Query => PathLength < Target.Length ? Target[(PathLength + 1)..] : default;
}

/// <summary>One way to write a line. Holds caches: one per producer.</summary>
internal abstract class LineFormat
{
    /// <summary>What the truth counts lines under whose format names no region.</summary>
    public const int NoRegion = -1;

    /// <summary>Longest addition of a format to the texts it is given, in bytes.</summary>
    public const int MaxOverheadBytes = 2_048;

    private const int FourDigits = 10_000;

    /// <summary>Smallest latency step the format can write, in microseconds; 0 = the format has no latency.</summary>
    protected abstract int LatencyQuantumUs { get; }

    /// <summary>The region value the pipeline reads from the format; null when the format has none.</summary>
    public abstract string? RegionValue(RegionModel region);

    /// <summary>Lines that must stand before the first line of a file or record (CloudFront's <c>#Fields</c>); they are no log lines.</summary>
    public virtual ReadOnlySpan<byte> Header => default;

    /// <summary>
    /// The reject reason a reader of the format must give for such a line; null when readers may differ (a truncated line may
    /// miss one field or another).
    /// </summary>
    public virtual string? RejectReason(LineKind kind) => kind switch
    {
        LineKind.BadTimestamp => "timestamp.invalid",
        LineKind.BadStatus => "status.invalid",
        LineKind.Oversize => "line.tooLong",
        _ => null,
    };

    /// <summary>Writes a line without its end. The hit's kind may ask for a broken timestamp or status.</summary>
    public abstract void Write(ref Utf8Out output, in Hit hit, scoped in LineTexts texts);

    /// <summary>
    /// The latency that the written line will state, in microseconds; -1 when it states none. At most four significant digits,
    /// so that exact counting per value stays small (9,000 values per decade) while rounding stays below 0.1 %.
    /// </summary>
    public virtual int StatedLatencyUs(in Hit hit)
    {
        if (LatencyQuantumUs == 0)
        {
            return -1;
        }

        int step = LatencyQuantumUs;
        while (hit.LatencyUs / step >= FourDigits)
        {
            step *= 10;
        }

        return hit.LatencyUs / step * step;
    }

    /// <summary>Writes the status, or what stands in its place.</summary>
    protected static void WriteStatus(ref Utf8Out output, in Hit hit)
    {
        output.StatusOffset = output.Length;
        if (hit.Kind == LineKind.BadStatus)
        {
            output.Append("2xx"u8);
            return;
        }

        output.AppendDigits(hit.Status, 3);
    }
}
