using LogFunctions.Cli.Output;
using LogFunctions.LocalCloud;

namespace LogFunctions.Cli.Up;

/// <summary>
/// What the local cloud says, on standard error: warnings and errors always, what functions write when it is no metric, the rest
/// only on a terminal. While a live screen is shown, lines are kept and printed after it, at most <see cref="KeptMax"/>.
/// </summary>
internal sealed class UpLog(CliContext context) : ILocalCloudLog
{
    private const int KeptMax = 200;

    private readonly Lock _lock = new();
    private readonly Queue<string> _kept = new();
    private bool _isHeld;
    private long _dropped;

    /// <summary>The newest line that is kept back; null = none is.</summary>
    public string? LatestHeld
    {
        get
        {
            lock (_lock)
            {
                return _isHeld ? _kept.LastOrDefault() : null;
            }
        }
    }

    public void Info(string message)
    {
        if (context.IsInteractive)
        {
            Write(message);
        }
    }

    public void Warning(string message) => Write("warning: " + message);

    public void Error(string message) => Write("error: " + message);

    public void FunctionOutput(string functionLogicalId, string line) => Write($"{functionLogicalId}: {line}");

    /// <summary>Keeps lines back until the result is disposed.</summary>
    public IDisposable Hold()
    {
        lock (_lock)
        {
            _isHeld = true;
        }

        return new Release(this);
    }

    private void Write(string line)
    {
        lock (_lock)
        {
            if (!_isHeld)
            {
                Print(SafeText.ForTerminal(line));
                return;
            }

            _kept.Enqueue(line);
            if (_kept.Count > KeptMax)
            {
                _kept.Dequeue();
                _dropped++;
            }
        }
    }

    private void ReleaseAll()
    {
        lock (_lock)
        {
            _isHeld = false;
            if (_dropped > 0)
            {
                Print($"({_dropped} earlier lines are left out)");
            }

            while (_kept.TryDequeue(out string? line))
            {
                Print(SafeText.ForTerminal(line));
            }
        }
    }

    private void Print(string line)
    {
        try
        {
            context.Error.WriteLine(line);
        }
        catch (IOException)
        {
            // The terminal is closed. Whoever writes is about to stop something and must go on.
        }
    }

    private sealed class Release(UpLog log) : IDisposable
    {
        public void Dispose() => log.ReleaseAll();
    }
}
