using System.Text.Json;

namespace LogFunctions.Cli.Audit;

/// <summary>How an audit ended.</summary>
internal sealed record AuditResult
{
    /// <summary>Lines that were read.</summary>
    public required long Lines { get; init; }

    public required long Accepted { get; init; }

    public required long Rejected { get; init; }

    /// <summary>Windows of a minute that have lines or counts.</summary>
    public required long Windows { get; init; }

    /// <summary>First and last second compared (the last not included).</summary>
    public required (long From, long To) Period { get; init; }

    /// <summary>Up to where each shard was compared.</summary>
    public required IReadOnlyList<AuditedShard> Shards { get; init; }

    /// <summary>What is wrong with the archive itself.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Counts that are not what the lines add up to.</summary>
    public required IReadOnlyList<AuditDifference> Differences { get; init; }

    /// <summary>Whether every line is counted once and nothing else is.</summary>
    public bool IsExact => Differences.Count == 0 && Faults.Count == 0;

    /// <summary>For machines.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            verdict = IsExact ? "exact" : "differs",
            lines = Lines,
            accepted = Accepted,
            rejected = Rejected,
            windows = Windows,
            fromSeconds = Period.From,
            toSeconds = Period.To,
            shards = Shards,
            faults = Faults,
            differences = Differences,
        },
        s_json);

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
}

/// <summary>One shard in an audit.</summary>
/// <param name="ShardId">The shard.</param>
/// <param name="UpTo">The last record compared: the lower of the two positions.</param>
/// <param name="Objects">Objects of the archive read.</param>
/// <param name="StreamRecords">Records read from the stream itself.</param>
internal sealed record AuditedShard(string ShardId, string UpTo, int Objects, long StreamRecords);

/// <summary>A count that is not what the lines add up to.</summary>
/// <param name="WindowStart">Start of the window, seconds.</param>
/// <param name="Dimension">What is counted by.</param>
/// <param name="Value">The key; text from a log.</param>
/// <param name="Lines">Lines that there are.</param>
/// <param name="Counted">What the windows say.</param>
/// <param name="Verdict">missing, doubled, or other sums.</param>
internal sealed record AuditDifference(long WindowStart, string Dimension, string Value, long Lines, long Counted, string Verdict);
