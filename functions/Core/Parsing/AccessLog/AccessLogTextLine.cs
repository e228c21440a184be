using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// The usual line at the start of a text: <c>host - - [time] "METHOD target HTTP/1.1" status bytes "referer" "agent" [seconds]</c>, or the common
/// format, without a backslash. Its end is found by the same masks as its quotes, and from the quotes' places every field follows without a
/// search. Whatever is unusual is refused, never rejected: <see cref="AccessLogReader.Read"/> answers for it. Not thread-safe.
/// </summary>
internal sealed class AccessLogTextLine(TimestampReader timestamps, AccessLogTail tail)
{
    private const int Quotes = 5; // behind the one that opens the request
    private const int TimeStart = 6; // behind " - - ["
    private const int TimeBytes = 26;
    private const int SecondStart = 24;
    private const int StampBytes = 34; // " - - [10/Oct/2000:13:55:36 -0700] "
    private const int StepBytes = 2 * ByteBlock.Bytes;

    // A step's quotes are written behind the five that count, at most, and five at once.
    private readonly int[] _quotes = new int[Quotes + StepBytes + Quotes];

    // The stamp of the last line's minute, as words: all of it but the seconds. No stamp has a word of ones, so that the first line never matches.
    private ulong _stamp0 = ulong.MaxValue;
    private ulong _stamp1;
    private ulong _stamp2;
    private ulong _stamp3;
    private long _minuteMs;

    /// <summary>Reads the line that begins the text and ends with a newline or the text.</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="maxLineBytes">A longer line is refused.</param>
    /// <param name="record">Filled when the line is accepted, else undefined.</param>
    /// <param name="kind">Set when the line is accepted, else undefined.</param>
    /// <returns>Bytes of the line without its newline; 0 = refused.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int TryRead(ReadOnlySpan<byte> text, int maxLineBytes, ref LogRecord record, ref LineKind kind)
    {
        if (!ByteBlock.IsFast || text.Length < ByteBlock.Bytes)
        {
            return 0;
        }
        ref byte start = ref MemoryMarshal.GetReference(text);
        int hostEnd = BitOperations.TrailingZeroCount(new ByteBlock(ref start).InRange(0, (byte)' '));
        int readable = text.Length - hostEnd - StampBytes - 1; // from the request on
        if (hostEnd == 0 || readable < 8 || MayBeOtherFormat(ref start, hostEnd) || !TryReadTime(ref start, hostEnd, out record.TimestampMs))
        {
            return 0;
        }

        ref byte request = ref Unsafe.Add(ref start, hostEnd + StampBytes + 1);
        ref int quotes = ref MemoryMarshal.GetArrayDataReference(_quotes);
        int found = FindQuotes(ref request, readable, ref quotes, out int end);
        if (found == 0 || end > maxLineBytes - hostEnd - StampBytes - 1 || (end < readable && Unsafe.Add(ref request, end) != (byte)'\n'))
        {
            return 0;
        }
        int length = hostEnd + StampBytes + 1 + end;
        ReadOnlySpan<byte> line = MemoryMarshal.CreateReadOnlySpan(ref start, length);
        record.Line = line;
        record.Client = MemoryMarshal.CreateReadOnlySpan(ref start, start == (byte)'-' && hostEnd == 1 ? 0 : hostEnd);
        record.Region = default;
        record.LatencyUs = LogRecord.NoLatency;
        if (found < Quotes || Unsafe.Add(ref quotes, Quotes - 1) >= end)
        {
            kind = LineKind.Common;
            return IsCommon(found, ref quotes, end) && TryReadRequest(ref request, quotes, end, line, ref record) ? length : 0;
        }

        // Between bytes and referer and between referer and agent nothing but a space.
        int refererStart = Unsafe.Add(ref quotes, 1);
        int refererEnd = Unsafe.Add(ref quotes, 2);
        int agentEnd = Unsafe.Add(ref quotes, 4);
        int around = (Unsafe.Add(ref request, refererStart - 1) ^ ' ') | (Unsafe.Add(ref request, refererEnd + 1) ^ ' ') | (Unsafe.Add(ref quotes, 3) - refererEnd - 2);
        if (around != 0 || !TryReadRequest(ref request, quotes, refererStart - 1, line, ref record))
        {
            return 0;
        }
        kind = LineKind.Combined;
        return agentEnd + 1 == end || TryReadTail(ref request, agentEnd + 1, end, line, ref record, ref kind) ? length : 0;
    }

    /// <summary>A line of another format also begins with a word, <c>https</c> for example: those first letters are rare among hosts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayBeOtherFormat(ref byte start, int hostEnd)
    {
        uint letter = (uint)start - 'g';
        return letter <= '{' - 'g' && IsOtherFormat(ref start, hostEnd);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsOtherFormat(ref byte start, int hostEnd) =>
        start == (byte)'{' || AlbLineReader.LooksAlb(MemoryMarshal.CreateReadOnlySpan(ref start, hostEnd + 1));

    /// <summary>The stamp from the host's end to the request's quote against that of the last line: only the seconds are read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadTime(ref byte start, int hostEnd, out long timestampMs)
    {
        ref byte stamp = ref Unsafe.Add(ref start, hostEnd);
        ulong differences = (Unsafe.ReadUnaligned<ulong>(ref stamp) ^ _stamp0)
            | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, 8)) ^ _stamp1)
            | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, 16)) ^ _stamp2)
            | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, StampBytes - 8)) ^ _stamp3)
            | (byte)(Unsafe.Add(ref stamp, StampBytes) ^ '"');
        // A byte before 0 becomes a large number here, in either place.
        uint ones = (uint)Unsafe.Add(ref stamp, SecondStart + 1) - '0';
        uint second = (((uint)Unsafe.Add(ref stamp, SecondStart) - '0') * 10) + ones;
        timestampMs = _minuteMs + (second * 1000);
        return (differences == 0 && ones <= 9 && second <= 60 && (ulong)timestampMs <= LogRecordLimits.MaxTimestampMs)
            || TryReadOtherTime(ref stamp, out timestampMs);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadOtherTime(ref byte stamp, out long timestampMs)
    {
        ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpan(ref stamp, StampBytes + 1);
        timestampMs = 0;
        if (!text.StartsWith(" - - ["u8) || !text.EndsWith("] \""u8) || timestamps.ReadClf(text.Slice(TimeStart, TimeBytes), out timestampMs) != RejectReason.None)
        {
            return false;
        }
        _stamp0 = Unsafe.ReadUnaligned<ulong>(ref stamp);
        _stamp1 = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, 8));
        _stamp2 = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, 16));
        _stamp3 = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, StampBytes - 8));
        _minuteMs = timestampMs - (Digits.Two(text, SecondStart) * 1000);
        return true;
    }

    /// <summary>
    /// Places of the first quotes from the request on, some of which may be those of lines behind; how many there are, and the place
    /// of the first control byte or backslash, or the text's end.
    /// </summary>
    /// <remarks>
    /// Two blocks at a time, and quotes not cut at the end: what depends on a line's length is a branch that is wrong on every other line.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FindQuotes(ref byte request, int readable, ref int quotes, out int end)
    {
        int found = 0;
        for (int position = 0; ; position += StepBytes)
        {
            ulong low;
            ulong high;
            ulong lowStops;
            ulong highStops;
            if (position + StepBytes <= readable)
            {
                var block = new ByteBlock(ref Unsafe.Add(ref request, position));
                (low, lowStops) = (block.Equal((byte)'"'), block.EscapeOrControl());
                block = new ByteBlock(ref Unsafe.Add(ref request, position + ByteBlock.Bytes));
                (high, highStops) = (block.Equal((byte)'"'), block.EscapeOrControl());
            }
            else
            {
                low = QuotesAtEnd(ref request, position, readable, out lowStops);
                high = QuotesAtEnd(ref request, position + ByteBlock.Bytes, readable, out highStops);
            }
            WriteFive(low, position, ref Unsafe.Add(ref quotes, found));
            found += BitOperations.PopCount(low);
            WriteFive(high, position + ByteBlock.Bytes, ref Unsafe.Add(ref quotes, found));
            found += BitOperations.PopCount(high);
            if ((lowStops | highStops) != 0)
            {
                end = position + (lowStops != 0 ? BitOperations.TrailingZeroCount(lowStops) : ByteBlock.Bytes + BitOperations.TrailingZeroCount(highStops));
                return found;
            }
            found = Math.Min(found, Quotes);
        }
    }

    /// <summary>A block that the text ends in, or before: loaded so that it ends with the text; the end is a stop.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong QuotesAtEnd(ref byte request, int position, int readable, out ulong stops)
    {
        int missing = position + ByteBlock.Bytes - readable;
        if (missing <= 0)
        {
            var whole = new ByteBlock(ref Unsafe.Add(ref request, position));
            stops = whole.EscapeOrControl();
            return whole.Equal((byte)'"');
        }
        if (missing >= ByteBlock.Bytes)
        {
            stops = missing == ByteBlock.Bytes ? 1UL : 0;
            return 0;
        }
        var block = new ByteBlock(ref Unsafe.Add(ref request, position - missing));
        stops = (block.EscapeOrControl() >> missing) | (1UL << (ByteBlock.Bytes - missing));
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

    private static bool IsCommon(int found, ref int quotes, int end) => quotes < end && (found == 1 || Unsafe.Add(ref quotes, 1) > end);

    /// <summary>Request, status and bytes, which end before <paramref name="bytesEnd"/>; false when a number is unusual.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadRequest(ref byte request, int requestEnd, int bytesEnd, ReadOnlySpan<byte> line, ref LogRecord record)
    {
        int bytesLength = bytesEnd - requestEnd - 6; // " 200 12345
        if ((uint)(bytesLength - 1) >= 8)
        {
            return false;
        }
        // What stands before the bytes in the word is made zeros; a dash alone is none, as zero is.
        int before = (8 - bytesLength) << 3;
        ulong bytes = (Digits.LoadBefore(ref request, bytesEnd) ^ Digits.Zeros) >> before << before;
        bytes = bytes == (ulong)('-' ^ '0') << 56 ? 0 : bytes;
        // The eight bytes from the one before the quote to the one behind the second space against _"_000__ with digits 0 to 9 and the quote and spaces 0.
        ulong status = Digits.LoadBefore(ref request, requestEnd + 7) ^ 0x0020303030202200;
        ulong wrong = ((status + 0x007F7676767F7F00) | status) & 0x0080808080808000;
        if (wrong != 0 || !Digits.AreDigits(bytes))
        {
            return false;
        }
        int requestStart = (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(line), ref request);
        RequestLine.SplitPlain(line, requestStart, requestStart + requestEnd, ref record);
        record.Status = (100 * (byte)(status >> 24)) + (10 * (byte)(status >> 32)) + (byte)(status >> 40);
        record.ResponseBytes = Digits.Combine(bytes);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadTail(ref byte request, int agentEnd, int end, ReadOnlySpan<byte> line, ref LogRecord record, ref LineKind kind) =>
        Unsafe.Add(ref request, agentEnd) == (byte)' '
        && (Digits.TrySecondsBefore(ref request, end, end - agentEnd - 1, out record.LatencyUs)
            || TryReadOtherTail(line, line.Length - (end - agentEnd - 1), ref record, ref kind));

    /// <summary>A space at the end is cut off before a line is read, so such a line is refused.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadOtherTail(ReadOnlySpan<byte> line, int position, ref LogRecord record, ref LineKind kind)
    {
        FieldSpan at = default;
        record.LatencyUs = LogRecord.NoLatency;
        return line[^1] != ' ' && tail.Read(line, position, ref record, ref kind, ref at) == RejectReason.None;
    }
}
