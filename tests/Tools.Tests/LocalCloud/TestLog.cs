using System.Collections.Concurrent;

namespace LogFunctions.LocalCloud;

/// <summary>Keeps what was said, and shows it with a failed test.</summary>
internal sealed class TestLog : ILocalCloudLog
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IEnumerable<string> Errors => Lines.Where(line => line.StartsWith("error ", StringComparison.Ordinal));

    public IEnumerable<string> Output => Lines.Where(line => line.StartsWith("output ", StringComparison.Ordinal));

    public void Info(string message) => Lines.Enqueue("info " + message);

    public void Warning(string message) => Lines.Enqueue("warning " + message);

    public void Error(string message) => Lines.Enqueue("error " + message);

    public void FunctionOutput(string functionLogicalId, string line) => Lines.Enqueue($"output {functionLogicalId} {line}");
}
