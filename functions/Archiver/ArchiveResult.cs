namespace LogFunctions.Archiver;

/// <summary>What an invocation archived: only what the position moved past.</summary>
public sealed record ArchiveResult
{
    /// <summary>Records of the event that are archived now or were before.</summary>
    public long Records { get; init; }

    /// <summary>Records that were archived before: delivered again.</summary>
    public long RecordsDuplicate { get; init; }

    /// <summary>Lines archived, unreadable ones included.</summary>
    public long LinesArchived { get; init; }

    /// <summary>Their objects, bytes as stored.</summary>
    public long BytesArchived { get; init; }

    /// <summary>Objects put.</summary>
    public int Objects { get; init; }

    /// <summary>Age of the event's last record, milliseconds; 0 for an event without records.</summary>
    public double IteratorAgeMs { get; init; }

    /// <summary>Duration, milliseconds.</summary>
    public double BatchMs { get; init; }
}
