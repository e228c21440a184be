using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LogFunctions.Core.Parsing;

/// <summary>The loop of <see cref="JsonTextMarks"/>: blocks of a text to positions of marks and stops.</summary>
internal static class JsonBlockMarker
{
    private const int UsualMarks = 4;

    // Positions that are written at once.
    private const int MarksPerVector = 16;

    /// <summary>Marks blocks; stand-alone with plain arguments, so that everything stays in registers.</summary>
    /// <param name="text">What positions count from.</param>
    /// <param name="position">The first block, not 0: the byte before it is read.</param>
    /// <param name="blocks">How many.</param>
    /// <param name="separator">What stands before a quote that is marked.</param>
    /// <param name="positions">List of positions, with room for a mark per byte and <see cref="BlockMasks.Slack"/>.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="quoteBlock">Filled for each block.</param>
    /// <param name="quotesBefore">Quotes in front of the blocks; behind them on return.</param>
    /// <returns>How many positions there are now.</returns>
    public static int Append(
        ref byte text, int position, int blocks, byte separator, ref int positions, int count, ref JsonTextMarks.QuoteBlock quoteBlock, ref int quotesBefore) =>
        Avx512Vbmi2.IsSupported
            ? AppendAtOnce(ref text, position, blocks, separator, ref positions, count, ref quoteBlock, ref quotesBefore)
            : AppendInFours(ref text, position, blocks, separator, ref positions, count, ref quoteBlock, ref quotesBefore);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int AppendInFours(
        ref byte text, int position, int blocks, byte separator, ref int positions, int count, ref JsonTextMarks.QuoteBlock quoteBlock, ref int quotesBefore)
    {
        int quoteCount = quotesBefore;
        for (; blocks > 0; blocks--)
        {
            ref byte block = ref Unsafe.Add(ref text, (nint)position);
            (ulong marksLow, ulong quotesLow) = Masks(ref block, separator);
            (ulong marksHigh, ulong quotesHigh) = Masks(ref Unsafe.Add(ref block, Vector256<byte>.Count), separator);
            ulong quotes = quotesLow | (quotesHigh << 32);
            quoteBlock.Quotes = quotes;
            quoteBlock.CountBefore = quoteCount;
            quoteBlock = ref Unsafe.Add(ref quoteBlock, 1);
            quoteCount += BitOperations.PopCount(quotes);
            count = BlockMasks.Append(marksLow | (marksHigh << 32), position, ref positions, count, UsualMarks);
            position += ByteBlock.Bytes;
        }

        quotesBefore = quoteCount;
        return count;
    }

    // There is no unsigned compare before AVX-512: "not above" is "equal to its minimum with the bound".
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Marks, ulong Quotes) Masks(ref byte block, byte separator)
    {
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref block);
        Vector256<byte> quotes = Vector256.Equals(bytes, Vector256.Create((byte)'"'));
        Vector256<byte> separators = Vector256.Equals(Vector256.LoadUnsafe(ref Unsafe.Subtract(ref block, 1)), Vector256.Create(separator));
        Vector256<byte> stops = Vector256.Equals(bytes, Vector256.Create((byte)'\\')) | Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)0x1F)), bytes);
        return (((quotes & separators) | stops).ExtractMostSignificantBits(), quotes.ExtractMostSignificantBits());
    }

    // The same, with the numbers of the marked bytes pushed together in one instruction.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int AppendAtOnce(
        ref byte text, int position, int blocks, byte separator, ref int positions, int count, ref JsonTextMarks.QuoteBlock quoteBlock, ref int quotesBefore)
    {
        int quoteCount = quotesBefore;
        for (; blocks > 0; blocks--)
        {
            ref byte block = ref Unsafe.Add(ref text, (nint)position);
            Vector512<byte> bytes = Vector512.LoadUnsafe(ref block);
            Vector512<byte> isMark = (Vector512.Equals(bytes, Vector512.Create((byte)'"')) & Vector512.Equals(Vector512.LoadUnsafe(ref Unsafe.Subtract(ref block, 1)), Vector512.Create(separator)))
                | (Vector512.Equals(bytes, Vector512.Create((byte)'\\')) | Vector512.LessThan(bytes, Vector512.Create((byte)0x20)));
            int found = BitOperations.PopCount(isMark.ExtractMostSignificantBits());
            if (found > MarksPerVector)
            {
                break;
            }

            ulong quotes = Vector512.Equals(bytes, Vector512.Create((byte)'"')).ExtractMostSignificantBits();
            quoteBlock.Quotes = quotes;
            quoteBlock.CountBefore = quoteCount;
            quoteBlock = ref Unsafe.Add(ref quoteBlock, 1);
            quoteCount += BitOperations.PopCount(quotes);
            Vector128<byte> numbers = Avx512Vbmi2.Compress(Vector512<byte>.Zero, isMark, Vector512<byte>.Indices).GetLower().GetLower();
            (Avx512F.ConvertToVector512Int32(numbers) + Vector512.Create(position)).StoreUnsafe(ref Unsafe.Add(ref positions, (nint)count));
            count += found;
            position += ByteBlock.Bytes;
        }

        quotesBefore = quoteCount;
        return blocks == 0 ? count : AppendInFours(ref text, position, blocks, separator, ref positions, count, ref quoteBlock, ref quotesBefore);
    }
}
