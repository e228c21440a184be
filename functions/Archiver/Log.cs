using LogFunctions.Hosting;
using LogFunctions.Hosting.Kinesis;

namespace LogFunctions.Archiver;

/// <summary>What the function tells its log.</summary>
/// <param name="log">Where it goes.</param>
public sealed class Log(FunctionLog log)
{
    private const int UnusualAttempt = 3;

    /// <summary>A log that keeps nothing.</summary>
    public static Log None { get; } = new(FunctionLog.None);

    /// <summary>Instances of one shard take turns, so the first few times are no news.</summary>
    public void PositionMoved(EventShard shard, int attempt, string key)
    {
        if (attempt >= UnusualAttempt)
        {
            log.Warn(301, $"another instance moved the archive's position of {shard}; {key} may stand beside the chain (attempt {attempt})");
        }
    }
}
