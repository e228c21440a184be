using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// The skeleton of a JSON line: everything that is not a value (keys, punctuation, quotes, spaces, also null and booleans),
/// byte for byte, and what stands between. Lines of one writer share it, so a line is read by comparing the skeleton and
/// searching only the ends of the values. Nothing is taken on trust: every byte of the line is either compared with the
/// skeleton or checked as part of a value, so a line that matches is exactly as valid as one read by <see cref="JsonLineReader"/>
/// in full, with the same fields.
/// </summary>
internal sealed class JsonShape
{
    private const int MaxSegments = 96;
    private const int MaxLiteralBytes = 4096;

    /// <summary>One literal and the value after it.</summary>
    private struct Segment
    {
        public int LiteralStart;
        public int LiteralLength;
        public JsonValueForm Form;

        /// <summary>Objects around the value, the line's own not counted.</summary>
        public byte Depth;

        /// <summary>Of a container its bracket: an object where an array was may hold fields.</summary>
        public byte First;

        /// <summary>Where the value goes; <see cref="JsonCandidates.IgnoredSlot"/> when nobody wants it.</summary>
        public int Slot;
    }

    private readonly Segment[] _segments = new Segment[MaxSegments];
    private readonly byte[] _literals = new byte[MaxLiteralBytes];
    private int _segmentCount;
    private int _literalBytes;
    private bool _isOverflown;

    /// <summary>The values that may be those of fields.</summary>
    public JsonCandidates Candidates { get; } = new();

    public bool IsComplete { get; private set; }

    /// <summary>The same shape for lines whose marks are known; usable when the shape is simple enough.</summary>
    public JsonLayout Layout { get; } = new();

    public void Clear()
    {
        Layout.Clear();
        Candidates.Clear();
        (_segmentCount, _literalBytes, _isOverflown, IsComplete) = (0, 0, false, false);
    }

    /// <summary>Adds the literal before a value, and the value. Called in the order of the line.</summary>
    /// <returns>The value's slot.</returns>
    public int Add(ReadOnlySpan<byte> literal, JsonValueForm form, JsonKey key, int depth, byte first)
    {
        int slot = form == JsonValueForm.End ? JsonCandidates.IgnoredSlot : Candidates.Add(key, form);
        if (_isOverflown || _segmentCount == MaxSegments || _literalBytes + literal.Length > MaxLiteralBytes)
        {
            _isOverflown = true;
            return slot;
        }

        literal.CopyTo(_literals.AsSpan(_literalBytes));
        _segments[_segmentCount] = new Segment
        {
            LiteralStart = _literalBytes,
            LiteralLength = literal.Length,
            Form = form,
            Depth = (byte)depth,
            First = first,
            Slot = slot,
        };
        _literalBytes += literal.Length;
        _segmentCount++;
        return slot;
    }

    public void Complete(ReadOnlySpan<byte> lastLiteral)
    {
        Add(lastLiteral, JsonValueForm.End, JsonKey.Ignored, 0, 0);
        Candidates.Order();
        IsComplete = !_isOverflown;
        if (IsComplete && JsonRecordReader.HasRequired(Candidates) && !Candidates.Has(JsonField.Date))
        {
            LayOut();
        }
    }

    private void LayOut()
    {
        foreach (ref readonly Segment segment in _segments.AsSpan(0, _segmentCount))
        {
            ReadOnlySpan<byte> literal = _literals.AsSpan(segment.LiteralStart, segment.LiteralLength);
            if (!Layout.TryAdd(literal, segment.Form, Candidates.FirstIn(segment.Slot)))
            {
                return;
            }
        }

        Layout.SetRivals(Candidates);
    }

    /// <summary>
    /// Fills <paramref name="slots"/> (one per candidate and one for the ignored) when the line has this shape. Containers that are skipped
    /// may nest <paramref name="maxInnerDepth"/> levels.
    /// </summary>
    public bool TryMatch(ReadOnlySpan<byte> line, JsonSlot[] slots, int maxInnerDepth)
    {
        ref byte start = ref MemoryMarshal.GetReference(line);
        ref byte literals = ref MemoryMarshal.GetArrayDataReference(_literals);
        ref JsonSlot slot0 = ref MemoryMarshal.GetArrayDataReference(slots);
        int length = line.Length;
        int position = 0;
        foreach (ref Segment segment in _segments.AsSpan(0, _segmentCount))
        {
            int literalLength = segment.LiteralLength;
            if (literalLength > length - position
                || !EqualBytes(ref Unsafe.Add(ref start, position), ref Unsafe.Add(ref literals, segment.LiteralStart), literalLength))
            {
                return false;
            }

            position += literalLength;
            ref JsonSlot slot = ref Unsafe.Add(ref slot0, segment.Slot);
            slot.HasEscapes = false;
            slot.HasNumber = false;
            int end;
            if (segment.Form == JsonValueForm.String)
            {
                end = JsonSyntax.StringStop(line, position);
                if (end >= length || Unsafe.Add(ref start, end) != (byte)'"')
                {
                    end = JsonSyntax.StringEnd(line, end, out slot.HasEscapes);
                }
            }
            else if (segment.Form == JsonValueForm.Number)
            {
                end = NumberEnd(line, position, ref slot);
            }
            else if (segment.Form == JsonValueForm.Nested)
            {
                end = position < length && Unsafe.Add(ref start, position) == segment.First
                    ? JsonSyntax.ValueEnd(line, position, maxInnerDepth - segment.Depth) : -1;
            }
            else
            {
                return position == length;
            }

            if (end < 0)
            {
                return false;
            }

            slot.Span = new FieldSpan(position, end - position);
            position = end;
        }

        return false;
    }

    /// <summary>1 to 7 digits on each side of the point, else the full grammar. What follows is the next literal's business.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NumberEnd(ReadOnlySpan<byte> line, int position, ref JsonSlot slot)
    {
        ref byte start = ref MemoryMarshal.GetReference(line);
        ulong word = Digits.Load(ref start, position, line.Length);
        int whole = Digits.RunLength(word);
        bool hasLeadingZero = (byte)word == '0' && whole > 1;
        int end = position + whole;
        if (whole is 0 or 8 || hasLeadingZero || end >= line.Length)
        {
            return JsonSyntax.NumberEnd(line, position);
        }

        ulong value = Digits.Value(word, whole);
        int fraction = 0;
        if (Unsafe.Add(ref start, end) == (byte)'.')
        {
            ulong fractionWord = Digits.Load(ref start, end + 1, line.Length);
            fraction = Digits.RunLength(fractionWord);
            end += 1 + fraction;
            if (fraction is 0 or 8 || end >= line.Length)
            {
                return JsonSyntax.NumberEnd(line, position);
            }

            value = (value * (ulong)PowersOfTen.Value(fraction)) + Digits.Value(fractionWord, fraction);
        }

        if ((Unsafe.Add(ref start, end) | 0x20) == 'e')
        {
            return JsonSyntax.NumberEnd(line, position);
        }

        slot.Number = new DecimalNumber(value, -fraction, false);
        slot.HasNumber = true;
        return end;
    }

    /// <summary>
    /// Literals have 1 to some 20 bytes: two overlapping loads cover each size class without a loop and without a read
    /// outside, and the class repeats line after line, so its branch is predicted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool EqualBytes(ref byte left, ref byte right, int count)
    {
        if (count >= 8)
        {
            if (count <= 16)
            {
                return ((Word(ref left, 0) ^ Word(ref right, 0)) | (Word(ref left, count - 8) ^ Word(ref right, count - 8))) == 0;
            }

            if (count <= 32)
            {
                return (((Word(ref left, 0) ^ Word(ref right, 0)) | (Word(ref left, 8) ^ Word(ref right, 8)))
                    | ((Word(ref left, count - 16) ^ Word(ref right, count - 16))
                        | (Word(ref left, count - 8) ^ Word(ref right, count - 8)))) == 0;
            }

            return MemoryMarshal.CreateReadOnlySpan(ref left, count).SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref right, count));
        }

        if (count >= 4)
        {
            return ((HalfWord(ref left, 0) ^ HalfWord(ref right, 0))
                | (HalfWord(ref left, count - 4) ^ HalfWord(ref right, count - 4))) == 0;
        }

        return count == 0
            || (left == right && Unsafe.Add(ref left, count - 1) == Unsafe.Add(ref right, count - 1)
                && Unsafe.Add(ref left, count >> 1) == Unsafe.Add(ref right, count >> 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ref byte start, int offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint HalfWord(ref byte start, int offset) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, offset));
}
