using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// Combined lines as servers write them: <c>request" status bytes "referer" "agent"</c> without a backslash, a status of three
/// digits, bytes of up to eight. Where the quotes stand is known before any field is read, so that no field waits for the one
/// before it.
/// </summary>
internal sealed class AccessLogPlainLine
{
    private const int Quotes = 5; // behind the one that opens the request

    private readonly int[] _quotes = new int[Quotes + BlockMasks.Slack];

    /// <summary>Reads from the request to the agent; false when the line is another, or a field is wrong.</summary>
    /// <param name="line">The line.</param>
    /// <param name="requestStart">Behind the quote that opens the request.</param>
    /// <param name="record">Its method, target, status and bytes are set.</param>
    /// <param name="tailStart">Behind the space after the agent; more than the length when the agent ends the line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ReadOnlySpan<byte> line, int requestStart, ref LogRecord record, out int tailStart)
    {
        ref byte start = ref MemoryMarshal.GetReference(line);
        ref int quotes = ref MemoryMarshal.GetArrayDataReference(_quotes);
        tailStart = 0;
        if (!BlockMasks.CanRead(line.Length) || !TryFindQuotes(ref start, requestStart, line.Length, ref quotes))
        {
            return false;
        }
        int requestEnd = quotes;
        int refererStart = Unsafe.Add(ref quotes, 1);
        int refererEnd = Unsafe.Add(ref quotes, 2);
        int agentStart = Unsafe.Add(ref quotes, 3);
        int agentEnd = Unsafe.Add(ref quotes, 4);
        int bytesLength = refererStart - 1 - (requestEnd + 6); // " 200 12345 "
        if (!Digits.TryParseBefore(ref start, refererStart - 1, bytesLength, out uint bytes))
        {
            return false;
        }
        // The eight bytes from the request's quote against "_000_ with digits 0 to 9 and the other bytes 0; behind the second space
        // are the bytes. Between referer and agent nothing but a space, and a space or nothing behind.
        ulong status = Digits.LoadBefore(ref start, requestEnd + 8) ^ 0x0000203030302022;
        ulong wrong = ((status + 0x00007F7676767F7F) | status) & 0x0000808080808080;
        int around = (Unsafe.Add(ref start, refererStart - 1) ^ ' ') | (Unsafe.Add(ref start, refererEnd + 1) ^ ' ') | (agentStart - refererEnd - 2);
        bool isEnd = agentEnd + 1 == line.Length || Unsafe.Add(ref start, agentEnd + 1) == (byte)' ';
        if (wrong != 0 || around != 0 || !isEnd)
        {
            return false;
        }
        RequestLine.SplitPlain(line, requestStart, requestEnd, ref record);
        record.Status = (100 * (byte)(status >> 16)) + (10 * (byte)(status >> 24)) + (byte)(status >> 32);
        record.ResponseBytes = bytes;
        tailStart = agentEnd + 2;
        return true;
    }

    /// <summary>Positions of five quotes in a line of at least a block; false when they are not there, or a backslash is.</summary>
    internal static bool TryFindQuotes(ref byte start, int requestStart, int length, ref int positions)
    {
        int quotes = 0;
        ulong backslashes = 0;
        for (int position = requestStart; position < length && quotes < Quotes; position += BlockMasks.BlockBytes)
        {
            // The last block ends with the line; what the one before it has seen is taken out of its masks.
            int blockStart = Math.Min(position, length - BlockMasks.BlockBytes);
            ref byte block = ref Unsafe.Add(ref start, blockStart);
            ulong unseen = ulong.MaxValue << (position - blockStart);
            backslashes |= BlockMasks.Equal(ref block, (byte)'\\') & unseen;
            quotes = BlockMasks.Append(BlockMasks.Equal(ref block, (byte)'"') & unseen, blockStart, ref positions, quotes, usual: 4);
        }
        return quotes >= Quotes && backslashes == 0;
    }
}
