using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// From the marks of a line to the places of its values: the loops of <see cref="JsonLayout"/>, stand-alone with plain arguments so that everything
/// stays in registers. Value 0 is placed by the caller; of value k + 1 the numbers and the literal in front of it stand at k.
/// </summary>
internal static class JsonPlacing
{
    public const int MaxValues = 64;

    /// <summary>From the list of starts to the list of ends, and between the lists of numbers: room behind the last value for a vector.</summary>
    public const int Stride = MaxValues + 8;

    public const int VectorBytes = 16;

    // Lists of numbers, a stride each.
    public const int BytesBefore = 0;         // from the mark back to the start of the literal
    public const int BytesAfter = Stride;     // from the mark to the value
    public const int MarkIndex = 2 * Stride;
    public const int IsValue = 3 * Stride;    // all bits set where there is a value
    public const int NumberCount = 4 * Stride;

    /// <summary>The end of the literal before a value, as it stands in the vector that ends with it.</summary>
    public struct Literal
    {
        public Vector128<byte> Bytes;
        public Vector128<byte> Mask;
    }

    /// <summary>
    /// Places values whose marks follow each other without another between: eight at a time, and all literals compared without a branch.
    /// </summary>
    /// <param name="text">What positions count from.</param>
    /// <param name="end">Where the last value ends.</param>
    /// <param name="marks">The mark of value 1; seven more than there are can be read.</param>
    /// <param name="numbers">The lists of numbers.</param>
    /// <param name="literal">Literals.</param>
    /// <param name="bounds">Starts, and a stride behind them ends; the start of value 0 is set.</param>
    /// <param name="count">Values behind value 0.</param>
    public static bool TryPlaceDense(ref byte text, int end, ref int marks, ref int numbers, ref Literal literal, ref int bounds, int count)
    {
        var previous = Vector256.Create(bounds);
        Vector256<int> overlaps = Vector256<int>.Zero;
        for (int k = 0; k < count; k += Vector256<int>.Count)
        {
            ref int number = ref Unsafe.Add(ref numbers, k);
            Vector256<int> mark = Vector256.LoadUnsafe(ref marks, (nuint)k);
            Vector256<int> literalStarts = mark - Vector256.LoadUnsafe(ref number);
            Vector256<int> valueStarts = mark + Vector256.LoadUnsafe(ref number, BytesAfter);
            Vector256<int> turned = Vector256.Shuffle(valueStarts, Vector256.Create(7, 0, 1, 2, 3, 4, 5, 6));
            Vector256<int> before = Vector256.ConditionalSelect(Vector256.Create(-1, 0, 0, 0, 0, 0, 0, 0), previous, turned);
            overlaps |= Vector256.GreaterThan(before, literalStarts) & Vector256.LoadUnsafe(ref number, IsValue);
            literalStarts.StoreUnsafe(ref bounds, (nuint)(Stride + k));
            valueStarts.StoreUnsafe(ref bounds, (nuint)(1 + k));
            previous = turned;
        }

        // As they ascend, the first and the last of them say that all can be loaded: a load that ends with a literal needs no room behind the line.
        Unsafe.Add(ref bounds, Stride + count) = end;
        if (overlaps != Vector256<int>.Zero || Unsafe.Add(ref bounds, 1) < VectorBytes || Unsafe.Add(ref bounds, count) > end)
        {
            return false;
        }

        Vector128<byte> different = Vector128<byte>.Zero;
        for (; count > 0; count--)
        {
            bounds = ref Unsafe.Add(ref bounds, 1);
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref Unsafe.Add(ref text, bounds - VectorBytes));
            different |= (bytes ^ literal.Bytes) & literal.Mask;
            literal = ref Unsafe.Add(ref literal, 1);
        }

        return different == Vector128<byte>.Zero;
    }

    /// <summary>The same one by one, for any marks and without vectors of 256 bits.</summary>
    public static bool TryPlaceEach(ref byte text, int end, ref int marks, ref int number, ref Literal literal, ref int bounds, int count)
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

            Vector128<byte> bytes = Vector128.LoadUnsafe(ref Unsafe.Add(ref text, valueStart - VectorBytes));
            different |= (bytes ^ literal.Bytes) & literal.Mask;
            Unsafe.Add(ref bounds, Stride) = literalStart;
            Unsafe.Add(ref bounds, 1) = valueStart;
            bounds = ref Unsafe.Add(ref bounds, 1);
            number = ref Unsafe.Add(ref number, 1);
            literal = ref Unsafe.Add(ref literal, 1);
            before = valueStart;
        }

        Unsafe.Add(ref bounds, Stride) = end;
        return different == Vector128<byte>.Zero && before <= end;
    }
}
