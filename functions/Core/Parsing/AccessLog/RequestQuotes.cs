using System.Numerics;
using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// Where the quotes of an access log line stand, from its request on: the one that closes the request and those around referer and agent.
/// The line's end is found by the same masks.
/// </summary>
internal static class RequestQuotes
{
    /// <summary>Quotes that are looked for.</summary>
    public const int Count = 5;

    private const int StepBytes = 2 * ByteBlock.Bytes;

    /// <summary>Room that is written to: five at once, behind at most five and the quotes of a step.</summary>
    public const int Places = Count + StepBytes + Count;

    /// <summary>
    /// The place of the first control byte or backslash from the request on, or of the text's end. Writes those of the first five quotes;
    /// some may be behind that place, as is what stands for a quote that was not found.
    /// </summary>
    /// <remarks>
    /// Two blocks at a time, and quotes not cut at the end: what depends on a line's length is a branch that is wrong on every other line.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Find(ref byte request, nint readable, ref int quotes)
    {
        if (readable < StepBytes)
        {
            return FindNearEnd(ref request, readable, ref quotes);
        }

        int found = 0;
        nint end = Step(ref request, 0, ref quotes, ref found);
        return end >= 0 ? end : FindFurther(ref request, StepBytes, readable, found, ref quotes);
    }

    /// <summary>Two blocks: <see cref="Find"/> from <paramref name="position"/> on; negative when there is no end in them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Step(ref byte request, nint position, ref int quotes, ref int found)
    {
        var block = new ByteBlock(ref Unsafe.Add(ref request, position));
        ulong low = block.Equal((byte)'"');
        ulong lowStops = block.EscapeOrControl();
        block = new ByteBlock(ref Unsafe.Add(ref request, position + ByteBlock.Bytes));
        ulong high = block.Equal((byte)'"');
        ulong highStops = block.EscapeOrControl();
        WriteFive(low, (int)position, ref Unsafe.Add(ref quotes, found));
        found += BitOperations.PopCount(low);
        WriteFive(high, (int)position + ByteBlock.Bytes, ref Unsafe.Add(ref quotes, found));
        found += BitOperations.PopCount(high);
        return lowStops != 0 ? position + BitOperations.TrailingZeroCount(lowStops)
            : highStops != 0 ? position + ByteBlock.Bytes + BitOperations.TrailingZeroCount(highStops)
            : -1;
    }

    /// <summary>
    /// The same where the text ends before a whole step, as it does in a line that comes alone: the last block is loaded so that it ends
    /// with the text.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint FindNearEnd(ref byte request, nint readable, ref int quotes)
    {
        int missing = StepBytes - (int)readable;
        if (missing >= ByteBlock.Bytes)
        {
            return FindFurther(ref request, 0, readable, 0, ref quotes);
        }

        var block = new ByteBlock(ref request);
        ulong low = block.Equal((byte)'"');
        ulong lowStops = block.EscapeOrControl();
        block = new ByteBlock(ref Unsafe.Add(ref request, readable - ByteBlock.Bytes));
        ulong high = block.Equal((byte)'"') >> missing;
        ulong highStops = (block.EscapeOrControl() >> missing) | (1UL << (ByteBlock.Bytes - missing));
        WriteFive(low, 0, ref quotes);
        WriteFive(high, ByteBlock.Bytes, ref Unsafe.Add(ref quotes, BitOperations.PopCount(low)));
        return lowStops != 0 ? BitOperations.TrailingZeroCount(lowStops) : ByteBlock.Bytes + BitOperations.TrailingZeroCount(highStops);
    }

    /// <summary>The same from <paramref name="position"/> on, up to the text's end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint FindFurther(ref byte request, nint position, nint readable, int found, ref int quotes)
    {
        for (; position + StepBytes <= readable; position += StepBytes)
        {
            found = Math.Min(found, Count);
            nint end = Step(ref request, position, ref quotes, ref found);
            if (end >= 0)
            {
                return end;
            }
        }

        for (; ; position += ByteBlock.Bytes)
        {
            found = Math.Min(found, Count);
            ulong mask = MaskAtEnd(ref request, position, readable, out ulong stops);
            WriteFive(mask, (int)position, ref Unsafe.Add(ref quotes, found));
            found += BitOperations.PopCount(mask);
            if (stops != 0)
            {
                return position + BitOperations.TrailingZeroCount(stops);
            }
        }
    }

    /// <summary>
    /// One of the last blocks. The one that the text ends in is loaded so that it ends with the text; that end is a stop.
    /// </summary>
    private static ulong MaskAtEnd(ref byte request, nint position, nint readable, out ulong stops)
    {
        int missing = Math.Max(0, (int)(position + ByteBlock.Bytes - readable)); // up to 64
        if (missing == ByteBlock.Bytes)
        {
            stops = 1;
            return 0;
        }

        var block = new ByteBlock(ref Unsafe.Add(ref request, position - missing));
        stops = (block.EscapeOrControl() >> missing) | (1UL << (ByteBlock.Bytes - 1 - missing) << 1);
        return block.Equal((byte)'"') >> missing;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteFive(ulong mask, int blockStart, ref int to)
    {
        to = blockStart + BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
        Unsafe.Add(ref to, 1) = blockStart + BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
        Unsafe.Add(ref to, 2) = blockStart + BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
        Unsafe.Add(ref to, 3) = blockStart + BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
        Unsafe.Add(ref to, 4) = blockStart + BitOperations.TrailingZeroCount(mask);
    }
}
