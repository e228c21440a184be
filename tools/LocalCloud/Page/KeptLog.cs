namespace LogFunctions.LocalCloud.Page;

/// <summary>A line that a function wrote.</summary>
/// <param name="TimeMs">When, Unix milliseconds.</param>
/// <param name="Function">Its logical id.</param>
/// <param name="Line">What it wrote.</param>
internal sealed record FunctionLine(long TimeMs, string Function, string Line);

/// <summary>Passes on what is said, and keeps what the functions write: here it is what CloudWatch Logs is there.</summary>
internal sealed class KeptLog(ILocalCloudLog log, TimeProvider time) : ILocalCloudLog
{
    /// <summary>Lines kept of all functions together.</summary>
    public const int LinesMax = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<FunctionLine> _lines = new();

    public void Info(string message) => log.Info(message);

    public void Warning(string message) => log.Warning(message);

    public void Error(string message) => log.Error(message);

    public void FunctionOutput(string functionLogicalId, string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(new FunctionLine(time.GetUtcNow().ToUnixTimeMilliseconds(), functionLogicalId, line));
            if (_lines.Count > LinesMax)
            {
                _lines.Dequeue();
            }
        }

        log.FunctionOutput(functionLogicalId, line);
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<FunctionLine> Lines()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }
}
