using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// From the marks of a line to the places of its values: the loops of <see cref="JsonLayout"/>, stand-alone with plain arguments so that
/// everything stays in registers. Value 0 is placed by the caller; of value k + 1 the numbers and the literal in front of it stand at k.
/// </summary>
internal static class JsonPlacing
{
    public const int MaxValues = 64;

    /// <summary>Between the lists of numbers: whole cache lines, with room behind the last value for a vector.</summary>
    public const int Stride = MaxValues + 16;

    /// <summary>
    /// From a value's start in the list of starts to its end in the list of ends. Both are stored as vectors: the starts from value 1 on,
    /// the ends from value 0 on.
    /// </summary>
    public const int ToEnd = Stride + 1;

    /// <summary>The start that begins a cache line.</summary>
    public const int AlignedStart = 1;

    /// <summary>The place of a value that no line has: starts and ends at 0, as nothing is ever written there.</summary>
    public const int Absent = Stride - 2;

    public const int VectorBytes = 16;

    // Lists of numbers, a stride each.
    public const int BytesBefore = 0;         // from the mark back to the start of the literal
    public const int BytesAfter = Stride;     // from the mark to the value
    public const int MarkIndex = 2 * Stride;
    public const int IsValue = 3 * Stride;    // all bits set where there is a value
    public const int NumberCount = 4 * Stride;

    // Of the ends of the literals, as they stand in vectors that end with them: first the bytes of all, then which of them count.
    public const int LiteralMask = MaxValues * VectorBytes;
    public const int LiteralBytes = 2 * LiteralMask;

    // Where the bounds of the next line of many stand.
    public const int BoundsPerLine = 2 * Stride;

    /// <summary>
    /// Places values whose marks follow each other without another between: eight at a time, and all literals compared without a branch.
    /// </summary>
    /// <param name="text">What positions count from.</param>
    /// <param name="end">Where the last value ends.</param>
    /// <param name="marks">The mark of value 1; fifteen more than there are can be read.</param>
    /// <param name="numbers">The lists of numbers.</param>
    /// <param name="literals">The literals.</param>
    /// <param name="bounds">Starts, and <see cref="ToEnd"/> behind them ends; the start of value 0 is set.</param>
    /// <param name="count">Values behind value 0, at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPlaceDense(ref byte text, int end, ref int marks, ref int numbers, ref byte literals, ref int bounds, int count)
    {
        var previous = Vector256.Create(bounds);
        var last = Vector256.Create(end);
        Vector256<int> overlaps = Vector256<int>.Zero;
        for (nint k = 0; k < count; k += Vector256<int>.Count)
        {
            ref int number = ref Unsafe.Add(ref numbers, k);
            ref int bound = ref Unsafe.Add(ref bounds, k);
            Vector256<int> isValue = Vector256.LoadUnsafe(ref number, IsValue);
            Vector256<int> mark = Vector256.LoadUnsafe(ref Unsafe.Add(ref marks, k));
            Vector256<int> literalStarts = mark - Vector256.LoadUnsafe(ref number, BytesBefore);
            Vector256<int> valueStarts = Vector256.ConditionalSelect(isValue, mark + Vector256.LoadUnsafe(ref number, BytesAfter), last);
            Vector256<int> turned = Vector256.Shuffle(valueStarts, Vector256.Create(7, 0, 1, 2, 3, 4, 5, 6));
            Vector256<int> before = Vector256.ConditionalSelect(Vector256.Create(-1, 0, 0, 0, 0, 0, 0, 0), previous, turned);
            overlaps |= Vector256.GreaterThan(before, literalStarts) & isValue;
            literalStarts.StoreUnsafe(ref bound, ToEnd);
            valueStarts.StoreUnsafe(ref bound, 1);
            previous = turned;
        }

        // As they ascend, the first and the last of them say that all can be loaded: a load that ends with a literal needs no room behind
        // the line.
        Unsafe.Add(ref bounds, ToEnd + count) = end;
        return overlaps == Vector256<int>.Zero && Unsafe.Add(ref bounds, 1) >= VectorBytes && Unsafe.Add(ref bounds, count) <= end
            && AreLiteralsEqual(ref text, ref literals, ref bounds, count);
    }

    // Two at a time; behind an odd last one stands one of no bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreLiteralsEqual(ref byte text, ref byte literals, ref int bounds, int count)
    {
        ref int end = ref Unsafe.Add(ref bounds, (nint)count);
        Vector256<byte> different = Vector256<byte>.Zero;
        do
        {
            var bytes = Vector256.Create(
                BytesBeforeValue(ref text, Unsafe.Add(ref bounds, 1)),
                BytesBeforeValue(ref text, Unsafe.Add(ref bounds, 2)));
            different |= (bytes ^ Vector256.LoadUnsafe(ref literals)) & Vector256.LoadUnsafe(ref literals, LiteralMask);
            bounds = ref Unsafe.Add(ref bounds, 2);
            literals = ref Unsafe.Add(ref literals, 2 * VectorBytes);
        }
        while (Unsafe.IsAddressLessThan(ref bounds, ref end));

        return different == Vector256<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> BytesBeforeValue(ref byte text, int valueStart) =>
        Vector128.LoadUnsafe(ref Unsafe.Add(ref Unsafe.Add(ref text, (nint)valueStart), -VectorBytes));

    /// <summary>The same one by one, for any marks and without vectors of 256 bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryPlaceEach(ref byte text, int end, ref int marks, ref int number, ref byte literal, ref int bounds, int count)
    {
        Vector128<byte> different = Vector128<byte>.Zero;
        int before = bounds;
        for (; count > 0; count--)
        {
            int mark = Unsafe.Add(ref marks, Unsafe.Add(ref number, MarkIndex));
            int literalStart = mark - number;
            int valueStart = mark + Unsafe.Add(ref number, BytesAfter);
            if (literalStart < before || valueStart < VectorBytes || valueStart > end)
            {
                return false;
            }

            different |= (BytesBeforeValue(ref text, valueStart) ^ Vector128.LoadUnsafe(ref literal))
                & Vector128.LoadUnsafe(ref literal, LiteralMask);
            Unsafe.Add(ref bounds, ToEnd) = literalStart;
            Unsafe.Add(ref bounds, 1) = valueStart;
            bounds = ref Unsafe.Add(ref bounds, 1);
            number = ref Unsafe.Add(ref number, 1);
            literal = ref Unsafe.Add(ref literal, VectorBytes);
            before = valueStart;
        }

        Unsafe.Add(ref bounds, ToEnd) = end;
        return different == Vector128<byte>.Zero && before <= end;
    }
}
