using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// The marks of a text of many lines (as <see cref="JsonMarks"/> of one), and with them its stops: every backslash and control byte, newlines among
/// them. A list of some KB's marks and stops is made at a time, without looking at lines: where a line ends is no branch then. A
/// line whose marks are followed by a stop that is a newline holds no other stop before it. Not thread-safe.
/// </summary>
internal sealed class JsonTextMarks
{
    // A text begins with few blocks and goes on with twice as many, so that of what was marked for nothing there is never more than twice
    // what was read, or the first blocks: lines that are handed back cost no more than that, wherever they stand.
    private const int FirstBlocks = 4;
    private const int MostBlocks = 64;

    /// <summary>Longer texts are not marked: no sum of a position and the bytes of a literal overflows.</summary>
    private const int MaxTextBytes = 1 << 30;

    private readonly int[] _positions = new int[JsonMarks.MaxCount + (MostBlocks * ByteBlock.Bytes) + BlockMasks.Slack];
    private readonly QuoteBlock[] _quoteBlocks = new QuoteBlock[MostBlocks + 2];
    private int _count;
    private int _markedBytes;
    private int _blocks;
    private int _quotesBefore; // in front of the blocks to be marked
    private byte _separator;
    private Line _line;

    /// <summary>Quotes of a block, and how many stand in the text before it.</summary>
    public struct QuoteBlock
    {
        public ulong Quotes;
        public int CountBefore;
    }

    /// <summary>The line at hand.</summary>
    public struct Line
    {
        /// <summary>Its first byte.</summary>
        public int Start;

        /// <summary>Its first mark's place in <see cref="Positions"/>.</summary>
        public int Mark;

        /// <summary>Quotes in the text before it.</summary>
        public int QuotesBefore;
    }

    /// <summary>The line at hand, to be set behind those that were read.</summary>
    public ref Line Next => ref _line;

    /// <summary>Positions of marks and stops, ascending; the first <see cref="Count"/> count, and what is behind them can be read.</summary>
    public ref int Positions => ref MemoryMarshal.GetArrayDataReference(_positions);

    public int Count => _count;

    /// <summary>The quotes of the blocks from <see cref="QuotesFrom"/> on.</summary>
    public ref QuoteBlock QuoteBlocks => ref MemoryMarshal.GetArrayDataReference(_quoteBlocks);

    /// <summary>Position of the first of the <see cref="QuoteBlocks"/>; the quotes of what is before it are known no more.</summary>
    public int QuotesFrom { get; private set; }

    /// <summary>Begins at the start of a text; false when it is too short or too long, and without vectors.</summary>
    public bool TryBegin(int textLength, byte separator)
    {
        (_count, _markedBytes, _quotesBefore, _blocks, _separator) = (0, 0, 0, FirstBlocks, separator);
        QuotesFrom = 0;
        _line = default;
        return ByteBlock.IsFast && textLength is >= ByteBlock.Bytes and <= MaxTextBytes;
    }

    /// <summary>Sees to it that there is one position more than <paramref name="markCount"/> from the line at hand on; false when it has fewer marks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryMark(ReadOnlySpan<byte> text, int markCount) => _count - _line.Mark > markCount || TryMarkMore(text, markCount);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMarkMore(ReadOnlySpan<byte> text, int markCount)
    {
        // The marks of the line at hand are kept; its quotes are known as a number.
        int kept = _count - _line.Mark;
        _positions.AsSpan(_line.Mark, kept).CopyTo(_positions);
        (_line.Mark, _count) = (0, kept);
        while (_count <= markCount)
        {
            if (_markedBytes == text.Length || HasStop(text))
            {
                return false;
            }

            MarkBlocks(text);
        }

        return true;
    }

    // Whether the line at hand has ended already, or cannot be placed anyway: then nothing behind it is marked for its sake.
    private bool HasStop(ReadOnlySpan<byte> text)
    {
        foreach (int position in _positions.AsSpan(0, _count))
        {
            if (text[position] != (byte)'"')
            {
                return true;
            }
        }

        return false;
    }

    private void MarkBlocks(ReadOnlySpan<byte> text)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        int wholeBlocks = Math.Min(_blocks, (text.Length - _markedBytes) / ByteBlock.Bytes);
        QuotesFrom = _markedBytes;
        _count = Mark(ref start, _markedBytes, wholeBlocks, _separator, ref Positions, _count, ref QuoteBlocks, ref _quotesBefore);
        _markedBytes += wholeBlocks * ByteBlock.Bytes;
        _blocks = Math.Min(2 * _blocks, MostBlocks);
        if (wholeBlocks < MostBlocks && text.Length - _markedBytes is > 0 and < ByteBlock.Bytes)
        {
            MarkEnd(ref start, text.Length, ref Unsafe.Add(ref QuoteBlocks, wholeBlocks));
        }
    }

    // Stand-alone with plain arguments, so that everything stays in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Mark(
        ref byte text, int position, int blocks, byte separator, ref int positions, int count, ref QuoteBlock quoteBlock, ref int quotesBefore)
    {
        int quoteCount = quotesBefore;
        ulong before = position > 0 && Unsafe.Add(ref text, position - 1) == separator ? 1UL : 0;
        for (; blocks > 0; blocks--)
        {
            var block = new ByteBlock(ref Unsafe.Add(ref text, position));
            ulong quotes = block.Equal((byte)'"');
            ulong separators = block.Equal(separator);
            ulong marks = (quotes & ((separators << 1) | before)) | block.EscapeOrControl();
            before = separators >> 63;
            quoteBlock.Quotes = quotes;
            quoteBlock.CountBefore = quoteCount;
            quoteBlock = ref Unsafe.Add(ref quoteBlock, 1);
            quoteCount += BitOperations.PopCount(quotes);
            count = BlockMasks.Append(marks, position, ref positions, count, usual: 4);
            position += ByteBlock.Bytes;
        }

        quotesBefore = quoteCount;
        return count;
    }

    // The last bytes, fewer than a block: a block that ends with the text, and what was marked before shifted out of its masks.
    private void MarkEnd(ref byte text, int length, ref QuoteBlock quoteBlock)
    {
        var block = new ByteBlock(ref Unsafe.Add(ref text, length - ByteBlock.Bytes));
        int seen = ByteBlock.Bytes - (length - _markedBytes);
        ulong quotes = block.Equal((byte)'"');
        ulong marks = (quotes & (block.Equal(_separator) << 1)) | block.EscapeOrControl();
        quoteBlock.Quotes = quotes >> seen;
        quoteBlock.CountBefore = _quotesBefore;
        _count = BlockMasks.Append(marks >> seen, _markedBytes, ref Positions, _count, usual: 4);
        _quotesBefore += BitOperations.PopCount(quotes >> seen);
        _markedBytes = length;
    }
}
