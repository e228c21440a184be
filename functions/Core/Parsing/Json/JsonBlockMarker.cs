using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Parsing;

/// <summary>The loop of <see cref="JsonTextMarks"/>: blocks of a text to positions of marks and stops.</summary>
internal static class JsonBlockMarker
{
    private const int UsualMarks = 4;

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
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Append(
        ref byte text, int position, int blocks, byte separator, ref int positions, int count, ref JsonTextMarks.QuoteBlock quoteBlock,
            ref int quotesBefore)
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

    // There is no unsigned compare of bytes: "not above" is "equal to its minimum with the bound".
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Marks, ulong Quotes) Masks(ref byte block, byte separator)
    {
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref block);
        Vector256<byte> quotes = Vector256.Equals(bytes, Vector256.Create((byte)'"'));
        Vector256<byte> separators = Vector256.Equals(Vector256.LoadUnsafe(ref Unsafe.Subtract(ref block, 1)), Vector256.Create(separator));
        Vector256<byte> stops = Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
            | Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)0x1F)), bytes);
        return (((quotes & separators) | stops).ExtractMostSignificantBits(), quotes.ExtractMostSignificantBits());
    }
}
