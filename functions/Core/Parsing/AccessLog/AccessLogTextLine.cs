using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// The usual line at the start of a text: <c>host - - [time] "METHOD target HTTP/1.1" status bytes "referer" "agent" [seconds]</c>, or the
/// common format, without a backslash. Its end is found by the same masks as its quotes, and from the quotes' places every field follows
/// without a search. Whatever is unusual is refused, never rejected: <see cref="AccessLogReader.Read"/> answers for it. Not thread-safe.
/// </summary>
internal sealed class AccessLogTextLine(TimestampReader timestamps, AccessLogTail tail)
{
    private const int TimeStart = 6; // behind " - - ["
    private const int TimeBytes = 26;
    private const int SecondStart = 24;
    private const int StampBytes = 34; // " - - [10/Oct/2000:13:55:36 -0700] "
    private const int MinRequestBytes = 17; // what is looked at for the method

    private readonly int[] _quotes = new int[RequestQuotes.Places];

    // The stamp of the last line's minute, as words: all of it but the seconds. No stamp has a word of ones, so that the first line never
    // matches.
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
        // A comma ends the host, too: a list of forwarded addresses is none of the usual lines.
        var block = new ByteBlock(ref start);
        nint hostEnd = BitOperations.TrailingZeroCount(block.InRange(0, (byte)' ') | block.Equal((byte)','));
        nint requestStart = hostEnd + StampBytes + 1;
        nint readable = text.Length - requestStart; // from the request on
        ulong colons = block.Equal((byte)':') & ((1UL << (int)hostEnd) - 1);
        // One colon: perhaps a client with its port.
        if ((nuint)(hostEnd - 1) >= ByteBlock.Bytes - 1 || BitOperations.IsPow2(colons) || readable < MinRequestBytes
            || MayBeOtherFormat(ref start, hostEnd)
            || !TryReadTime(ref Unsafe.Add(ref start, hostEnd), out record.TimestampMs))
        {
            return 0;
        }

        ref byte request = ref Unsafe.Add(ref start, requestStart);
        ref int quotes = ref MemoryMarshal.GetArrayDataReference(_quotes);
        nint end = RequestQuotes.Find(ref request, readable, ref quotes);
        int length = (int)(requestStart + end);
        if (length > maxLineBytes || (end != readable && Unsafe.Add(ref request, end) != (byte)'\n'))
        {
            return 0;
        }

        record.Line = MemoryMarshal.CreateReadOnlySpan(ref start, length);
        record.Client = MemoryMarshal.CreateReadOnlySpan(ref start, (int)hostEnd);
        record.Region = default;
        nint agentEnd = Unsafe.Add(ref quotes, 4);
        if (agentEnd >= end || start == (byte)'-')
        {
            return TryReadOther(ref request, ref quotes, end, ref record, ref kind) ? length : 0;
        }

        kind = LineKind.Combined;
        record.LatencyUs = LogRecord.NoLatency;
        return TryReadCombined(ref request, ref quotes, ref record)
            && (agentEnd + 1 == end || TryReadTail(ref request, agentEnd + 1, end, ref record, ref kind)) ? length : 0;
    }

    /// <summary>
    /// A line of another format also begins with a word, <c>https</c> for example: those first letters are rare among hosts.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayBeOtherFormat(ref byte start, nint hostEnd)
    {
        uint letter = (uint)start - 'g';
        return letter <= '{' - 'g' && IsOtherFormat(ref start, hostEnd);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsOtherFormat(ref byte start, nint hostEnd) =>
        start == (byte)'{' || AlbLineReader.LooksAlb(MemoryMarshal.CreateReadOnlySpan(ref start, (int)hostEnd + 1));

    /// <summary>The stamp from the host's end to the request's quote against that of the last line: only the seconds are read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadTime(ref byte stamp, out long timestampMs)
    {
        ulong differences = (Unsafe.ReadUnaligned<ulong>(ref stamp) ^ _stamp0)
            | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, 8)) ^ _stamp1)
            | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, 16)) ^ _stamp2)
            | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, StampBytes - 8)) ^ _stamp3)
            | (byte)(Unsafe.Add(ref stamp, StampBytes) ^ '"');
        // A byte before 0 becomes a large number here, in either place.
        uint ones = (uint)Unsafe.Add(ref stamp, SecondStart + 1) - '0';
        uint second = (((uint)Unsafe.Add(ref stamp, SecondStart) - '0') * 10) + ones;
        timestampMs = _minuteMs + (second * 1000);
        return (differences == 0 && ones <= 9 && second <= 60) || TryReadOtherTime(ref stamp, out timestampMs);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadOtherTime(ref byte stamp, out long timestampMs)
    {
        ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpan(ref stamp, StampBytes + 1);
        timestampMs = 0;
        if (!text.StartsWith(" - - ["u8) || !text.EndsWith("] \""u8)
            || timestamps.ReadClf(text.Slice(TimeStart, TimeBytes), out timestampMs) != RejectReason.None)
        {
            return false;
        }

        long minuteMs = timestampMs - (Digits.Two(text, SecondStart) * 1000);
        if ((ulong)minuteMs > LogRecordLimits.MaxTimestampMs - 60_000)
        {
            return true; // of its other seconds some are out of range
        }

        _stamp0 = Unsafe.ReadUnaligned<ulong>(ref stamp);
        _stamp1 = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, 8));
        _stamp2 = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, 16));
        _stamp3 = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stamp, StampBytes - 8));
        _minuteMs = minuteMs;
        return true;
    }

    /// <summary>Request to agent. Between bytes and referer and between referer and agent there is nothing but a space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadCombined(ref byte request, ref int quotes, ref LogRecord record)
    {
        nint refererStart = Unsafe.Add(ref quotes, 1);
        nint refererEnd = Unsafe.Add(ref quotes, 2);
        nint agentStart = Unsafe.Add(ref quotes, 3);
        nint around = (Unsafe.Add(ref request, refererStart - 1) ^ ' ') | (Unsafe.Add(ref request, refererEnd + 1) ^ ' ')
            | (agentStart - refererEnd - 2);
        return around == 0 && TryReadRequest(ref request, quotes, refererStart - 1, ref record);
    }

    /// <summary>Common format, and lines without a client.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadOther(ref byte request, ref int quotes, nint end, ref LogRecord record, ref LineKind kind)
    {
        record.Client = FieldText.Stated(record.Client);
        record.LatencyUs = LogRecord.NoLatency;
        nint agentEnd = Unsafe.Add(ref quotes, 4);
        if (agentEnd < end)
        {
            kind = LineKind.Combined;
            return TryReadCombined(ref request, ref quotes, ref record)
                && (agentEnd + 1 == end || TryReadTail(ref request, agentEnd + 1, end, ref record, ref kind));
        }

        kind = LineKind.Common;
        return quotes < end && Unsafe.Add(ref quotes, 1) >= end && TryReadRequest(ref request, quotes, end, ref record);
    }

    /// <summary>Request, status and bytes, which end before <paramref name="bytesEnd"/>; false when a number is unusual.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadRequest(ref byte request, nint requestEnd, nint bytesEnd, ref LogRecord record)
    {
        nint bytesLength = bytesEnd - requestEnd - 6; // " 200 12345
        if ((nuint)(bytesLength - 1) >= 8)
        {
            return false;
        }

        // What stands before the bytes in the word is made zeros; a dash alone is none, as zero is.
        int before = (8 - (int)bytesLength) << 3;
        ulong word = WordBefore(ref request, bytesEnd);
        ulong bytes = (((nint)(word >> 56) ^ '-') | (bytesLength - 1)) == 0 ? 0 : (word ^ Digits.Zeros) >> before << before;
        // The eight bytes from the one before the quote to the one behind the second space against _"_000__: digits 0 to 9, quote and
        // spaces 0.
        ulong status = WordBefore(ref request, requestEnd + 7) ^ 0x0020303030202200;
        ulong wrong = (((status + 0x007F7676767F7F00) | status) & 0x0080808080808000)
            | (((bytes + 0x7676767676767676) | bytes) & (Digits.Ones << 7));
        if (wrong != 0)
        {
            return false;
        }

        record.Status = (100 * (byte)(status >> 24)) + (10 * (byte)(status >> 32)) + (byte)(status >> 40);
        record.ResponseBytes = Digits.Combine(bytes);
        SplitRequest(ref request, requestEnd, ref record);
        return true;
    }

    /// <summary>As <see cref="RequestLine.TrySplit"/> does: a method of capital letters and a protocol are usual.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SplitRequest(ref byte request, nint requestEnd, ref LogRecord record)
    {
        Vector128<byte> letters = Vector128.LoadUnsafe(ref request) - Vector128.Create((byte)'A');
        uint capitals = Vector128.Equals(Vector128.Min(letters, Vector128.Create((byte)25)), letters).ExtractMostSignificantBits();
        nint methodLength = BitOperations.TrailingZeroCount(~capitals); // at most 16
        nint targetLength = requestEnd - 10 - methodLength; // " HTTP/1.1" and the space before
        // Of the two digits of HTTP/1.1 only the upper half is compared: no space has it, and any other byte may stand there.
        bool hasProtocol = (WordBefore(ref request, requestEnd) & 0xF0FFF0FFFFFFFFFF) == 0x302E302F50545448;
        int around = (Unsafe.Add(ref request, methodLength) ^ ' ') | (Unsafe.Add(ref request, requestEnd - 9) ^ ' ');
        if (hasProtocol && around == 0 && targetLength > 0 && methodLength > 0)
        {
            record.Method = MemoryMarshal.CreateReadOnlySpan(ref request, (int)methodLength);
            record.Target = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref request, methodLength + 1), (int)targetLength);
            return;
        }

        SplitOddRequest(MemoryMarshal.CreateReadOnlySpan(ref request, (int)requestEnd), ref record);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SplitOddRequest(ReadOnlySpan<byte> request, ref LogRecord record) =>
        _ = RequestLine.TrySplit(request, out record.Method, out record.Target);

    /// <summary>
    /// What stands behind the agent. Nearly always seconds such as 0.025; the word that ends with them is "_0.000 with a byte before.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadTail(ref byte request, nint agentEnd, nint end, ref LogRecord record, ref LineKind kind)
    {
        ulong word = WordBefore(ref request, end) ^ 0x3030302E30200000;
        uint digits = (uint)(word >> 32) + (byte)(word >> 24); // the first one takes the place of the point
        uint pairs = (digits * 10) + (digits >> 8);
        record.LatencyUs = ((byte)pairs * 100_000) + ((byte)(pairs >> 16) * 1_000);
        bool isUsual = agentEnd + 6 == end && (((word + 0x7676767F767F0000) | word) & 0x8080808080800000) == 0;
        return isUsual || TryReadOtherTail((int)agentEnd, end, ref request, ref record, ref kind);
    }

    /// <summary>A space at the end is cut off before a line is read, so such a line is refused.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadOtherTail(int agentEnd, nint end, ref byte request, ref LogRecord record, ref LineKind kind)
    {
        ReadOnlySpan<byte> line = record.Line;
        FieldSpan at = default;
        record.LatencyUs = LogRecord.NoLatency;
        return Unsafe.Add(ref request, agentEnd) == (byte)' ' && line[^1] != ' '
            && tail.Read(line, line.Length - (int)(end - agentEnd - 1), ref record, ref kind, ref at) == RejectReason.None;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WordBefore(ref byte request, nint end)
    {
        ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref request, end - 8));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }
}
