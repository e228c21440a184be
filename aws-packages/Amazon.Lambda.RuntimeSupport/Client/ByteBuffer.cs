namespace Amazon.Lambda.RuntimeSupport.Client;

/// <summary>Bytes of one body; the array is kept from body to body.</summary>
internal sealed class ByteBuffer
{
    // Events end at 6 MB. Something beyond may come once from an emulator; it is not kept.
    private const int MaxKeptBytes = 8 * 1024 * 1024;

    public byte[] Array { get; private set; } = [];

    public int Length { get; private set; }

    public void Clear()
    {
        Length = 0;
        if (Array.Length > MaxKeptBytes)
        {
            Array = [];
        }
    }

    /// <summary>Makes room at the end, to be filled by the caller.</summary>
    public Memory<byte> Append(long count)
    {
        int needed = checked((int)(Length + count));
        if (needed > Array.Length)
        {
            byte[] larger = new byte[Length == 0 ? needed : Math.Max(needed, (int)Math.Min(Array.Length * 2L, System.Array.MaxLength))];
            Array.AsSpan(0, Length).CopyTo(larger);
            Array = larger;
        }

        Memory<byte> room = Array.AsMemory(Length, (int)count);
        Length = needed;
        return room;
    }
}
