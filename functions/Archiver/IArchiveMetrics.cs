namespace LogFunctions.Archiver;

/// <summary>Where the figures of an invocation go: embedded metrics, or a test.</summary>
public interface IArchiveMetrics
{
    /// <summary>Called once per batch, also when it failed after a part was archived.</summary>
    void Write(ArchiveResult result);
}
