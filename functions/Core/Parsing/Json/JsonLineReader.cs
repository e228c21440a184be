using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// One JSON object per line. The shapes of the last lines are tried first (<see cref="JsonShape"/>); a line that has none of
/// them is read key by key, and its shape replaces the oldest.
/// </summary>
/// <remarks>
/// Of several names for one field the surest counts (<see cref="JsonFieldTable"/>); of equal keys the last, as in browsers
/// and System.Text.Json; null states nothing, so any other value wins over it.
/// </remarks>
internal sealed class JsonLineReader
{
    /// <summary>Two writers with an optional field each make four shapes; more are read in full.</summary>
    private const int ShapeCount = 4;

    /// <summary>Lines of a text that are placed in one loop.</summary>
    private const int LinesAtOnce = 16;

    private readonly JsonFieldTable _fields;
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
    private readonly JsonSlot[] _slots = new JsonSlot[(int)JsonField.Ignored + 1];

    public JsonLineReader(ParserOptions options, TimestampReader timestamps, Scratch scratch)
    {
        _fields = new JsonFieldTable(options.FieldAliases);
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
            return _records.Read(line, _slots, shape.Present, shape.Nulls, fallbackTimestampMs, ref record, ref at);
        }
        return ReadOtherShape(line, fallbackTimestampMs, ref record, ref at);
    }

    /// <summary>Reads the lines at the start of a text that are laid out as the last ones.</summary>
    /// <returns>
    /// Bytes of the lines that were taken and their newlines. The line behind them is to be read by <see cref="Read"/>, to which it may still be
    /// acceptable, if it is a line at all and no envelope of lines.
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

    /// <summary>Reads placed lines, as many as possible in one go; not all of them when one is refused, or no more are to be taken.</summary>
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
                return _records.Read(line, _slots, shape.Present, shape.Nulls, fallbackTimestampMs, ref record, ref at);
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
        int fault = ReadMembers(line, shape, out int present, out int nulls);
        if (fault != 0)
        {
            shape.Clear();
            at = new FieldSpan(fault == JsonSyntax.TooDeep ? 0 : ~fault, 0);
            return fault == JsonSyntax.TooDeep ? RejectReason.JsonTooDeep : RejectReason.JsonInvalid;
        }
        RejectReason wrong = WrongType(present, ref at);
        if (wrong != RejectReason.None)
        {
            shape.Clear();
            return wrong;
        }
        if (shape.IsComplete)
        {
            MoveToFront(ShapeCount - 1);
        }
        return _records.Read(line, _slots, present, nulls, fallbackTimestampMs, ref record, ref at);
    }

    /// <summary>Fills the slots and the shape; 0, or what is wrong as <see cref="JsonSyntax"/> says it.</summary>
    private int ReadMembers(ReadOnlySpan<byte> line, JsonShape shape, out int present, out int nulls)
    {
        present = 0;
        nulls = 0;
        shape.Clear();
        int literalStart = 0;
        int position = JsonSyntax.SkipWhitespace(line, 1);
        bool isEmpty = position < line.Length && line[position] == '}';
        while (!isEmpty)
        {
            int fault = ReadKey(line, ref position, out JsonKey key);
            if (fault != 0)
            {
                return fault;
            }
            int end = JsonSyntax.ValueEnd(line, position, _maxDepth - 1);
            if (end < 0)
            {
                return end;
            }
            ReadValue(line, position, end, key, shape, ref literalStart, ref present, ref nulls);
            position = JsonSyntax.SkipWhitespace(line, end);
            if (position < line.Length && line[position] == ',')
            {
                position = JsonSyntax.SkipWhitespace(line, position + 1);
                continue;
            }
            if (position >= line.Length || line[position] != '}')
            {
                return ~position;
            }
            break;
        }
        position = JsonSyntax.SkipWhitespace(line, position + 1);
        shape.Complete(line[literalStart..], present, nulls);
        return position == line.Length ? 0 : ~position;
    }

    /// <summary>From a key's quote to the start of its value.</summary>
    private int ReadKey(ReadOnlySpan<byte> line, ref int position, out JsonKey key)
    {
        key = default;
        if (position >= line.Length || line[position] != '"')
        {
            return ~position;
        }
        int end = JsonSyntax.StringEnd(line, position + 1, out bool hasEscapes);
        if (end < 0)
        {
            return end;
        }
        ReadOnlySpan<byte> name = line[(position + 1)..end];
        if (hasEscapes)
        {
            name = _scratch.Commit(JsonText.Unescape(name, _scratch.Reserve(name.Length)));
        }
        key = _fields.Find(name);
        position = JsonSyntax.SkipWhitespace(line, end + 1);
        if (position >= line.Length || line[position] != ':')
        {
            return ~position;
        }
        position = JsonSyntax.SkipWhitespace(line, position + 1);
        return 0;
    }

    private void ReadValue(
        ReadOnlySpan<byte> line, int start, int end, JsonKey key, JsonShape shape, ref int literalStart, ref int present, ref int nulls)
    {
        byte first = line[start];
        if (first is (byte)'n' or (byte)'t' or (byte)'f' && key.Field == JsonField.Ignored)
        {
            return; // stays part of the literal
        }
        int bit = 1 << (int)key.Field;
        if (first == 'n')
        {
            nulls |= bit;
            return;
        }
        bool isString = first == '"';
        (int valueStart, int valueEnd) = isString ? (start + 1, end - 1) : (start, end);
        bool isNumber = first is (byte)'-' or (>= (byte)'0' and <= (byte)'9');
        shape.Add(
            line[literalStart..valueStart], isString ? JsonValueForm.String : isNumber ? JsonValueForm.Number : JsonValueForm.Nested, key);
        literalStart = valueEnd;

        ref JsonSlot slot = ref _slots[(int)key.Field];
        if (key.Field == JsonField.Ignored || ((present & bit) != 0 && key.Rank > slot.Rank))
        {
            return;
        }
        shape.Choose(key.Field, wasChosen: (present & bit) != 0);
        present |= bit;
        slot = new JsonSlot
        {
            Start = valueStart,
            Length = valueEnd - valueStart,
            Rank = key.Rank,
            PowerToMicros = key.PowerToMicros,
            HasEscapes = isString && line[valueStart..valueEnd].Contains((byte)'\\'),
            IsWrongType = !isString && !isNumber,
        };
    }

    private RejectReason WrongType(int present, ref FieldSpan at)
    {
        for (var field = JsonField.Timestamp; field < JsonField.Ignored; field++)
        {
            JsonSlot slot = _slots[(int)field];
            if ((present & (1 << (int)field)) != 0 && slot.IsWrongType)
            {
                at = new FieldSpan(slot.Start, slot.Length);
                return JsonRecordReader.InvalidReason(field);
            }
        }
        return RejectReason.None;
    }
}
