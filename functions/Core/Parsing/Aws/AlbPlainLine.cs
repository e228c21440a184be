using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// ALB lines as an ALB writes them: twelve fields without quotes, then the request in quotes. Where the fields end is known before
/// any is read, so that those that count are read independently of each other; nothing behind the request is looked at.
/// </summary>
internal sealed class AlbPlainLine(TimestampReader timestamps)
{
    private readonly int[] _spaces = new int[AlbColumn.Request + BlockMasks.Slack];

    /// <summary>False when a field has a less usual form, or a wrong one, or the line is another.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, ref LogRecord record)
    {
        if (!BlockMasks.CanRead(line.Length))
        {
            return false;
        }
        ref byte start = ref MemoryMarshal.GetReference(line);
        ref int spaces = ref MemoryMarshal.GetArrayDataReference(_spaces);
        int firstQuote = FindSpaces(ref start, line.Length, ref spaces);
        if (firstQuote < 0 || Unsafe.Add(ref spaces, AlbColumn.Request - 1) + 1 != firstQuote)
        {
            return false;
        }
        FieldSpan status = Field(ref spaces, AlbColumn.Status);
        FieldSpan sent = Field(ref spaces, AlbColumn.SentBytes);
        if (timestamps.ReadIsoMicros(line, Field(ref spaces, AlbColumn.Time), out record.TimestampMs) != RejectReason.None
            || !Digits.TryParseBefore(ref start, status.Offset + status.Length, status.Length, out uint statusValue) || statusValue > LogRecordLimits.MaxStatus
            || !Digits.TryParseBefore(ref start, sent.Offset + sent.Length, sent.Length, out uint sentBytes)
            || !TryReadLatency(ref start, ref spaces, out record.LatencyUs))
        {
            return false;
        }
        record.Region = default;
        record.Status = (int)statusValue;
        record.ResponseBytes = sentBytes;
        return TryReadClient(line, Field(ref spaces, AlbColumn.Client), ref record) && TryReadRequest(line, firstQuote + 1, ref record);
    }

    /// <summary>
    /// Positions of the spaces of a line of at least a block up to its first quote, which is returned; -1 when fewer than twelve
    /// spaces are before it, or many more.
    /// </summary>
    internal static int FindSpaces(ref byte start, int length, ref int positions)
    {
        int spaces = 0;
        for (int position = 0; position < length && spaces <= AlbColumn.Request; position += BlockMasks.BlockBytes)
        {
            // The last block ends with the line; what the one before it has seen is taken out of its masks.
            int blockStart = Math.Min(position, length - BlockMasks.BlockBytes);
            ref byte block = ref Unsafe.Add(ref start, blockStart);
            ulong unseen = ulong.MaxValue << (position - blockStart);
            ulong quotes = BlockMasks.Equal(ref block, (byte)'"') & unseen;
            spaces = BlockMasks.Append(BlockMasks.Equal(ref block, (byte)' ') & unseen, blockStart, ref positions, spaces, usual: 12);
            if (quotes != 0)
            {
                return spaces < AlbColumn.Request ? -1 : blockStart + BitOperations.TrailingZeroCount(quotes);
            }
        }
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldSpan Field(ref int spaces, int column)
    {
        int start = Unsafe.Add(ref spaces, column - 1) + 1;
        return new FieldSpan(start, Unsafe.Add(ref spaces, column) - start);
    }

    /// <summary>The sum of three times with a point, or no latency for three times -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadLatency(ref byte start, ref int spaces, out long latencyUs)
    {
        FieldSpan first = Field(ref spaces, AlbColumn.FirstProcessingTime);
        FieldSpan second = Field(ref spaces, AlbColumn.FirstProcessingTime + 1);
        FieldSpan third = Field(ref spaces, AlbColumn.FirstProcessingTime + 2);
        bool areTimes = Digits.TrySecondsBefore(ref start, first.Offset + first.Length, first.Length, out long firstUs)
            & Digits.TrySecondsBefore(ref start, second.Offset + second.Length, second.Length, out long secondUs)
            & Digits.TrySecondsBefore(ref start, third.Offset + third.Length, third.Length, out long thirdUs);
        latencyUs = firstUs + secondUs + thirdUs;
        if (areTimes && latencyUs <= LogRecordLimits.MaxLatencyUs)
        {
            return true;
        }
        latencyUs = LogRecord.NoLatency;
        return first.Length == 2 && second.Length == 2 && third.Length == 2
            && MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref start, first.Offset), 8).SequenceEqual("-1 -1 -1"u8);
    }

    /// <summary>Without its port, which comes after the last colon: IPv6 addresses have colons of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadClient(ReadOnlySpan<byte> line, FieldSpan client, ref LogRecord record)
    {
        if (client.Length <= 8)
        {
            return false;
        }
        // A port has five digits at most, so the last eight bytes have the colon. The test is exact for every byte, not only the lowest.
        int end = client.Offset + client.Length;
        ulong others = Digits.LoadBefore(ref MemoryMarshal.GetReference(line), end) ^ 0x3A3A3A3A3A3A3A3A;
        ulong colons = ~(((others & 0x7F7F7F7F7F7F7F7F) + 0x7F7F7F7F7F7F7F7F) | others | 0x7F7F7F7F7F7F7F7F);
        int colon = end - 1 - (BitOperations.LeadingZeroCount(colons) >> 3);
        record.Client = line[client.Offset..colon];
        return colons != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadRequest(ReadOnlySpan<byte> line, int requestStart, ref LogRecord record)
    {
        int requestEnd = QuotedText.PlainEnd(line, requestStart);
        if (requestEnd < 0)
        {
            return false;
        }
        _ = RequestLine.TrySplit(line[requestStart..requestEnd], out record.Method, out record.Target);
        return true;
    }
}
