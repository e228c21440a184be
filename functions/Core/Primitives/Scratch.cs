namespace LogFunctions.Core.Primitives;

/// <summary>
/// Room for the unescaped texts of one line. Grows to the longest line seen (bounded by the longest line the parser takes)
/// and is reused, so that escapes cost no allocation in the long run.
/// </summary>
internal sealed class Scratch
{
    private byte[] _bytes = [];
    private int _used;

    public void Clear() => _used = 0;

    /// <summary>Free space of at least <paramref name="byteCount"/>; earlier texts of the line stay valid.</summary>
    public Span<byte> Reserve(int byteCount)
    {
        if (_bytes.Length - _used < byteCount)
        {
            // Spans over the old array keep it alive and unchanged, so the new one may start empty.
            _bytes = new byte[Math.Max(byteCount, Math.Max(256, _bytes.Length * 2))];
            _used = 0;
        }

        return _bytes.AsSpan(_used);
    }

    /// <summary>Takes the first <paramref name="byteCount"/> bytes of what was reserved.</summary>
    public ReadOnlySpan<byte> Commit(int byteCount)
    {
        ReadOnlySpan<byte> text = _bytes.AsSpan(_used, byteCount);
        _used += byteCount;
        return text;
    }
}
