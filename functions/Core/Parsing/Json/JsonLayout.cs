using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// A <see cref="JsonShape"/> laid out for <see cref="JsonMarks"/>: which mark stands in which literal. The places of all values follow
/// from the marks at once, instead of one from the other. A line that fits is as valid as one matched by
/// <see cref="JsonShape.TryMatch"/>: every literal is compared byte for byte, and as the line has as many quotes as the literals and
/// neither backslash nor control byte, no value holds one.
/// </summary>
internal sealed partial class JsonLayout
{
    private const int MaxValues = JsonPlacing.MaxValues;
    private const int VectorBytes = JsonPlacing.VectorBytes;

    /// <summary>Longest literal; what a vector does not hold is compared by itself.</summary>
    private const int MaxLiteralBytes = 64;

    private readonly AlignedArray<byte> _literals = new(JsonPlacing.LiteralBytes, 0);
    private readonly AlignedArray<int> _numbers = new(JsonPlacing.NumberCount, 0);
    private readonly FieldPlace[] _fields = new FieldPlace[(int)JsonField.Ignored];
    private readonly int[] _otherNumbers = new int[MaxValues];

    // Literals that no vector holds, in one array; the first literal and the last among them.
    private readonly byte[] _text = new byte[MaxValues * MaxLiteralBytes];
    private readonly (int Value, int Start, int Length)[] _longLiterals = new (int, int, int)[MaxValues];

    private (int Start, int Length) _first;
    private (int Start, int Length) _last;
    private LiteralVector _firstInVector; // at its start
    private LiteralVector _lastInVector; // at its end
    private int _firstMark; // of value 1
    private bool _isDense;
    private JsonUsualPlaces _usual;
    private int _textLength;
    private int _longLiteralCount;
    private bool _hasLongLiterals;
    private int _valueCount;
    private int _otherNumberCount;

    // A literal within a vector, and where in the vector it stands.
    private struct LiteralVector
    {
        public Vector128<byte> Bytes;
        public Vector128<byte> Mask;
    }

    /// <summary>Where a field stands.</summary>
    /// <param name="At">Its value's place in the line; below 0 = the line has none.</param>
    /// <param name="IsString">Else it is a number.</param>
    /// <param name="Key">What its key means.</param>
    public readonly record struct FieldPlace(int At, bool IsString, JsonKey Key);

    /// <summary>Whether lines can be read by this layout at all.</summary>
    public bool IsUsable { get; private set; }

    /// <summary>What stands before the quotes that are marked.</summary>
    public byte Separator { get; private set; }

    /// <summary>Marks of a line, at most <see cref="JsonMarks.MaxCount"/> when usable.</summary>
    public int MarkCount { get; private set; }

    /// <summary>Quotes of a line, marked or not.</summary>
    public int QuoteCount { get; private set; }

    /// <summary>Whether the fields are such as <see cref="JsonUsualNumbers"/> reads.</summary>
    public bool IsUsual { get; private set; }

    /// <summary>Where they stand then.</summary>
    public ref readonly JsonUsualPlaces Usual => ref _usual;

    /// <summary>Whether lines begin as a CloudWatch Logs envelope does, so that somebody has to look whether they are one.</summary>
    public bool MayBeEnvelope { get; private set; }

    public void Clear()
    {
        (IsUsable, _valueCount, MarkCount, QuoteCount, _otherNumberCount) = (false, 0, 0, 0, 0);
        (_textLength, _longLiteralCount) = (0, 0);
        _numbers.AsSpan().Clear();
        _literals.AsSpan().Clear();
        Array.Fill(_fields, new FieldPlace(-1, false, JsonKey.Ignored));
        Rivals = 0;
    }

    /// <summary>
    /// Adds a literal and the value behind it, in the order of the line; false when that does not suit, and the layout stays unusable.
    /// </summary>
    public bool TryAdd(ReadOnlySpan<byte> literal, JsonValueForm form, JsonCandidate candidate)
    {
        int index = _valueCount;
        JsonField field = candidate.Key.Field;
        if (literal.Length > MaxLiteralBytes)
        {
            return false;
        }

        if (index == 0)
        {
            Separator = literal.Contains((byte)' ') ? (byte)' ' : (byte)',';
            _first = Keep(literal);
            _firstInVector = InVector(literal, 0);
            MayBeEnvelope = EnvelopeStart.MayBeginWith(literal);
        }

        int mark = FindMarks(literal, out int markCount);
        int firstMark = MarkCount;
        MarkCount += markCount;
        QuoteCount += literal.Count((byte)'"');
        if (form == JsonValueForm.End)
        {
            _last = Keep(literal);
            _lastInVector = EndInVector(literal);
            _hasLongLiterals = _longLiteralCount > 0 || _first.Length > VectorBytes || _last.Length > VectorBytes;
            SetFields();
            IsUsable = index > 0 && MarkCount <= JsonMarks.MaxCount;
            _isDense = IsUsable && AreMarksDense();
            return IsUsable;
        }

        if (index == MaxValues - 2 || form == JsonValueForm.Nested || (index > 0 && mark < 0))
        {
            return false;
        }

        if (index > 0)
        {
            AddPlace(literal, firstMark, mark);
        }

        _valueCount++;
        if (field != JsonField.Ignored)
        {
            _fields[(int)field] = new FieldPlace(index, form == JsonValueForm.String, candidate.Key);
        }

        if (form == JsonValueForm.Number && field is not (JsonField.Timestamp or JsonField.Status or JsonField.Latency or JsonField.Bytes))
        {
            _otherNumbers[_otherNumberCount++] = index;
        }

        return true;
    }

    /// <summary>Bit per field that has more than one value: where the surest states nothing, the others are asked.</summary>
    public int Rivals { get; private set; }

    /// <summary>Whether the target is stated by our own name, so that no request line wins over it.</summary>
    public bool IsEndpointOwn => (Endpoint.Key.Flags & JsonKeyFlags.Own) != 0;

    /// <summary>To be called last.</summary>
    public void SetRivals(JsonCandidates candidates)
    {
        Rivals = 0;
        for (var field = JsonField.Timestamp; field < JsonField.Ignored; field++)
        {
            Rivals |= candidates.Of(field).Length > 1 ? 1 << (int)field : 0;
        }

        IsUsual &= Rivals == 0 && (Request.At < 0 || IsEndpointOwn) && (Endpoint.Key.Flags & JsonKeyFlags.MayBeFile) == 0;
    }

    public FieldPlace Timestamp { get; private set; }

    public FieldPlace Client { get; private set; }

    public FieldPlace Region { get; private set; }

    public FieldPlace Method { get; private set; }

    public FieldPlace Endpoint { get; private set; }

    public FieldPlace Request { get; private set; }

    public FieldPlace Status { get; private set; }

    public FieldPlace Latency { get; private set; }

    public FieldPlace Bytes { get; private set; }

    /// <summary>Places in the line of numbers that are read as none.</summary>
    public ReadOnlySpan<int> OtherNumbers => _otherNumbers.AsSpan(0, _otherNumberCount);

    private (int Start, int Length) Keep(ReadOnlySpan<byte> literal)
    {
        int start = _textLength;
        literal.CopyTo(_text.AsSpan(start));
        _textLength += literal.Length;
        return (start, literal.Length);
    }

    private ReadOnlySpan<byte> Kept((int Start, int Length) literal) => _text.AsSpan(literal.Start, literal.Length);

    private void SetFields()
    {
        static int TextAt(FieldPlace field) => field.At < 0 ? JsonPlacing.Absent : field.At;

        Timestamp = _fields[(int)JsonField.Timestamp];
        Client = _fields[(int)JsonField.Client];
        Region = _fields[(int)JsonField.Region];
        Method = _fields[(int)JsonField.Method];
        Endpoint = _fields[(int)JsonField.Endpoint];
        Request = _fields[(int)JsonField.Request];
        Status = _fields[(int)JsonField.Status];
        Latency = _fields[(int)JsonField.Latency];
        Bytes = _fields[(int)JsonField.Bytes];

        // Behind the first value there are at least eight bytes in front of a number.
        IsUsual = Timestamp.At >= 0 && Timestamp.IsString && Endpoint.At >= 0 && _otherNumberCount == 0
            && Math.Min(Status.At, Math.Min(Bytes.At, Latency.At)) > 0 && !Status.IsString && !Bytes.IsString && !Latency.IsString
            && JsonLatency.PowerToMicros(Latency.Key.Unit) >= 0 && (Client.Key.Flags & JsonKeyFlags.OnlyAddress) == 0;
        _usual = new JsonUsualPlaces
        {
            Timestamp = Timestamp.At,
            Status = Status.At,
            Bytes = Bytes.At,
            Latency = Latency.At,
            PowerToMicros = JsonLatency.PowerToMicros(Latency.Key.Unit),
            Client = TextAt(Client),
            Region = TextAt(Region),
            Method = TextAt(Method),
            Endpoint = TextAt(Endpoint),
        };
    }

    // Marks within a literal: a quote behind the separator. Position of the first, or -1.
    private int FindMarks(ReadOnlySpan<byte> literal, out int count)
    {
        int first = -1;
        count = 0;
        for (int i = 1; i < literal.Length; i++)
        {
            if (literal[i] == '"' && literal[i - 1] == Separator)
            {
                first = first < 0 ? i : first;
                count++;
            }
        }

        return first;
    }

    private void AddPlace(ReadOnlySpan<byte> literal, int firstMark, int mark)
    {
        int place = _valueCount - 1;
        LiteralVector vector = EndInVector(literal);
        vector.Bytes.CopyTo(_literals.AsSpan()[(place * VectorBytes)..]);
        vector.Mask.CopyTo(_literals.AsSpan()[(JsonPlacing.LiteralMask + (place * VectorBytes))..]);
        Span<int> numbers = _numbers.AsSpan();
        numbers[JsonPlacing.BytesBefore + place] = mark;
        numbers[JsonPlacing.BytesAfter + place] = literal.Length - mark;
        numbers[JsonPlacing.MarkIndex + place] = firstMark;
        numbers[JsonPlacing.IsValue + place] = -1;
        if (literal.Length > VectorBytes)
        {
            (int start, int length) = Keep(literal);
            _longLiterals[_longLiteralCount++] = (_valueCount, start, length);
        }
    }

    // Whether the marks of the values follow each other: each literal has one.
    private bool AreMarksDense()
    {
        ReadOnlySpan<int> marks = _numbers.AsSpan().Slice(JsonPlacing.MarkIndex, _valueCount - 1);
        _firstMark = marks.IsEmpty ? 0 : marks[0];
        return !marks.IsEmpty && marks[^1] - _firstMark == marks.Length - 1;
    }

    private static LiteralVector EndInVector(ReadOnlySpan<byte> literal) =>
        InVector(literal[Math.Max(0, literal.Length - VectorBytes)..], VectorBytes - Math.Min(VectorBytes, literal.Length));

    // As much of a text as fits, at an offset in a vector, and where in the vector it stands.
    private static LiteralVector InVector(ReadOnlySpan<byte> text, int offset)
    {
        Span<byte> bytes = stackalloc byte[VectorBytes];
        Span<byte> mask = stackalloc byte[VectorBytes];
        text = offset == 0 ? text[..Math.Min(text.Length, VectorBytes)] : text;
        bytes.Clear();
        mask.Clear();
        text.CopyTo(bytes[offset..]);
        mask.Slice(offset, text.Length).Fill(0xFF);
        return new LiteralVector { Bytes = Vector128.Create<byte>(bytes), Mask = Vector128.Create<byte>(mask) };
    }
}
