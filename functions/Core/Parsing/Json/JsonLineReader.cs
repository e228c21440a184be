using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// One JSON object per line. The shapes of the last lines are tried first (<see cref="JsonShape"/>); a line that has none of
/// them is read key by key, and its shape replaces the oldest.
/// </summary>
/// <remarks>
/// Of several names for one field the surest counts that has a good value (<see cref="JsonNames"/>); of equal keys the last, as in browsers
/// and System.Text.Json; null states nothing, so any other value wins over it.
/// </remarks>
internal sealed class JsonLineReader
{
    /// <summary>Two writers with an optional field each make four shapes; more are read in full.</summary>
    private const int ShapeCount = 4;

    /// <summary>Lines of a text that are placed in one loop.</summary>
    private const int LinesAtOnce = 16;

    private readonly JsonRecordReader _records;
    private readonly JsonLayoutReader _usual;
    private readonly JsonMarks _marks = new();
    private readonly JsonTextMarks _textMarks = new();
    private readonly AlignedArray<int> _bounds = new(LinesAtOnce * JsonPlacing.BoundsPerLine, JsonPlacing.AlignedStart);
    private readonly PlacedRecord[] _placed = new PlacedRecord[LinesAtOnce];
    private readonly Scratch _scratch;
    private readonly int _maxDepth;
    private readonly JsonShape[] _shapes = new JsonShape[ShapeCount]; // most recently used first
    private int _start;
    private readonly JsonSlot[] _slots = new JsonSlot[JsonCandidates.MaxCount + 1];
    private readonly JsonMemberReader _members;
    private JsonCandidates? _last; // of the line in the slots

    public JsonLineReader(ParserOptions options, TimestampReader timestamps, Scratch scratch)
    {
        _members = new JsonMemberReader(new JsonFieldTable(options.FieldAliases), scratch, options.MaxJsonDepth);
        _records = new JsonRecordReader(timestamps, scratch);
        _usual = new JsonLayoutReader(timestamps, scratch);
        _scratch = scratch;
        _maxDepth = options.MaxJsonDepth;
        for (int i = 0; i < ShapeCount; i++)
        {
            _shapes[i] = new JsonShape();
        }
    }

    /// <param name="line">Without whitespace around.</param>
    public RejectReason Read(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record, ref FieldSpan at)
    {
        if (TryReadByLayout(line, fallbackTimestampMs, ref record))
        {
            return RejectReason.None;
        }

        JsonShape shape = _shapes[0];
        if (shape.IsComplete && shape.TryMatch(line, _slots, _maxDepth - 1))
        {
            return ReadRecord(line, shape, fallbackTimestampMs, ref record, ref at);
        }

        return ReadOtherShape(line, fallbackTimestampMs, ref record, ref at);
    }

    /// <summary>Reads the lines at the start of a text that are laid out as the last ones.</summary>
    /// <returns>
    /// Bytes of the lines that were taken and their newlines. The line behind them is to be read by <see cref="Read"/>, to which it may
    /// still be acceptable, if it is a line at all and no envelope of lines.
    /// </returns>
    public int ReadText<TTaker>(ReadOnlySpan<byte> text, int maxLineBytes, long fallbackTimestampMs, scoped ref TTaker taker)
        where TTaker : IRecordTaker, allows ref struct
    {
        JsonLayout layout = _shapes[0].Layout;
        if (!layout.IsUsable || !_textMarks.TryBegin(text.Length, layout.Separator))
        {
            return 0;
        }

        int placed;
        while ((placed = PlaceLines(text, maxLineBytes)) > 0)
        {
            int taken = TakeLines(text, placed, fallbackTimestampMs, ref taker, out bool goesOn);
            if (!goesOn)
            {
                return taken > 0 ? Math.Min(_shapes[0].Layout.LineEnd(ref BoundsOf(taken - 1)) + 1, text.Length) : _start;
            }
        }

        int end = Math.Min(_textMarks.Next.Start, text.Length);
        if (end == text.Length)
        {
            _textMarks.End();
        }

        return end;
    }

    /// <summary>
    /// Reads placed lines, as many as possible in one go; not all of them when one is refused, or no more are to be taken.
    /// </summary>
    private int TakeLines<TTaker>(ReadOnlySpan<byte> text, int lines, long fallbackTimestampMs, scoped ref TTaker taker, out bool goesOn)
        where TTaker : IRecordTaker, allows ref struct
    {
        JsonLayout layout = _shapes[0].Layout;
        int taken = 0;
        goesOn = true;
        while (goesOn && taken < lines)
        {
            int read = _usual.ReadMany(text, layout, ref BoundsOf(taken), _placed.AsSpan(0, lines - taken));
            if (read > 0)
            {
                goesOn = taker.OnRecords(text, _placed.AsSpan(0, read), out int kept);
                taken += kept;
                continue;
            }

            Unsafe.SkipInit(out LogRecord record);
            record.Line = text;
            _scratch.Clear();
            goesOn = _usual.TryRead(text, layout, ref BoundsOf(taken), fallbackTimestampMs, ref record);
            if (goesOn)
            {
                taken++;
                goesOn = taker.OnRecord(in record);
            }
        }

        return taken;
    }

    private ref int BoundsOf(int line) => ref Unsafe.Add(ref _bounds.First, (nint)line * JsonPlacing.BoundsPerLine);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int PlaceLines(ReadOnlySpan<byte> text, int maxLineBytes)
    {
        _start = _textMarks.Next.Start;
        byte separator = _shapes[0].Layout.Separator;
        for (int i = 0; i < ShapeCount; i++)
        {
            JsonLayout layout = _shapes[i].Layout;
            if (!layout.IsUsable || layout.Separator != separator || layout.MayBeEnvelope || !_textMarks.TryMark(text, layout.MarkCount))
            {
                continue;
            }

            int placed = layout.PlaceLines(text, _textMarks, maxLineBytes, ref _bounds.First, LinesAtOnce);
            if (placed > 0)
            {
                if (i > 0)
                {
                    MoveToFront(i);
                }

                return placed;
            }
        }

        return 0;
    }

    private bool TryReadByLayout(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record)
    {
        ref int bounds = ref _bounds.First;
        JsonLayout layout = _shapes[0].Layout;
        return layout.IsUsable && _marks.TryFind(line, layout.Separator)
            && ((layout.TryPlace(line, _marks, ref bounds) && _usual.TryRead(line, layout, ref bounds, fallbackTimestampMs, ref record))
                || TryReadByOtherLayout(line, layout.Separator, fallbackTimestampMs, ref record));
    }

    private bool TryReadByOtherLayout(ReadOnlySpan<byte> line, byte separator, long fallbackTimestampMs, ref LogRecord record)
    {
        ref int bounds = ref _bounds.First;
        for (int i = 1; i < ShapeCount; i++)
        {
            JsonLayout layout = _shapes[i].Layout;
            if (layout.IsUsable && layout.Separator == separator && layout.TryPlace(line, _marks, ref bounds))
            {
                MoveToFront(i);
                return _usual.TryRead(line, layout, ref bounds, fallbackTimestampMs, ref record);
            }
        }

        return false;
    }

    private RejectReason ReadOtherShape(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record, ref FieldSpan at)
    {
        for (int i = 1; i < ShapeCount; i++)
        {
            JsonShape shape = _shapes[i];
            if (shape.IsComplete && shape.TryMatch(line, _slots, _maxDepth - 1))
            {
                MoveToFront(i);
                return ReadRecord(line, shape, fallbackTimestampMs, ref record, ref at);
            }
        }

        return ReadInFull(line, fallbackTimestampMs, ref record, ref at);
    }

    private void MoveToFront(int index)
    {
        JsonShape shape = _shapes[index];
        Array.Copy(_shapes, 0, _shapes, 1, index);
        _shapes[0] = shape;
    }

    /// <summary>Any order, spacing and escapes. The slow twin of <see cref="JsonShape.TryMatch"/>; also learns the shape.</summary>
    internal RejectReason ReadInFull(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record, ref FieldSpan at)
    {
        JsonShape shape = _shapes[ShapeCount - 1];
        int fault = _members.Read(line, shape, _slots);
        if (fault != 0)
        {
            shape.Clear();
            _last = null;
            at = new FieldSpan(fault == JsonSyntax.TooDeep ? 0 : ~fault, 0);
            return fault == JsonSyntax.TooDeep ? RejectReason.JsonTooDeep : RejectReason.JsonInvalid;
        }

        if (shape.IsComplete)
        {
            MoveToFront(ShapeCount - 1);
        }

        return ReadRecord(line, shape, fallbackTimestampMs, ref record, ref at);
    }

    private RejectReason ReadRecord(
        ReadOnlySpan<byte> line, JsonShape shape, long fallbackTimestampMs, ref LogRecord record, ref FieldSpan at)
    {
        _last = shape.Candidates;
        return _records.Read(line, _slots, shape.Candidates, fallbackTimestampMs, ref record, ref at);
    }

    /// <summary>Of the line that was refused last: the text that may be a line itself.</summary>
    /// <param name="line">That line.</param>
    /// <param name="index">0 = the surest.</param>
    /// <param name="fallbackTimestampMs">The time that the line came with; gets the one it states.</param>
    /// <param name="inner">The text.</param>
    /// <param name="at">Where it stands.</param>
    /// <returns>False when there is no such text.</returns>
    public bool TryGetInner(
        ReadOnlySpan<byte> line, int index, scoped ref long fallbackTimestampMs, out ReadOnlySpan<byte> inner, out FieldSpan at)
    {
        inner = default;
        at = default;
        if (_last is null || index >= _last.Of(JsonField.Envelope).Length)
        {
            return false;
        }

        JsonCandidate candidate = _last.Of(JsonField.Envelope)[index];
        if (candidate.IsText)
        {
            ref JsonSlot slot = ref _slots[candidate.Slot];
            inner = _records.Text(line, ref slot);
            at = slot.Span;
            fallbackTimestampMs = _records.TimeOf(line, _slots, _last, fallbackTimestampMs);
        }

        return true;
    }
}
