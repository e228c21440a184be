using System.Text;

namespace LogFunctions.Core.Parsing;

/// <summary>Own names, aliases and paths of JSON fields (<see cref="JsonNames"/>), looked up by bytes without allocation.</summary>
internal sealed class JsonFieldTable
{
    /// <summary>Names with points included; a longer one is no field.</summary>
    public const int MaxNameBytes = 128;

    private const ushort WrappedRank = 10_000;

    private readonly Dictionary<string, JsonKey> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonKey> _folded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wrappers = new(JsonNames.Wrappers, StringComparer.Ordinal);
    private readonly Dictionary<string, JsonKey>.AlternateLookup<ReadOnlySpan<char>> _exactLookup;
    private readonly Dictionary<string, JsonKey>.AlternateLookup<ReadOnlySpan<char>> _foldedLookup;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _parentLookup;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _wrapperLookup;
    private ushort _rank;

    /// <exception cref="FormatException">A field is unknown, or a name is given twice.</exception>
    public JsonFieldTable(IReadOnlyList<FieldAlias> userAliases)
    {
        foreach (FieldAlias alias in userAliases)
        {
            AddAlias(alias);
        }

        foreach ((string name, JsonField field, JsonUnit unit) in JsonNames.Own)
        {
            Add(_exact, name, field, unit, JsonKeyFlags.Own | JsonKeyFlags.Sure | (name == "ts" ? JsonKeyFlags.Epoch : JsonKeyFlags.None));
        }

        foreach (string name in JsonNames.Durations)
        {
            foreach ((string suffixes, JsonUnit unit) in JsonNames.Suffixes)
            {
                foreach (string suffix in suffixes.Split(','))
                {
                    Add(_folded, name + suffix, JsonField.Latency, unit, JsonKeyFlags.None);
                }
            }
        }

        foreach ((string names, JsonField field, JsonUnit unit, JsonKeyFlags flags) in JsonNames.Exact)
        {
            AddAll(_exact, names, field, unit, flags);
        }

        foreach ((string names, JsonField field, JsonUnit unit, JsonKeyFlags flags) in JsonNames.Any)
        {
            AddAll(_folded, names, field, unit, flags);
        }

        foreach ((string name, JsonKey key) in _exact.Where(entry =>
            entry.Value.Unit == JsonUnit.None && !entry.Key.Any(char.IsAsciiLetterUpper)).ToArray())
        {
            string folded = new(name.Where(c => c is not ('-' or '_' or '(' or ')')).ToArray());
            Add(_folded, folded, key.Field, key.Unit, key.Flags & ~(JsonKeyFlags.Own | JsonKeyFlags.Sure));
        }

        _exactLookup = _exact.GetAlternateLookup<ReadOnlySpan<char>>();
        _foldedLookup = _folded.GetAlternateLookup<ReadOnlySpan<char>>();
        _parentLookup = _parents.GetAlternateLookup<ReadOnlySpan<char>>();
        _wrapperLookup = _wrappers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What a key means.</summary>
    /// <param name="path">The key with those of the objects around it, points between.</param>
    /// <param name="wrapperLength">Bytes of the path that name wrappers, the point included.</param>
    public JsonKey Find(ReadOnlySpan<byte> path, int wrapperLength)
    {
        if (TryFind(path, out JsonKey key) || wrapperLength == 0)
        {
            return key;
        }

        return TryFind(path[wrapperLength..], out key)
            ? key with { Rank = (ushort)(key.Rank + WrappedRank), Flags = key.Flags & ~(JsonKeyFlags.Own | JsonKeyFlags.Sure) }
            : JsonKey.Ignored;
    }

    /// <summary>Whether an object may hold fields, and whether it is a mere wrapper of them.</summary>
    public bool IsParent(ReadOnlySpan<byte> path, int wrapperLength, out bool isWrapper)
    {
        isWrapper = false;
        if (path.Length > MaxNameBytes)
        {
            return false;
        }

        Span<char> chars = stackalloc char[MaxNameBytes];
        ReadOnlySpan<char> inWrapper = Fold(path[wrapperLength..], chars);
        isWrapper = _wrapperLookup.Contains(inWrapper);
        if (isWrapper || _parentLookup.Contains(inWrapper))
        {
            return true;
        }

        Span<char> whole = stackalloc char[MaxNameBytes];
        return _parentLookup.Contains(Fold(path, whole)) || _parentLookup.Contains(whole[..Encoding.Latin1.GetChars(path, whole)]);
    }

    private bool TryFind(ReadOnlySpan<byte> path, out JsonKey key)
    {
        key = JsonKey.Ignored;
        if (path.Length > MaxNameBytes)
        {
            return false;
        }

        Span<char> chars = stackalloc char[MaxNameBytes];
        return _exactLookup.TryGetValue(chars[..Encoding.Latin1.GetChars(path, chars)], out key)
            || _foldedLookup.TryGetValue(Fold(path, chars), out key)
            || Ignore(out key);
    }

    private static bool Ignore(out JsonKey key)
    {
        key = JsonKey.Ignored;
        return false;
    }

    // Small letters, without dashes, underscores, blanks and parentheses.
    private static ReadOnlySpan<char> Fold(ReadOnlySpan<byte> path, Span<char> chars)
    {
        int length = 0;
        foreach (byte value in path)
        {
            if (value is not ((byte)'-' or (byte)'_' or (byte)' ' or (byte)'(' or (byte)')'))
            {
                chars[length++] = char.ToLowerInvariant((char)value);
            }
        }

        return chars[..length];
    }

    private void AddAlias(FieldAlias alias)
    {
        int own = Array.FindIndex(JsonNames.Own, name => name.Name == alias.Field);
        if (own < 0)
        {
            string known = string.Join(", ", JsonNames.Own.Select(name => name.Name));
            throw new FormatException($"field alias {alias.Field}={alias.Name}: no field '{alias.Field}'; known are {known}");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(alias.Name);
        string name = Encoding.Latin1.GetString(bytes); // as keys are looked up
        if (bytes.Length > MaxNameBytes)
        {
            throw new FormatException($"field alias {alias.Field}={alias.Name}: the name has more than {MaxNameBytes} bytes");
        }

        if (_exact.ContainsKey(name))
        {
            throw new FormatException($"field alias {alias.Field}={alias.Name}: '{alias.Name}' is given twice");
        }

        Add(_exact, name, JsonNames.Own[own].Field, JsonNames.Own[own].Unit, JsonKeyFlags.Own | JsonKeyFlags.Sure);
    }

    private void AddAll(Dictionary<string, JsonKey> keys, string names, JsonField field, JsonUnit unit, JsonKeyFlags flags)
    {
        foreach (string name in names.Split(','))
        {
            Add(keys, name, field, unit, flags);
        }
    }

    private void Add(Dictionary<string, JsonKey> keys, string name, JsonField field, JsonUnit unit, JsonKeyFlags flags)
    {
        keys.TryAdd(name, new JsonKey(field, _rank++, unit, flags));
        for (int point = name.IndexOf('.', StringComparison.Ordinal); point >= 0; point = name.IndexOf('.', point + 1))
        {
            _parents.Add(name[..point]);
        }
    }
}
