using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// A <see cref="JsonShape"/> laid out for <see cref="JsonMarks"/>: which mark stands in which literal. The places of all values follow
/// from the marks at once, instead of one from the other. A line that fits is as valid as one matched by
/// <see cref="JsonShape.TryMatch"/>: every literal is compared byte for byte, and as the line has as many quotes as the literals and
/// neither backslash nor control byte, no value holds one.
/// </summary>
internal sealed class JsonLayout
{
    private const int MaxValues = 64;
    private const int VectorBytes = 16;

    /// <summary>Longest literal; what a vector does not hold is compared by itself.</summary>
    private const int MaxLiteralBytes = 64;

    private readonly Place[] _places = new Place[MaxValues];
    private readonly FieldPlace[] _fields = new FieldPlace[(int)JsonField.Ignored];
    private readonly int[] _ignoredNumbers = new int[MaxValues];

    // Literals that no vector holds, in one array; the first literal and the last among them.
    private readonly byte[] _text = new byte[MaxValues * MaxLiteralBytes];
    private readonly (int Value, int Start, int Length)[] _longLiterals = new (int, int, int)[MaxValues];

    private readonly int[] _bounds = new int[2 * MaxValues];
    private (int Start, int Length) _first;
    private (int Start, int Length) _last;
    private Place _firstPlace; // the literal at the start of a vector
    private Place _lastPlace; // the literal at the end of a vector
    private int _textLength;
    private int _longLiteralCount;
    private bool _hasLongLiterals;
    private int _valueCount;
    private int _markCount;
    private int _quoteCount;
    private int _ignoredNumberCount;

    /// <summary>The end of the literal before a value, and where that stands relative to a mark within it.</summary>
    private struct Place
    {
        public Vector128<byte> Literal;
        public Vector128<byte> Mask;
        public int MarkIndex;

        /// <summary>From the mark back to the start of the literal.</summary>
        public int BytesBefore;

        /// <summary>From the mark to the value.</summary>
        public int BytesAfter;
    }

    /// <summary>Where a field stands.</summary>
    /// <param name="At">Its value's place in <see cref="Bounds"/>; below 0 = the line has none.</param>
    /// <param name="IsString">Else it is a number.</param>
    /// <param name="PowerToMicros">For latency: the value times ten to this is microseconds.</param>
    public readonly record struct FieldPlace(int At, bool IsString, sbyte PowerToMicros);

    /// <summary>Whether lines can be read by this layout at all.</summary>
    public bool IsUsable { get; private set; }

    /// <summary>What stands before the quotes that are marked.</summary>
    public byte Separator { get; private set; }

    public void Clear()
    {
        (IsUsable, _valueCount, _markCount, _quoteCount, _ignoredNumberCount) = (false, 0, 0, 0, 0);
        (_textLength, _longLiteralCount) = (0, 0);
        Array.Fill(_fields, new FieldPlace(-1, false, 0));
    }

    /// <summary>Adds a literal and the value behind it, in the order of the line; false when that does not suit, and the layout stays unusable.</summary>
    public bool TryAdd(ReadOnlySpan<byte> literal, JsonValueForm form, JsonField field, sbyte powerToMicros)
    {
        int index = _valueCount;
        if (literal.Length > MaxLiteralBytes)
        {
            return false;
        }

        if (index == 0)
        {
            Separator = literal.Contains((byte)' ') ? (byte)' ' : (byte)',';
            _first = Keep(literal);
            _firstPlace = PlaceOf(literal, 0);
        }

        int mark = FindMarks(literal, out int markCount);
        int firstMark = _markCount;
        _markCount += markCount;
        _quoteCount += literal.Count((byte)'"');
        if (form == JsonValueForm.End)
        {
            _last = Keep(literal);
            _lastPlace = PlaceOf(literal[Math.Max(0, literal.Length - VectorBytes)..], VectorBytes - Math.Min(VectorBytes, literal.Length));
            _hasLongLiterals = _longLiteralCount > 0 || _first.Length > VectorBytes || _last.Length > VectorBytes;
            SetFields();
            return IsUsable = index > 0 && _markCount <= JsonMarks.MaxCount;
        }

        if (index == MaxValues - 2 || form == JsonValueForm.Nested || (index > 0 && mark < 0))
        {
            return false;
        }

        AddPlace(literal, new Place
        {
            MarkIndex = firstMark,
            BytesBefore = mark,
            BytesAfter = literal.Length - mark,
        });
        if (field != JsonField.Ignored)
        {
            _fields[(int)field] = new FieldPlace(2 * index, form == JsonValueForm.String, powerToMicros);
        }
        else if (form == JsonValueForm.Number)
        {
            _ignoredNumbers[_ignoredNumberCount++] = 2 * index;
        }

        return true;
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

    /// <summary>Where the values of the last placed line start and end: value i at [2 i] and [2 i + 1].</summary>
    public int[] Bounds => _bounds;

    /// <summary>Places in <see cref="Bounds"/> of numbers that belong to no field.</summary>
    public ReadOnlySpan<int> IgnoredNumbers => _ignoredNumbers.AsSpan(0, _ignoredNumberCount);

    /// <summary>Finds the values of a line whose marks were made with <see cref="Separator"/>; false when the line is not laid out like this.</summary>
    public bool TryPlace(ReadOnlySpan<byte> line, JsonMarks marks)
    {
        if (marks.Count != _markCount || marks.Quotes != _quoteCount || line.Length < JsonMarks.MinLineBytes)
        {
            return false;
        }

        ref byte start = ref MemoryMarshal.GetReference(line);
        Vector128<byte> differentStart = (Vector128.LoadUnsafe(ref start) ^ _firstPlace.Literal) & _firstPlace.Mask;
        Vector128<byte> differentEnd = (Vector128.LoadUnsafe(ref start, (nuint)(line.Length - VectorBytes)) ^ _lastPlace.Literal) & _lastPlace.Mask;
        int last = _valueCount - 1;
        int end = line.Length - _last.Length;
        _bounds[0] = _first.Length;
        _bounds[(2 * last) + 1] = end;
        return (differentStart | differentEnd) == Vector128<byte>.Zero
            && TryPlaceAll(
                ref start, line.Length, ref MemoryMarshal.GetArrayDataReference(marks.Positions),
                ref _places[0], ref _bounds[0], last)
            && _bounds[2 * last] <= end
            && (!_hasLongLiterals || AreLongLiteralsEqual(line));
    }

    // Stand-alone with plain arguments and without a call, so that everything stays in registers.
    private static bool TryPlaceAll(ref byte start, int length, ref int positions, ref Place place, ref int bounds, int count)
    {
        Vector128<byte> different = Vector128<byte>.Zero;
        int before = bounds;
        for (; count > 0; count--)
        {
            place = ref Unsafe.Add(ref place, 1);
            int mark = Unsafe.Add(ref positions, place.MarkIndex);
            int literalStart = mark - place.BytesBefore;
            int valueStart = mark + place.BytesAfter;

            // The bytes in front of a value end with its literal: a load that ends there needs no room behind the line.
            if (literalStart < before || (uint)(valueStart - VectorBytes) > (uint)(length - VectorBytes))
            {
                return false;
            }

            Vector128<byte> text = Vector128.LoadUnsafe(ref start, (nuint)(uint)(valueStart - VectorBytes));
            different |= (text ^ place.Literal) & place.Mask;
            Unsafe.Add(ref bounds, 1) = literalStart;
            Unsafe.Add(ref bounds, 2) = valueStart;
            bounds = ref Unsafe.Add(ref bounds, 2);
            before = valueStart;
        }

        return different == Vector128<byte>.Zero;
    }

    private bool AreLongLiteralsEqual(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(Kept(_first)) || !line.EndsWith(Kept(_last)))
        {
            return false;
        }

        foreach ((int value, int start, int length) in _longLiterals.AsSpan(0, _longLiteralCount))
        {
            if (!line[.._bounds[2 * value]].EndsWith(Kept((start, length))))
            {
                return false;
            }
        }

        return true;
    }

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
        Timestamp = _fields[(int)JsonField.Timestamp];
        Client = _fields[(int)JsonField.Client];
        Region = _fields[(int)JsonField.Region];
        Method = _fields[(int)JsonField.Method];
        Endpoint = _fields[(int)JsonField.Endpoint];
        Request = _fields[(int)JsonField.Request];
        Status = _fields[(int)JsonField.Status];
        Latency = _fields[(int)JsonField.Latency];
        Bytes = _fields[(int)JsonField.Bytes];
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

    private void AddPlace(ReadOnlySpan<byte> literal, Place place)
    {
        Place vector = PlaceOf(literal[Math.Max(0, literal.Length - VectorBytes)..], VectorBytes - Math.Min(VectorBytes, literal.Length));
        (place.Literal, place.Mask) = (vector.Literal, vector.Mask);
        if (literal.Length > VectorBytes && _valueCount > 0)
        {
            (int start, int length) = Keep(literal);
            _longLiterals[_longLiteralCount++] = (_valueCount, start, length);
        }

        _places[_valueCount++] = place;
    }

    // As much of a text as fits, at an offset in a vector, and where in the vector it stands.
    private static Place PlaceOf(ReadOnlySpan<byte> text, int offset)
    {
        Span<byte> bytes = stackalloc byte[VectorBytes];
        Span<byte> mask = stackalloc byte[VectorBytes];
        text = offset == 0 ? text[..Math.Min(text.Length, VectorBytes)] : text;
        bytes.Clear();
        mask.Clear();
        text.CopyTo(bytes[offset..]);
        mask.Slice(offset, text.Length).Fill(0xFF);
        return new Place { Literal = Vector128.Create<byte>(bytes), Mask = Vector128.Create<byte>(mask) };
    }
}
