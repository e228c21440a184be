namespace LogFunctions.Aggregator;

/// <summary>Where the figures of an invocation go: embedded metrics, or a test.</summary>
public interface IBatchMetrics
{
    /// <summary>Called once per batch, also when it failed after a part was committed.</summary>
    void Write(BatchResult result);
}
