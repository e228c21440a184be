using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// A line as masks of 64 bytes, a bit per byte that separates fields. A search per field waits for the end of the field before
/// it, and where that search ends is guessed wrongly on most lines, because fields differ in length; the masks of a line do
/// not depend on each other, and taking positions out of them has no branch per field.
/// </summary>
internal static class BlockMasks
{
    /// <summary>A shorter line has no whole block to load: its readers search field by field.</summary>
    public const int BlockBytes = ByteBlock.Bytes;

    /// <summary>
    /// Room behind the last position that <see cref="Append"/> may use: a block full of bits, and what it writes too much.
    /// </summary>
    public const int Slack = BlockBytes + 12;

    /// <summary>
    /// Whether blocks of the line can be loaded on this processor. Where not, the field by field search is the faster one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CanRead(int lineBytes) => ByteBlock.IsFast && lineBytes >= BlockBytes;

    /// <summary>Bit i is set when byte i of the 64 bytes from <paramref name="block"/> is <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte block, byte value) => new ByteBlock(ref block).Equal(value);

    /// <summary>The same for either of two values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Either(ref byte block, byte value, byte other) => Equal(ref block, value) | Equal(ref block, other);

    /// <summary>
    /// Writes the positions of the bits of <paramref name="mask"/> behind the <paramref name="count"/> that are there, and
    /// returns how many there are now. <paramref name="usual"/> of them (4, 8 or 12) are written without looking, so that the usual
    /// block has no branch that depends on it; those too many are written over by the next. Needs <see cref="Slack"/> places
    /// behind <paramref name="count"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Append(ulong mask, int blockStart, ref int positions, int count, [ConstantExpected] int usual)
    {
        int found = BitOperations.PopCount(mask);
        ref int to = ref Unsafe.Add(ref positions, count);
        mask = WriteFour(mask, blockStart, ref to);
        if (usual > 4)
        {
            mask = WriteFour(mask, blockStart, ref Unsafe.Add(ref to, 4));
        }

        if (usual > 8)
        {
            mask = WriteFour(mask, blockStart, ref Unsafe.Add(ref to, 8));
        }

        for (int written = usual; written < found; written += 4)
        {
            mask = WriteFour(mask, blockStart, ref Unsafe.Add(ref to, written));
        }

        return count + found;
    }

    /// <summary>The four lowest positions; the rest of the mask. An empty mask writes positions that nobody counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WriteFour(ulong mask, int blockStart, ref int to)
    {
        to = blockStart + BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
        Unsafe.Add(ref to, 1) = blockStart + BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
        Unsafe.Add(ref to, 2) = blockStart + BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
        Unsafe.Add(ref to, 3) = blockStart + BitOperations.TrailingZeroCount(mask);
        return mask & (mask - 1);
    }
}
