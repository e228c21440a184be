using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// The marks of a text of many lines (as <see cref="JsonMarks"/> of one), and with them its stops: every backslash and control byte,
/// newlines among them, and its end. A list of some KB's marks and stops is made at a time, without looking at lines: where a line ends is
/// no branch then. A line whose marks are followed by a stop that is a newline holds no other stop before it. Not thread-safe.
/// </summary>
internal sealed class JsonTextMarks
{
    // After a text that was handed back the next one begins with few blocks and goes on with twice as many, so that of what was marked for
    // nothing there is never more than twice what was read, or the first blocks: lines that are handed back cost no more than that,
    // wherever they stand.
    private const int FirstBlocks = 4;
    private const int MostBlocks = 256;

    /// <summary>Longer texts are not marked: no sum of a position and the bytes of a literal overflows.</summary>
    private const int MaxTextBytes = 1 << 30;

    private readonly int[] _positions = new int[JsonMarks.MaxCount + (MostBlocks * ByteBlock.Bytes) + BlockMasks.Slack];
    private readonly QuoteBlock[] _quoteBlocks = new QuoteBlock[MostBlocks + 2];
    private int _count;
    private int _markedBytes;
    private int _blocks;
    private int _quotesBefore; // in front of the blocks to be marked
    private byte _separator;
    private bool _isHandedBack = true;
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

    /// <summary>
    /// Positions of marks and stops, ascending; the first <see cref="Count"/> count, and what is behind them can be read.
    /// </summary>
    public ref int Positions => ref MemoryMarshal.GetArrayDataReference(_positions);

    public int Count => _count;

    /// <summary>The quotes of the blocks from <see cref="QuotesFrom"/> on.</summary>
    public ref QuoteBlock QuoteBlocks => ref MemoryMarshal.GetArrayDataReference(_quoteBlocks);

    /// <summary>Position of the first of the <see cref="QuoteBlocks"/>; the quotes of what is before it are known no more.</summary>
    public int QuotesFrom { get; private set; }

    /// <summary>Begins at the start of a text; false when it is too short or too long, and without vectors.</summary>
    public bool TryBegin(int textLength, byte separator)
    {
        (_count, _markedBytes, _quotesBefore, _blocks, _separator) = (0, 0, 0, _isHandedBack ? FirstBlocks : MostBlocks, separator);
        _isHandedBack = true;
        QuotesFrom = 0;
        _line = default;
        return ByteBlock.IsFast && textLength is >= ByteBlock.Bytes and <= MaxTextBytes;
    }

    /// <summary>To be called when a text was read to its end: the next one is likely to be, too.</summary>
    public void End() => _isHandedBack = false;

    /// <summary>
    /// Sees to it that there is one position more than <paramref name="markCount"/> from the line at hand on; false when it has fewer
    /// marks.
    /// </summary>
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
        QuotesFrom = _markedBytes;
        int wholeBlocks = Math.Min(_blocks, (text.Length - _markedBytes) / ByteBlock.Bytes);
        int first = 0;
        if (_markedBytes == 0)
        {
            MarkBlock(ref start, 0, 0);
            first = 1;
        }

        _count = JsonBlockMarker.Append(
            ref start, _markedBytes, wholeBlocks - first, _separator, ref Positions, _count, ref Unsafe.Add(ref QuoteBlocks, first),
                ref _quotesBefore);
        _markedBytes += (wholeBlocks - first) * ByteBlock.Bytes;
        _blocks = Math.Min(2 * _blocks, MostBlocks);
        if (wholeBlocks < MostBlocks && text.Length - _markedBytes is > 0 and < ByteBlock.Bytes)
        {
            int blockStart = text.Length - ByteBlock.Bytes;
            MarkBlock(ref start, blockStart, _markedBytes - blockStart);
        }

        if (_markedBytes == text.Length)
        {
            // The end of the text is a stop, too: it ends a line without a newline.
            _positions[_count++] = text.Length;
            ref QuoteBlock end = ref Unsafe.Add(ref QuoteBlocks, (text.Length - QuotesFrom) / ByteBlock.Bytes);
            end = text.Length % ByteBlock.Bytes == 0 ? new QuoteBlock { CountBefore = _quotesBefore } : end;
        }
    }

    // The first block, which no byte stands before, or the last, of which some bytes were marked before: these are shifted out of its
    // masks.
    private void MarkBlock(ref byte text, int blockStart, int seenBytes)
    {
        var block = new ByteBlock(ref Unsafe.Add(ref text, blockStart));
        ulong quotes = block.Equal((byte)'"');
        ulong marks = (quotes & (block.Equal(_separator) << 1)) | block.EscapeOrControl();
        int start = blockStart + seenBytes;
        Unsafe.Add(ref QuoteBlocks, (start - QuotesFrom) / ByteBlock.Bytes) =
            new QuoteBlock { Quotes = quotes >> seenBytes, CountBefore = _quotesBefore };
        _count = BlockMasks.Append(marks >> seenBytes, start, ref Positions, _count, usual: 4);
        _quotesBefore += BitOperations.PopCount(quotes >> seenBytes);
        _markedBytes = blockStart + ByteBlock.Bytes;
    }
}
