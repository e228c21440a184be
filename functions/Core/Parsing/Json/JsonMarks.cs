using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// Where the names of a JSON line begin: the quotes that follow a separator (a comma, or a space in JSON written with spaces). Searching
/// a line value by value makes each search wait for the one before it; marks are found 64 bytes at a time, each block for itself.
/// Not thread-safe.
/// </summary>
internal sealed class JsonMarks
{
    /// <summary>Shorter lines are not marked: the last block is loaded so that it ends with the line.</summary>
    public const int MinLineBytes = ByteBlock.Bytes;

    /// <summary>A line with more marks is not marked.</summary>
    public const int MaxCount = 128;

    // Blocks with more marks are rare.
    private const int UsualMarks = 4;

    private readonly int[] _positions = new int[MaxCount + BlockMasks.Slack];

    /// <summary>Number of marks.</summary>
    public int Count { get; private set; }

    /// <summary>Number of quotes in the line, marks and others.</summary>
    public int Quotes { get; private set; }

    /// <summary>Positions of the marked quotes, ascending; the first <see cref="Count"/> count.</summary>
    public int[] Positions => _positions;

    /// <summary>Marks a line.</summary>
    /// <param name="line">Any bytes.</param>
    /// <param name="separator">What stands before a quote that is marked; not a quote itself.</param>
    /// <returns>
    /// False when the line is too short, or holds a backslash, a control byte or too many marks; always false without vectors.
    /// </returns>
    public bool TryFind(ReadOnlySpan<byte> line, byte separator)
    {
        int length = line.Length;
        if (!ByteBlock.IsFast || length < MinLineBytes)
        {
            return false;
        }

        ref byte start = ref MemoryMarshal.GetReference(line);
        ref int positions = ref MemoryMarshal.GetArrayDataReference(_positions);
        int count = 0;
        int quoteCount = 0;
        ulong bad = 0;
        ulong before = 0;
        int position = 0;
        for (; position + ByteBlock.Bytes <= length; position += ByteBlock.Bytes)
        {
            var block = new ByteBlock(ref Unsafe.Add(ref start, position));
            bad |= block.EscapeOrControl();
            ulong quotes = block.Equal((byte)'"');
            ulong separators = block.Equal(separator);
            quoteCount += BitOperations.PopCount(quotes);
            count = BlockMasks.Append(quotes & ((separators << 1) | before), position, ref positions, count, UsualMarks);
            before = separators >> 63;
            if (count > MaxCount)
            {
                return false;
            }
        }

        if (position < length)
        {
            // The last block overlaps the one before; bits that were seen are shifted out.
            var block = new ByteBlock(ref Unsafe.Add(ref start, length - ByteBlock.Bytes));
            ulong isNew = ulong.MaxValue << (ByteBlock.Bytes - (length - position));
            bad |= block.EscapeOrControl();
            ulong quotes = block.Equal((byte)'"') & isNew;
            quoteCount += BitOperations.PopCount(quotes);
            count = BlockMasks.Append(quotes & (block.Equal(separator) << 1), length - ByteBlock.Bytes, ref positions, count, UsualMarks);
        }

        Count = count;
        Quotes = quoteCount;
        return bad == 0 && count <= MaxCount;
    }
}
