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
    private int _next; // the first mark of the line
    private int _count;
    private int _markedBytes;
    private int _listStart; // where the blocks begin whose quotes are known
    private int _blocks;
    private int _quotesBefore; // in front of the list's blocks
    private int _quotesAtLine;
    private byte _separator;

    // Quotes of a block, and how many stand in the text before it.
    private struct QuoteBlock
    {
        public ulong Quotes;
        public int CountBefore;
    }

    /// <summary>Where the line at hand starts.</summary>
    public int LineStart { get; private set; }

    /// <summary>The marks of the line at hand; as many as were asked for count.</summary>
    public ref int Positions => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_positions), _next);

    /// <summary>Begins at the start of a text; false when it is too short or too long, and without vectors.</summary>
    public bool TryBegin(int textLength, byte separator)
    {
        (_next, _count, _markedBytes, _listStart) = (0, 0, 0, 0);
        (_quotesBefore, _quotesAtLine, LineStart, _blocks) = (0, 0, 0, FirstBlocks);
        _separator = separator;
        return ByteBlock.IsFast && textLength is >= ByteBlock.Bytes and <= MaxTextBytes;
    }

    /// <summary>Whether the line at hand has so many marks and quotes, neither backslash nor control byte, and a newline behind it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="markCount">At most <see cref="JsonMarks.MaxCount"/>. That these are the line's only ones, and no stop is among them, is
    /// sure when as many marks are found where they should stand.</param>
    /// <param name="quoteCount">Quotes of the line, marked or not.</param>
    /// <param name="lineEnd">Where the newline stands.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFindEnd(ReadOnlySpan<byte> text, int markCount, int quoteCount, out int lineEnd)
    {
        int stop = _next + markCount;
        if (stop >= _count && !TryMarkMore(text, markCount))
        {
            lineEnd = 0;
            return false;
        }

        lineEnd = Unsafe.Add(ref Positions, markCount);
        return QuotesUpTo(lineEnd) - _quotesAtLine == quoteCount
            && Unsafe.Add(ref MemoryMarshal.GetReference(text), lineEnd) == (byte)'\n'
            && lineEnd - LineStart >= JsonMarks.MinLineBytes;
    }

    /// <summary>Goes on behind a line that <see cref="TryFindEnd"/> has found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MoveBehind(int lineEnd, int markCount, int quoteCount)
    {
        _next += markCount + 1;
        _quotesAtLine += quoteCount;
        LineStart = lineEnd + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int QuotesUpTo(int position)
    {
        int offset = position - _listStart;
        if (offset < 0)
        {
            return -1; // for a layout with fewer marks than the one before: the quotes of that block are not known any more
        }

        ref QuoteBlock block = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_quoteBlocks), offset >> 6);
        return block.CountBefore + BitOperations.PopCount(block.Quotes & ((1UL << offset) - 1));
    }

    // Until the line has one position more than marks; false when the text ends before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMarkMore(ReadOnlySpan<byte> text, int markCount)
    {
        // The marks of the line at hand are kept; its quotes are known as a number.
        int kept = _count - _next;
        _positions.AsSpan(_next, kept).CopyTo(_positions);
        (_next, _count) = (0, kept);
        while (_count <= markCount && _markedBytes < text.Length)
        {
            MarkBlocks(text);
        }

        return _count > markCount;
    }

    private void MarkBlocks(ReadOnlySpan<byte> text)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        ref int positions = ref MemoryMarshal.GetArrayDataReference(_positions);
        ref QuoteBlock quoteBlocks = ref MemoryMarshal.GetArrayDataReference(_quoteBlocks);
        int wholeBlocks = Math.Min(_blocks, (text.Length - _markedBytes) / ByteBlock.Bytes);
        _listStart = _markedBytes;
        _count = Mark(ref start, _markedBytes, wholeBlocks, _separator, ref positions, _count, ref quoteBlocks, ref _quotesBefore);
        _markedBytes += wholeBlocks * ByteBlock.Bytes;
        _blocks = Math.Min(2 * _blocks, MostBlocks);
        if (wholeBlocks < MostBlocks && text.Length - _markedBytes is > 0 and < ByteBlock.Bytes)
        {
            MarkEnd(ref start, text.Length, ref positions, ref Unsafe.Add(ref quoteBlocks, wholeBlocks));
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
    private void MarkEnd(ref byte text, int length, ref int positions, ref QuoteBlock quoteBlock)
    {
        var block = new ByteBlock(ref Unsafe.Add(ref text, length - ByteBlock.Bytes));
        int seen = ByteBlock.Bytes - (length - _markedBytes);
        ulong quotes = block.Equal((byte)'"');
        ulong marks = (quotes & (block.Equal(_separator) << 1)) | block.EscapeOrControl();
        quoteBlock.Quotes = quotes >> seen;
        quoteBlock.CountBefore = _quotesBefore;
        _count = BlockMasks.Append(marks >> seen, _markedBytes, ref positions, _count, usual: 4);
        _quotesBefore += BitOperations.PopCount(quotes >> seen);
        _markedBytes = length;
    }
}
