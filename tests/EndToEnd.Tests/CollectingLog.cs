using System.Collections.Concurrent;
using LogFunctions.LocalCloud;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>Keeps what the local cloud says, for the message of a failed test.</summary>
internal sealed class CollectingLog : ILocalCloudLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    public void Info(string message) => _lines.Enqueue("info: " + message);

    public void Warning(string message) => _lines.Enqueue("warning: " + message);

    public void Error(string message) => _lines.Enqueue("error: " + message);

    public void FunctionOutput(string functionLogicalId, string line) => _lines.Enqueue($"{functionLogicalId}: {line}");

    public override string ToString() => string.Join('\n', _lines.TakeLast(60));
}
