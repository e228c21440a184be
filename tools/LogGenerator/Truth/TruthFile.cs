using System.Text.Json.Serialization;

namespace LogFunctions.LogGenerator.Truth;

/// <summary>Dimensions and special values as the window rows name them.</summary>
public static class TruthDimension
{
    public const string All = "all";
    public const string Endpoint = "endpoint";
    public const string Region = "region";
    public const string Status = "status";

    /// <summary>The one value of <see cref="All"/>.</summary>
    public const string AllValue = "*";

    /// <summary>Region of lines whose format names none.</summary>
    public const string NoRegion = "(none)";

    /// <summary>Endpoint value under which scanner traffic is summed up: its paths are unbounded, so it has no rows of its own.</summary>
    public const string Attack = Traffic.TrafficModel.AttackValue;
}

/// <summary>
/// What a run really made; see tools/LogGenerator/README.md for every field. Only lines that a reader must accept count in
/// <see cref="Windows"/>; the others are in <see cref="Rejects"/> and <see cref="Nastiness"/>.
/// </summary>
public sealed record TruthFile
{
    /// <summary>The only version so far.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required string Profile { get; init; }

    public required ulong Seed { get; init; }

    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>First event time of the schedule.</summary>
    public required DateTimeOffset EventStart { get; init; }

    /// <summary>Event time up to which lines were made (exclusive), late and future ones aside.</summary>
    public required DateTimeOffset EventEnd { get; init; }

    /// <summary>When the run began, by the wall clock; rejects are counted by arrival, so they lie from here…</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>…to here.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    public required LineTotals Lines { get; init; }

    public required NastinessTotals Nastiness { get; init; }

    public required RejectTotals Rejects { get; init; }

    /// <summary>By window size, then start.</summary>
    public required IReadOnlyList<TruthWindow> Windows { get; init; }
}

/// <summary>Lines emitted = accepted + rejected + blank.</summary>
public sealed record LineTotals(long Emitted, long Accepted, long Rejected, long Blank, long Bytes);

/// <summary>How many lines of each kind were emitted. A line may have one content kind and one time kind; duplicates also count as what they copy.</summary>
public sealed record NastinessTotals
{
    public long BadTimestamp { get; init; }
    public long BadStatus { get; init; }
    public long Truncated { get; init; }
    public long Text { get; init; }
    public long Binary { get; init; }
    public long Oversize { get; init; }
    public long Blank { get; init; }
    public long Duplicate { get; init; }
    public long Late { get; init; }
    public long Future { get; init; }
    public long OutOfOrder { get; init; }

    /// <summary>Accepted lines of scanners.</summary>
    public long Attack { get; init; }
}

/// <summary>Lines that a reader must refuse.</summary>
/// <param name="Total">All of them.</param>
/// <param name="ByReason">Those whose reason is certain, by its name.</param>
/// <param name="ReasonOpen">Those whose reason depends on the reader.</param>
public sealed record RejectTotals(long Total, IReadOnlyDictionary<string, long> ByReason, long ReasonOpen);

/// <summary>One window.</summary>
public sealed record TruthWindow(int WindowSeconds, DateTimeOffset Start, IReadOnlyList<TruthCell> Cells);

/// <summary>One window, dimension and value.</summary>
public sealed record TruthCell
{
    public required string Dimension { get; init; }
    public required string Value { get; init; }
    public long Requests { get; init; }
    [JsonPropertyName("1xx")] public long Status1xx { get; init; }
    [JsonPropertyName("2xx")] public long Status2xx { get; init; }
    [JsonPropertyName("3xx")] public long Status3xx { get; init; }
    [JsonPropertyName("4xx")] public long Status4xx { get; init; }
    [JsonPropertyName("5xx")] public long Status5xx { get; init; }
    [JsonPropertyName("other")] public long StatusOther { get; init; }
    public long Bytes { get; init; }

    /// <summary>Null when no line of the cell states a latency.</summary>
    public LatencyTruth? Latency { get; init; }
}

/// <summary>Exact distribution of the stated latencies; the q-quantile is the ceil(q n)-th smallest value.</summary>
public sealed record LatencyTruth
{
    public long Count { get; init; }
    public long SumUs { get; init; }
    public long MinUs { get; init; }
    public long P50Us { get; init; }
    public long P95Us { get; init; }
    public long P99Us { get; init; }
    public long MaxUs { get; init; }
}
