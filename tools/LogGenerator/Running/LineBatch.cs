using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Running;

/// <summary>The lines of one block as bytes, each ended by a newline. Reused from block to block.</summary>
public sealed class LineBatch
{
    private readonly int[] _ends = new int[Velocity.Block.MaxLines];
    private byte[] _bytes = new byte[256 * 1024];

    internal Hit[] Hits { get; } = new Hit[Velocity.Block.MaxLines];

    internal int[] CopyOf { get; } = new int[Velocity.Block.MaxLines];

    internal ulong[] PartitionBits { get; } = new ulong[Velocity.Block.MaxLines];

    /// <summary>Number of lines.</summary>
    public int Count { get; internal set; }

    /// <summary>Bytes with the newlines.</summary>
    public int ByteCount => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>All lines, each ended by a newline.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, ByteCount);

    /// <summary>Line <paramref name="index"/> without its newline.</summary>
    public ReadOnlySpan<byte> Line(int index) => _bytes.AsSpan(StartOf(index), _ends[index] - 1 - StartOf(index));

    internal int StartOf(int index) => index == 0 ? 0 : _ends[index - 1];

    internal Span<byte> Reserve(int start, int maxBytes)
    {
        if (_bytes.Length - start < maxBytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + maxBytes));
        }

        return _bytes.AsSpan(start);
    }

    internal void EndLine(int index, int end) => _ends[index] = end;
}
