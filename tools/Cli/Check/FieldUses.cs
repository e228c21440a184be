using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Check;

/// <summary>Counts which keys of JSON lines were taken for which fields. Bounded in lines and in keys.</summary>
internal sealed class FieldUses(ParserOptions options)
{
    /// <summary>Lines that are looked at: reading a line in full once more takes a microsecond or two.</summary>
    private const int MaxLines = 100_000;

    /// <summary>Different keys that are counted; a log with a key per request has any number.</summary>
    private const int MaxKeys = 200;

    private static readonly string[] s_fields = ["time", "client", "region", "method", "endpoint", "status", "latency", "bytes"];

    private readonly JsonExplainer _explainer = new(options);
    private readonly Dictionary<JsonFieldUse, long> _lines = [];
    private readonly List<JsonFieldUse> _order = [];
    private int _seen;

    /// <summary>Keys that were taken for fields, field by field.</summary>
    public IEnumerable<(JsonFieldUse Use, long Lines)> Used =>
        _order.Where(use => use.Field.Length > 0).OrderBy(use => Array.IndexOf(s_fields, use.Field)).Select(use => (use, _lines[use]));

    /// <summary>Keys that look like a time, a latency or a size and were not taken.</summary>
    public IEnumerable<(JsonFieldUse Use, long Lines)> Unused => _order.Where(use => use.Field.Length == 0).Select(use => (use, _lines[use]));

    public void Count(ReadOnlySpan<byte> line)
    {
        if (_seen++ >= MaxLines)
        {
            return;
        }

        foreach (JsonFieldUse use in _explainer.Explain(line))
        {
            if (_lines.TryGetValue(use, out long lines))
            {
                _lines[use] = lines + 1;
            }
            else if (_order.Count < MaxKeys)
            {
                _lines.Add(use, 1);
                _order.Add(use);
            }
        }
    }
}
