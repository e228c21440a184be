namespace LogFunctions.Core.Parsing;

/// <summary>The values of a line, or of all lines of a shape, that may be those of fields, by field and in the order of trust.</summary>
internal sealed class JsonCandidates
{
    /// <summary>More are not looked at.</summary>
    public const int MaxCount = 48;

    /// <summary>The slot of whatever is ignored.</summary>
    public const int IgnoredSlot = MaxCount;

    private readonly JsonCandidate[] _all = new JsonCandidate[MaxCount];
    private readonly JsonCandidate[] _ordered = new JsonCandidate[MaxCount];
    private readonly int[] _starts = new int[(int)JsonField.Ignored + 1];
    private int _count;
    private JsonKeyFlags _hints;

    /// <summary>Bit per <see cref="JsonField"/> whose key is there with null.</summary>
    public int Nulls { get; private set; }

    public void Clear() => (_count, Nulls, _hints) = (0, 0, JsonKeyFlags.None);

    /// <summary>Adds a value in the order of the line.</summary>
    /// <returns>Its slot, <see cref="IgnoredSlot"/> when it is of no field.</returns>
    public int Add(JsonKey key, JsonValueForm form)
    {
        AddHints(key.Flags, form);
        if (key.Field == JsonField.Ignored || _count == MaxCount)
        {
            return IgnoredSlot;
        }

        // Of equal keys the last counts.
        for (int i = 0; i < _count; i++)
        {
            if (_all[i].Key.Field == key.Field && _all[i].Key.Rank == key.Rank)
            {
                _all[i] = _all[i] with { Key = JsonKey.Ignored };
            }
        }

        _all[_count] = new JsonCandidate(key, form, _count);
        return _count++;
    }

    public void AddNull(JsonField field) => Nulls |= field == JsonField.Ignored ? 0 : 1 << (int)field;

    /// <summary>To be called when all are added.</summary>
    public void Order()
    {
        Span<JsonCandidate> all = _ordered.AsSpan(0, _count);
        for (int i = 0; i < _count; i++)
        {
            int at = i;
            for (; at > 0 && Position(all[at - 1].Key) > Position(_all[i].Key); at--)
            {
                all[at] = all[at - 1];
            }

            all[at] = _all[i];
        }

        int next = 0;
        for (int field = 0; field < _starts.Length; field++)
        {
            while (next < _count && (int)all[next].Key.Field < field)
            {
                next++;
            }

            _starts[field] = next;
        }

        Settle(all);
    }

    /// <summary>Those of a field, the surest first.</summary>
    public ReadOnlySpan<JsonCandidate> Of(JsonField field) => _ordered.AsSpan(_starts[(int)field].._starts[(int)field + 1]);

    /// <summary>Whether a field is stated at all, be it with null.</summary>
    public bool IsStated(JsonField field) => (Nulls & (1 << (int)field)) != 0 || Has(field);

    public bool Has(JsonField field) => _starts[(int)field] < _starts[(int)field + 1];

    /// <summary>The candidate of a slot when it is the surest of its field; else one that is ignored.</summary>
    public JsonCandidate FirstIn(int slot)
    {
        if (slot != IgnoredSlot && _all[slot].Key.Field is var field && field != JsonField.Ignored && Of(field)[0].Slot == slot)
        {
            return Of(field)[0];
        }

        return new JsonCandidate(JsonKey.Ignored, JsonValueForm.Nested, slot);
    }

    private static int Position(JsonKey key) => ((int)key.Field << 16) | key.Rank;

    private void AddHints(JsonKeyFlags flags, JsonValueForm form)
    {
        _hints |= flags & JsonKeyFlags.Nanos;
        _hints |= form == JsonValueForm.String ? flags & (JsonKeyFlags.Level | JsonKeyFlags.Msg) : JsonKeyFlags.None;
        _hints |= form == JsonValueForm.Number ? flags & JsonKeyFlags.Epoch : JsonKeyFlags.None;
    }

    // Who wrote the line decides what an ambiguous number is.
    private void Settle(Span<JsonCandidate> all)
    {
        const JsonKeyFlags Go = JsonKeyFlags.Level | JsonKeyFlags.Msg;
        bool isGo = (_hints & Go) == Go;
        bool isZap = isGo && (_hints & JsonKeyFlags.Epoch) != 0;
        bool isNanos = (_hints & JsonKeyFlags.Nanos) != 0;
        foreach (ref JsonCandidate candidate in all[_starts[(int)JsonField.Latency].._starts[(int)JsonField.Latency + 1]])
        {
            JsonUnit unit = candidate.Key.Unit switch
            {
                JsonUnit.GoDuration when isNanos => JsonUnit.Nanoseconds,
                JsonUnit.NginxOrMilliseconds or JsonUnit.Written when isZap => JsonUnit.ZapDuration,
                JsonUnit.NginxOrMilliseconds or JsonUnit.Written when isGo || isNanos => JsonUnit.GoDuration,
                var other => other,
            };
            candidate = candidate with { Key = candidate.Key with { Unit = unit } };
        }
    }
}
