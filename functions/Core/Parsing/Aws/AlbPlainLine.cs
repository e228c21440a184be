using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// ALB lines as an ALB writes them: twelve fields without quotes, then the request in quotes. The fields are found in three masks of
/// the line, not by a search each, and each is read from its known end. Nothing behind the request is looked at.
/// </summary>
internal sealed class AlbPlainLine(TimestampReader timestamps)
{
    private const int Block = BlockMasks.BlockBytes;
    private const int TimeBytes = 27; // 2018-07-02T22:23:00.186641Z

    /// <summary>False when a field has a less usual form, or a wrong one, or the line is another.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, ref LogRecord record)
    {
        ref byte start = ref MemoryMarshal.GetReference(line);
        if (!BlockMasks.CanRead(line.Length) || !TryFindFields(ref start, line.Length, out Fields fields))
        {
            return false;
        }

        if (timestamps.ReadIsoMicros(line, new FieldSpan(fields.TimeStart, TimeBytes), out record.TimestampMs) != RejectReason.None
            || fields.StatusEnd - fields.ThirdTimeEnd - 1 != 3 || !Digits.TryParseBefore(ref start, fields.StatusEnd, 3, out uint status)
            || !Digits.TryParseBefore(ref start, fields.SentEnd, fields.SentEnd - fields.ReceivedEnd - 1, out uint sentBytes)
            || !TryReadLatency(ref start, fields, out record.LatencyUs))
        {
            return false;
        }

        record.Region = default;
        record.Status = (int)status;
        record.ResponseBytes = sentBytes;
        return TryReadClient(line, fields.ElbEnd + 1, fields.ClientEnd, ref record) && TryReadRequest(line, fields.SentEnd + 2, ref record);
    }

    /// <summary>
    /// One mask of two blocks from the third field on, which ends in the second as a rule, so that no branch may depend on where; and one
    /// of the block from the sixth field on, since what is left to the request has 58 bytes at most. False when the fields are not there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFindFields(ref byte start, int length, out Fields fields)
    {
        fields = default;
        int timeStart = Digits.SpaceIn(Digits.LoadBefore(ref start, 8)) + 1; // http, https, h2, ws, wss, grpcs; 9 = none
        int elbStart = timeStart + TimeBytes + 1;
        if (elbStart + (2 * Block) > length)
        {
            return false;
        }

        ref byte elb = ref Unsafe.Add(ref start, elbStart);
        ulong low = BlockMasks.Equal(ref elb, (byte)' ');
        ulong high = BlockMasks.Equal(ref Unsafe.Add(ref elb, Block), (byte)' ');
        int elbEnd = elbStart + TakeFirst(ref low, ref high);
        int clientEnd = elbStart + TakeFirst(ref low, ref high);
        int targetEnd = elbStart + TakeFirst(ref low, ref high);
        if (targetEnd >= elbStart + (2 * Block) || targetEnd + 1 + Block > length)
        {
            return false;
        }

        ulong spaces = BlockMasks.Equal(ref Unsafe.Add(ref start, targetEnd + 1), (byte)' ');
        fields.TimeStart = timeStart;
        fields.ElbEnd = elbEnd;
        fields.ClientEnd = clientEnd;
        fields.TargetEnd = targetEnd;
        fields.FirstTimeEnd = targetEnd + 1 + TakeFirst(ref spaces);
        fields.SecondTimeEnd = targetEnd + 1 + TakeFirst(ref spaces);
        fields.ThirdTimeEnd = targetEnd + 1 + TakeFirst(ref spaces);
        fields.StatusEnd = targetEnd + 1 + TakeFirst(ref spaces);
        fields.TargetStatusEnd = targetEnd + 1 + TakeFirst(ref spaces);
        fields.ReceivedEnd = targetEnd + 1 + TakeFirst(ref spaces);
        fields.SentEnd = targetEnd + 1 + TakeFirst(ref spaces);

        // The spaces are the ends of the fields if no field is in quotes, of those that are not read as numbers, and if none is in the
        // time.
        bool isQuoted = (start == (byte)'"') | (elb == (byte)'"') | (Unsafe.Add(ref start, elbEnd + 1) == (byte)'"')
            | (Unsafe.Add(ref start, clientEnd + 1) == (byte)'"')
            | (Unsafe.Add(ref start, fields.StatusEnd + 1) == (byte)'"') | (Unsafe.Add(ref start, fields.TargetStatusEnd + 1) == (byte)'"');
        bool isTime = (Unsafe.Add(ref start, elbStart - 1) == (byte)' ') & (Unsafe.Add(ref start, timeStart + 10) != (byte)' ');
        return !isQuoted & isTime && fields.SentEnd + 1 < targetEnd + 1 + Block && Unsafe.Add(ref start, fields.SentEnd + 1) == (byte)'"';
    }

    /// <summary>Number of the lowest bit, which is cleared; 64 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeFirst(ref ulong mask)
    {
        int first = BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
        return first;
    }

    /// <summary>The same of 128 bits; 128 when there is none. By arithmetic, as which half it is changes from line to line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeFirst(ref ulong low, ref ulong high)
    {
        int first = BitOperations.TrailingZeroCount(low);
        int isHigh = first >> 6; // 64 = the low half is empty
        int position = first + (BitOperations.TrailingZeroCount(high) & -isHigh);
        high &= high - (ulong)isHigh;
        low &= low - 1;
        return position;
    }

    /// <summary>Where the fields end: at a space.</summary>
    private struct Fields
    {
        public int TimeStart;
        public int ElbEnd;
        public int ClientEnd;
        public int TargetEnd;
        public int FirstTimeEnd;
        public int SecondTimeEnd;
        public int ThirdTimeEnd;
        public int StatusEnd;
        public int TargetStatusEnd;
        public int ReceivedEnd;
        public int SentEnd;
    }

    /// <summary>The sum of three times with a point, or no latency for three times -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadLatency(ref byte start, in Fields fields, out long latencyUs)
    {
        const int Usual = 6; // 0.025 and a space
        if ((fields.FirstTimeEnd == fields.TargetEnd + Usual) & (fields.SecondTimeEnd == fields.FirstTimeEnd + Usual)
            & (fields.ThirdTimeEnd == fields.SecondTimeEnd + Usual))
        {
            return TryReadUsualLatency(ref Unsafe.Add(ref start, fields.TargetEnd), out latencyUs);
        }

        return TryReadAnyLatency(ref start, fields, out latencyUs);
    }

    /// <summary>
    /// Three times of the form <c>0.025</c> behind the byte at <paramref name="before"/>: their digits are added up as they stand, eight
    /// bytes at a time, and made a number once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadUsualLatency(ref byte before, out long latencyUs)
    {
        // Against "0.000" with three bytes in front that are shifted out: digits must be 0 to 9, the point 0.
        const ulong Form = 0x3030302E30;
        const ulong Room = 0x7F7F7F7676767F76;
        const ulong Tops = 0x8080808080808080;
        ulong first = (Digits.LoadBefore(ref before, 6) >> 24) ^ Form;
        ulong second = (Digits.LoadBefore(ref before, 12) >> 24) ^ Form;
        ulong third = (Digits.LoadBefore(ref before, 18) >> 24) ^ Form;
        ulong wrong = ((first + Room) | first | (second + Room) | second | (third + Room) | third) & Tops;
        ulong sums = first + second + third; // 27 at most in each byte
        int wholeMs = (1_000 * (int)(sums & 0xFF)) + (100 * (int)((sums >> 16) & 0xFF));
        latencyUs = 1_000 * (wholeMs + (10 * (int)((sums >> 24) & 0xFF)) + (int)(sums >> 32));
        return wrong == 0;
    }

    private static bool TryReadAnyLatency(ref byte start, in Fields fields, out long latencyUs)
    {
        int first = fields.FirstTimeEnd - fields.TargetEnd - 1;
        int second = fields.SecondTimeEnd - fields.FirstTimeEnd - 1;
        int third = fields.ThirdTimeEnd - fields.SecondTimeEnd - 1;
        bool areTimes = Digits.TrySecondsBefore(ref start, fields.FirstTimeEnd, first, out long firstUs)
            & Digits.TrySecondsBefore(ref start, fields.SecondTimeEnd, second, out long secondUs)
            & Digits.TrySecondsBefore(ref start, fields.ThirdTimeEnd, third, out long thirdUs);
        latencyUs = firstUs + secondUs + thirdUs;
        if (areTimes && latencyUs <= LogRecordLimits.MaxLatencyUs)
        {
            return true;
        }

        latencyUs = LogRecord.NoLatency;
        return first == 2 && second == 2 && third == 2
            && MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref start, fields.TargetEnd + 1), 8).SequenceEqual("-1 -1 -1"u8);
    }

    /// <summary>Without its port, which comes after the last colon: IPv6 addresses have colons of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadClient(ReadOnlySpan<byte> line, int clientStart, int clientEnd, ref LogRecord record)
    {
        if (clientEnd - clientStart <= 8)
        {
            return false;
        }

        // A port has five digits at most, so the last eight bytes have the colon. The test is exact for every byte, not only the lowest.
        ulong others = Digits.LoadBefore(ref MemoryMarshal.GetReference(line), clientEnd) ^ 0x3A3A3A3A3A3A3A3A;
        ulong colons = ~(((others & 0x7F7F7F7F7F7F7F7F) + 0x7F7F7F7F7F7F7F7F) | others | 0x7F7F7F7F7F7F7F7F);
        int colon = clientEnd - 1 - (BitOperations.LeadingZeroCount(colons) >> 3);
        record.Client = line[clientStart..colon];
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

        RequestLine.SplitPlain(line, requestStart, requestEnd, ref record);
        return true;
    }
}
