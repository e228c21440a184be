using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Parsing;

// From the marks of a line, or of many, to the places of their values.
internal sealed partial class JsonLayout
{
    /// <summary>Places the values of a line; false when it is not laid out like this.</summary>
    /// <param name="line">Of at least <see cref="JsonMarks.MinLineBytes"/>.</param>
    /// <param name="marks">Its marks, made with <see cref="Separator"/>.</param>
    /// <param name="bounds">Gets where value i starts at i, and where it ends a <see cref="JsonPlacing.ToEnd"/> behind.</param>
    public bool TryPlace(ReadOnlySpan<byte> line, JsonMarks marks, ref int bounds) =>
        marks.Count == MarkCount && marks.Quotes == QuoteCount
        && TryPlace(ref MemoryMarshal.GetReference(line), 0, line.Length, ref MemoryMarshal.GetArrayDataReference(marks.Positions),
            ref bounds);

    /// <summary>Places the values of the lines at hand that are laid out like this, as far as the text is marked.</summary>
    /// <param name="text">The text.</param>
    /// <param name="marks">Its marks, made with <see cref="Separator"/>. Moved behind the lines that are placed.</param>
    /// <param name="maxLineBytes">A longer line is not placed.</param>
    /// <param name="bounds">
    /// As for one line, <see cref="JsonPlacing.BoundsPerLine"/> for each; positions count from the start of the text.
    /// </param>
    /// <param name="maxLines">Lines that there is room for.</param>
    /// <returns>Number of lines.</returns>
    public int PlaceLines(ReadOnlySpan<byte> text, JsonTextMarks marks, int maxLineBytes, ref int bounds, int maxLines)
    {
        int lines = Math.Min((marks.Count - marks.Next.Mark) / (MarkCount + 1), maxLines);
        return _isDense && !_hasLongLiterals && Vector256.IsHardwareAccelerated
            ? PlaceDenseLines(text, marks, maxLineBytes, ref bounds, lines)
            : PlaceAnyLines(text, marks, maxLineBytes, ref bounds, lines);
    }

    // Without a call in the loop, for what is kept in vectors over a call is kept on the stack, across cache lines as often as not.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int PlaceDenseLines(ReadOnlySpan<byte> text, JsonTextMarks marks, int maxLineBytes, ref int bounds, int lines)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        ref int numbers = ref _numbers.First;
        ref byte literals = ref _literals.First;
        JsonTextMarks.Line line = marks.Next;
        ref int mark = ref Unsafe.Add(ref marks.Positions, line.Mark);
        int count = _valueCount - 1;
        int placed = 0;
        for (; placed < lines; placed++)
        {
            if (!TryEndLine(text.Length, ref start, marks, ref mark, maxLineBytes, ref line, out int lineStart, out int lineEnd))
            {
                break;
            }

            int end = lineEnd - _last.Length;
            bounds = lineStart + _first.Length;
            ref int firstMark = ref Unsafe.Add(ref mark, (nint)_firstMark);
            if (!JsonPlacing.TryPlaceDense(ref start, end, ref firstMark, ref numbers, ref literals, ref bounds, count)
                || DifferenceOfEnds(ref start, lineStart, lineEnd) != Vector128<byte>.Zero)
            {
                break;
            }

            mark = ref Unsafe.Add(ref mark, (nint)(MarkCount + 1));
            bounds = ref Unsafe.Add(ref bounds, JsonPlacing.BoundsPerLine);
            marks.Next.QuotesBefore = line.QuotesBefore;
            marks.Next.Start = line.Start;
        }

        marks.Next.Mark += placed * (MarkCount + 1);
        return placed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int PlaceAnyLines(ReadOnlySpan<byte> text, JsonTextMarks marks, int maxLineBytes, ref int bounds, int lines)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        JsonTextMarks.Line line = marks.Next;
        ref int mark = ref Unsafe.Add(ref marks.Positions, line.Mark);
        int placed = 0;
        for (; placed < lines; placed++)
        {
            if (!TryEndLine(text.Length, ref start, marks, ref mark, maxLineBytes, ref line, out int lineStart, out int lineEnd)
                || !TryPlace(ref start, lineStart, lineEnd, ref mark, ref bounds))
            {
                break;
            }

            marks.Next.QuotesBefore = line.QuotesBefore;
            marks.Next.Start = line.Start;
            mark = ref Unsafe.Add(ref mark, (nint)(MarkCount + 1));
            bounds = ref Unsafe.Add(ref bounds, JsonPlacing.BoundsPerLine);
        }

        marks.Next.Mark += placed * (MarkCount + 1);
        return placed;
    }

    // Behind the marks must stand a stop that is the newline, or the end. When all marks are found where the literals have them, no stop
    // is among them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEndLine(
        int textLength, ref byte start, JsonTextMarks marks, ref int mark, int maxLineBytes, ref JsonTextMarks.Line line,
            out int lineStart, out int lineEnd)
    {
        lineStart = line.Start;
        lineEnd = Unsafe.Add(ref mark, (nint)MarkCount);
        int offset = lineEnd - marks.QuotesFrom;
        if (offset < 0 || (lineEnd != textLength && Unsafe.Add(ref start, (nint)lineEnd) != (byte)'\n'))
        {
            return false;
        }

        ref JsonTextMarks.QuoteBlock block = ref Unsafe.Add(ref marks.QuoteBlocks, (nint)(offset >> 6));
        int quotesAtEnd = block.CountBefore + BitOperations.PopCount(block.Quotes & ((1UL << offset) - 1));
        int lineBytes = lineEnd - lineStart;
        bool isEnded = quotesAtEnd - line.QuotesBefore == QuoteCount && lineBytes >= JsonMarks.MinLineBytes && lineBytes <= maxLineBytes;
        line.QuotesBefore = quotesAtEnd;
        line.Start = lineEnd + 1;
        return isEnded;
    }

    // Of the first literal and the last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<byte> DifferenceOfEnds(ref byte text, int lineStart, int lineEnd) =>
        ((Vector128.LoadUnsafe(ref Unsafe.Add(ref text, (nint)lineStart)) ^ _firstInVector.Bytes) & _firstInVector.Mask)
        | ((Vector128.LoadUnsafe(ref Unsafe.Add(ref Unsafe.Add(ref text, (nint)lineEnd), -VectorBytes)) ^ _lastInVector.Bytes)
            & _lastInVector.Mask);

    /// <summary>Where the newline of a placed line stands, or the text ends.</summary>
    public int LineEnd(ref int bounds) => Unsafe.Add(ref bounds, JsonPlacing.ToEnd + _valueCount - 1) + _last.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryPlace(ref byte text, int lineStart, int lineEnd, ref int marks, ref int bounds)
    {
        int count = _valueCount - 1;
        int end = lineEnd - _last.Length;
        ref int numbers = ref _numbers.First;
        ref byte literals = ref _literals.First;
        bounds = lineStart + _first.Length;
        bool isPlaced = _isDense && Vector256.IsHardwareAccelerated
            ? JsonPlacing.TryPlaceDense(ref text, end, ref Unsafe.Add(ref marks, (nint)_firstMark), ref numbers, ref literals, ref bounds,
                count)
            : JsonPlacing.TryPlaceEach(ref text, end, ref marks, ref numbers, ref literals, ref bounds, count);
        return isPlaced && DifferenceOfEnds(ref text, lineStart, lineEnd) == Vector128<byte>.Zero
            && (!_hasLongLiterals || AreLongLiteralsEqual(ref text, lineStart, lineEnd, ref bounds));
    }

    private bool AreLongLiteralsEqual(ref byte text, int lineStart, int lineEnd, ref int bounds)
    {
        ReadOnlySpan<byte> line = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, lineStart), lineEnd - lineStart);
        if (!line.StartsWith(Kept(_first)) || !line.EndsWith(Kept(_last)))
        {
            return false;
        }

        foreach ((int value, int start, int length) in _longLiterals.AsSpan(0, _longLiteralCount))
        {
            if (!line[..(Unsafe.Add(ref bounds, value) - lineStart)].EndsWith(Kept((start, length))))
            {
                return false;
            }
        }

        return true;
    }
}
