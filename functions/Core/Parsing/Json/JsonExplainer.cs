namespace LogFunctions.Core.Parsing;

/// <summary>
/// Says for people which keys of a JSON line the parser takes, in which units, and which others look as if they were meant: times,
/// latencies, sizes. Reads every line in full and allocates; for <c>logfn check</c>, not for the stream. For one thread.
/// </summary>
public sealed class JsonExplainer
{
    private const int MaxLevels = 2;

    private static readonly (JsonField Field, string Name)[] s_fields =
    [
        (JsonField.Timestamp, "time"), (JsonField.Date, "time"), (JsonField.Client, "client"), (JsonField.Region, "region"),
            (JsonField.Method, "method"),
        (JsonField.Endpoint, "endpoint"), (JsonField.Request, "endpoint"), (JsonField.Status, "status"), (JsonField.Latency, "latency"),
            (JsonField.Bytes, "bytes"),
    ];

    private static readonly string[] s_telling =
        ["time", "latency", "duration", "elapsed", "took", "size", "bytes", "length", "millis", "micros", "nanos"];

    private readonly Scratch _scratch = new();
    private readonly JsonShape _shape = new();
    private readonly JsonSlot[] _slots = new JsonSlot[JsonCandidates.MaxCount + 1];
    private readonly List<JsonName> _names = [];
    private readonly JsonMemberReader _members;
    private readonly JsonRecordReader _records;

    /// <exception cref="FormatException">A field alias is wrong; the message says how.</exception>
    public JsonExplainer(ParserOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _members = new JsonMemberReader(new JsonFieldTable(options.FieldAliases), _scratch, options.MaxJsonDepth) { Names = _names };
        _records = new JsonRecordReader(new TimestampReader(), _scratch);
    }

    /// <summary>The keys of a line, or of a JSON line in it; none when it is no JSON line that can be accepted.</summary>
    public IReadOnlyList<JsonFieldUse> Explain(ReadOnlySpan<byte> line)
    {
        _scratch.Clear();
        return Explain(line, "", MaxLevels) ?? [];
    }

    private List<JsonFieldUse>? Explain(ReadOnlySpan<byte> line, string around, int levels)
    {
        line = line.Trim(" \t\r\n"u8);
        if (levels > 0 && LinePrefix.TryFind(line, out int prefix, out _))
        {
            return Explain(line[prefix..], around, levels - 1);
        }

        _names.Clear();
        if (line.IsEmpty || line[0] != '{' || _members.Read(line, _shape, _slots) != 0)
        {
            return null;
        }

        LogRecord record = default;
        FieldSpan at = default;
        if (_records.Read(line, _slots, _shape.Candidates, 0, ref record, ref at) == RejectReason.None)
        {
            return Used(line, around);
        }

        foreach (JsonCandidate candidate in levels > 0 ? _shape.Candidates.Of(JsonField.Envelope).ToArray() : [])
        {
            string name = _names.Find(one => one.Slot == candidate.Slot)?.Path ?? "";
            byte[] inner = candidate.IsText ? _records.Text(line, ref _slots[candidate.Slot]).ToArray() : [];
            if (Explain(inner, around + name + " > ", levels - 1) is { } found)
            {
                return found;
            }

            _names.Clear();
            _members.Read(line, _shape, _slots);
        }

        return null;
    }

    private List<JsonFieldUse> Used(ReadOnlySpan<byte> line, string around)
    {
        var uses = new List<JsonFieldUse>();
        foreach ((JsonField field, string name) in s_fields)
        {
            foreach (JsonCandidate candidate in _shape.Candidates.Of(field))
            {
                if (_records.IsChosen(candidate.Slot))
                {
                    string unit = field == JsonField.Latency ? UnitOf(line, candidate)
                        : field is JsonField.Timestamp && !candidate.IsText ? "epoch"
                        : "";
                    uses.Add(new JsonFieldUse(name, around + PathOf(candidate.Slot), unit));
                }
            }
        }

        foreach (JsonName name in _names)
        {
            bool isChosen = name.Slot != JsonCandidates.IgnoredSlot && _records.IsChosen(name.Slot);
            if (!isChosen && name.IsNumeric
                && Array.Exists(s_telling, word => name.Path.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                uses.Add(new JsonFieldUse("", around + name.Path, ""));
            }
        }

        return uses;
    }

    private string PathOf(int slot) => _names.Find(name => name.Slot == slot)?.Path ?? "";

    private string UnitOf(ReadOnlySpan<byte> line, JsonCandidate candidate)
    {
        bool isNumber = DecimalNumber.TryParse(_records.Text(line, ref _slots[candidate.Slot]), out _);
        return JsonLatency.Describe(isNumber ? candidate.Key.Unit : JsonUnit.Written);
    }
}
