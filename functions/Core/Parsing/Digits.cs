using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// ASCII digits to numbers, eight at a time inside one 64-bit register (SWAR): a loop per digit mispredicts its end on
/// nearly every number, because log numbers have 1 to 7 digits at random.
/// </summary>
internal static class Digits
{
    public const ulong Zeros = 0x3030303030303030;
    public const ulong Points = 0x2E2E2E2E2E2E2E2E;
    public const ulong Ones = 0x0101010101010101;

    /// <summary>Number of leading bytes that are digits, 0 to 8. <paramref name="word"/> is little-endian text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RunLength(ulong word)
    {
        // A digit becomes 0..9; anything else becomes >= 10. Adding 0x76 then sets the top bit of bytes 10..0x7f; the OR keeps it
        // for bytes that had it. Carries cannot reach a lower byte, and only the lowest marked byte is looked at.
        ulong values = word ^ Zeros;
        ulong marks = ((values + 0x7676767676767676) | values) & 0x8080808080808080;
        return BitOperations.TrailingZeroCount(marks) >> 3;
    }

    /// <summary>Value of the first <paramref name="count"/> digits (1 to 8) of <paramref name="word"/>, which must be digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Value(ulong word, int count)
    {
        // Shifting left puts zeros in front, so that always eight digits are combined: pairs, then fours, then all.
        return Combine((word ^ Zeros) << ((8 - count) << 3));
    }

    /// <summary>Whether all bytes are 0 to 9.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreDigits(ulong values) => (((values + 0x7676767676767676) | values) & (Ones << 7)) == 0;

    /// <summary>Eight bytes of 0 to 9, the last digit in the highest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Combine(ulong values)
    {
        values = (values * 10) + (values >> 8);
        ulong low = (values & 0x000000FF000000FF) * 0x000F424000000064;
        ulong high = ((values >> 16) & 0x000000FF000000FF) * 0x0000271000000001;
        return (uint)((low + high) >> 32);
    }

    /// <summary>Eight bytes at <paramref name="position"/> as little-endian text; bytes past the end are zero (not digits).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(ref byte start, int position, int length)
    {
        if (position + 8 <= length)
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, position));
            return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
        }

        return LoadTail(ref start, position, length);
    }

    /// <summary>Index of the first space in eight bytes of little-endian text; 8 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SpaceIn(ulong word)
    {
        ulong others = word ^ 0x2020202020202020; // of the marks of this test the lowest is certain
        return BitOperations.TrailingZeroCount((others - Ones) & ~others & (Ones << 7)) >> 3;
    }

    /// <summary>
    /// Eight bytes that end before <paramref name="end"/> (at least 8), as little-endian text: the last one is the highest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LoadBefore(ref byte start, int end)
    {
        ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, end - 8));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }

    /// <summary>
    /// The number of 1 to 8 digits in the <paramref name="length"/> bytes before <paramref name="end"/>; false for anything else,
    /// a longer number too. Both ends of the field being known, no digit has to be searched for: what stands before it in the
    /// word is made zeros, and the only branch is whether all are digits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParseBefore(ref byte start, int end, int length, out uint value)
    {
        if ((uint)(length - 1) >= 8 || end < 8)
        {
            value = 0;
            return false;
        }

        int before = (8 - length) << 3;
        ulong values = (LoadBefore(ref start, end) ^ Zeros) >> before << before;
        value = Combine(values);
        return AreDigits(values);
    }

    /// <summary>
    /// Seconds with a point in the <paramref name="length"/> bytes before <paramref name="end"/>, in microseconds: <c>0.025</c>, at
    /// most 8 bytes with digits on both sides of the point; false for anything else. At most 999,999.9 s.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TrySecondsBefore(ref byte start, int end, int length, out long micros)
    {
        micros = 0;
        if ((uint)(length - 1) >= 8 || end < 8)
        {
            return false;
        }

        int before = (8 - length) << 3;
        ulong values = (LoadBefore(ref start, end) ^ Zeros) >> before << before;
        // The lowest byte that is a point: of the marks of this test only the lowest is certain, and only that one is used.
        ulong others = values ^ (Zeros ^ Points);
        int point = BitOperations.TrailingZeroCount((others - Ones) & ~others & (Ones << 7)) & ~7; // bit number, 64 = none
        // A digit before it and one after it; then the digits before it move into its place and the word is a whole number.
        ulong whole = values & ((1UL << point) - 1);
        ulong digits = (whole << 8) | (values & (ulong.MaxValue << (point + 8)));
        micros = (long)Combine(digits) * MicrosAfterPoint[(point >> 3) & 7];
        return point > before && point <= 48 && AreDigits(digits);
    }

    /// <summary>10^(number of places up to the sixth) when the point is the byte of this index in eight.</summary>
    private static ReadOnlySpan<int> MicrosAfterPoint => [0, 1, 10, 100, 1_000, 10_000, 100_000, 0];

    private static ulong LoadTail(ref byte start, int position, int length)
    {
        ulong word = 0;
        for (int i = length - 1; i >= position; i--)
        {
            word = (word << 8) | Unsafe.Add(ref start, i);
        }

        return word;
    }

    /// <summary>Two digits at <paramref name="position"/>, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Two(ReadOnlySpan<byte> text, int position)
    {
        int tens = text[position] - '0';
        int ones = text[position + 1] - '0';
        return (uint)tens > 9 || (uint)ones > 9 ? -1 : (tens * 10) + ones;
    }

    /// <summary>Four digits at <paramref name="position"/>, or -1.</summary>
    public static int Four(ReadOnlySpan<byte> text, int position)
    {
        int high = Two(text, position);
        int low = Two(text, position + 2);
        return (high | low) < 0 ? -1 : (high * 100) + low;
    }

    /// <summary>A whole number that fills <paramref name="text"/>: 1 to 18 digits, nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > 18)
        {
            return false;
        }

        ref byte start = ref MemoryMarshal.GetReference(text);
        for (int position = 0; position < text.Length;)
        {
            ulong word = Load(ref start, position, text.Length);
            int count = RunLength(word);
            int wanted = Math.Min(8, text.Length - position);
            if (count < wanted)
            {
                return false;
            }

            value = (value * PowersOfTen.Value(count)) + Value(word, count);
            position += count;
        }

        return true;
    }
}
