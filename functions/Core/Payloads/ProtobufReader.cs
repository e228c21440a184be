namespace LogFunctions.Core.Payloads;

/// <summary>Walks the fields of one protobuf message in place. Stops at the first that is not well formed.</summary>
/// <remarks>
/// Source: protobuf.dev/programming-guides/encoding. Groups (wire types 3 and 4) are long deprecated and count as broken.
/// </remarks>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    public const int VarintType = 0;
    public const int Fixed64 = 1;
    public const int LengthDelimited = 2;
    public const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Field number times eight plus wire type.</summary>
    public ulong Tag { get; private set; }

    /// <summary>Content of a length-delimited field; empty for others.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The message ended in the middle of a field, or holds what no encoder writes.</summary>
    public bool IsBroken { get; private set; }

    public bool MoveNext()
    {
        if (_rest.IsEmpty || IsBroken)
        {
            return false;
        }

        Bytes = default;
        IsBroken = !TryReadField();
        return !IsBroken;
    }

    private bool TryReadField()
    {
        if (!TryReadVarint(out ulong tag) || tag >> 3 is 0 or > 536_870_911)
        {
            return false;
        }

        Tag = tag;
        switch ((int)(tag & 7))
        {
            case VarintType:
                return TryReadVarint(out _);
            case Fixed64:
                return TrySkip(8);
            case Fixed32:
                return TrySkip(4);
            case LengthDelimited:
                if (!TryReadVarint(out ulong length) || length > (ulong)_rest.Length)
                {
                    return false;
                }

                Bytes = _rest[..(int)length];
                return TrySkip((int)length);
            default:
                return false;
        }
    }

    private bool TrySkip(int byteCount)
    {
        if (byteCount > _rest.Length)
        {
            return false;
        }

        _rest = _rest[byteCount..];
        return true;
    }

    private bool TryReadVarint(out ulong value)
    {
        if (!Varint.TryRead(_rest, out value, out int length))
        {
            return false;
        }

        _rest = _rest[length..];
        return true;
    }
}
