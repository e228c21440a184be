using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// Text to event time. Lines come in time order or nearly so, and consecutive ones share the minute: the bytes up to the
/// minute (and the zone) are compared with the previous line's as machine words, and only the seconds are read. Not for
/// two threads.
/// </summary>
internal sealed partial class TimestampReader
{
    private const int IsoMinuteLength = 16;    // 2024-11-23T19:06
    private const int IsoMicrosLength = 27;    // 2024-11-23T19:06:12.123456Z
    private const int EpochSecondsLength = 14; // 1732388772.123
    private const int ClfLength = 26;          // 10/Oct/2000:13:55:36 -0700
    private const int ClfMinuteLength = 17;    // 10/Oct/2000:13:55

    /// <summary>Bytes of <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>.</summary>
    public const int IsoMillisecondsLength = 24;

    // Words no timestamp has, so that the first line never matches.
    private ulong _isoWord0 = ulong.MaxValue;
    private ulong _isoWord1 = ulong.MaxValue;
    private long _isoMinuteMs;

    private ulong _clfWord0 = ulong.MaxValue;
    private ulong _clfWord1 = ulong.MaxValue;
    private ulong _clfWord2 = ulong.MaxValue;
    private ulong _clfZone = ulong.MaxValue;
    private long _clfMinuteMs;

    /// <summary>ISO 8601, common log format or epoch number, told apart by their shape.</summary>
    public RejectReason Read(ReadOnlySpan<byte> text, out long timestampMs)
    {
        if (text.Length >= IsoMinuteLength)
        {
            if (text[4] == '-')
            {
                return ReadIso(text, out timestampMs);
            }

            if (text[2] == '/')
            {
                return ReadClf(text, out timestampMs);
            }
        }

        timestampMs = 0;
        return DecimalNumber.TryParse(text, out DecimalNumber number) ? FromEpoch(number, out timestampMs) : RejectReason.TimestampInvalid;
    }

    /// <summary>
    /// <c>yyyy-MM-dd(T| )HH:mm:ss[(.|,)fraction][Z|+hh:mm|+hhmm|+hh]</c>; no zone = UTC; the fraction is cut to milliseconds.
    /// </summary>
    public RejectReason ReadIso(ReadOnlySpan<byte> text, out long timestampMs)
    {
        timestampMs = 0;
        if (text.Length < IsoMinuteLength + 3)
        {
            return RejectReason.TimestampInvalid;
        }

        ref byte start = ref MemoryMarshal.GetReference(text);
        ulong word0 = Unsafe.ReadUnaligned<ulong>(ref start);
        ulong word1 = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, 8));
        if (word0 != _isoWord0 || word1 != _isoWord1)
        {
            if (!TryIsoMinute(text, out long minuteMs))
            {
                return RejectReason.TimestampInvalid;
            }

            (_isoWord0, _isoWord1, _isoMinuteMs) = (word0, word1, minuteMs);
        }

        int second = Digits.Two(text, IsoMinuteLength + 1);
        if (text[IsoMinuteLength] != ':' || (uint)second > 60)
        {
            return RejectReason.TimestampInvalid;
        }

        long ms = _isoMinuteMs + (second * 1000);
        if (text.Length == 24 && text[19] == '.' && text[23] == 'Z')
        {
            int hundreds = text[20] - '0';
            int rest = Digits.Two(text, 21);
            if ((uint)hundreds > 9 || rest < 0)
            {
                return RejectReason.TimestampInvalid;
            }

            return InRange(ms + (hundreds * 100) + rest, out timestampMs);
        }

        return ReadIsoEnd(text[(IsoMinuteLength + 3)..], ms, out timestampMs);
    }

    // ":SS.mmmZ": what is left of each byte is its digit, or 0 where it is as it must be.
    private const ulong IsoEnd = 0x5A_30_30_30_2E_30_30_3A;
    private const ulong IsoEndLimits = 0x7F_76_76_76_7F_76_76_7F;

    /// <summary>The minute of the last ISO time, milliseconds since the epoch.</summary>
    public long MinuteMs => _isoMinuteMs;

    /// <summary>Whether an ISO time is of that minute.</summary>
    /// <param name="start">16 readable bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsInSameMinute(ref byte start) =>
        ((Unsafe.ReadUnaligned<ulong>(ref start) ^ _isoWord0)
            | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, 8)) ^ _isoWord1)) == 0;

    /// <summary>
    /// <c>yyyy-MM-ddTHH:mm:ss.fffZ</c> in the minute of the last ISO time, as nearly every line of a JSON log has it; false = to be read
    /// by <see cref="ReadIso"/>.
    /// </summary>
    /// <param name="start">24 readable bytes.</param>
    /// <param name="timestampMs">Milliseconds since the epoch.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadIsoInSameMinute(ref byte start, out long timestampMs)
    {
        ulong end = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, IsoMinuteLength));
        end = (BitConverter.IsLittleEndian ? end : BinaryPrimitives.ReverseEndianness(end)) ^ IsoEnd;
        ulong marks = ((end + IsoEndLimits) | end) & 0x8080808080808080;
        ulong differences = (Unsafe.ReadUnaligned<ulong>(ref start) ^ _isoWord0)
            | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, 8)) ^ _isoWord1);
        uint second = ((uint)(byte)(end >> 8) * 10) + (byte)(end >> 16);
        uint millisecond = ((uint)(byte)(end >> 32) * 100) + ((uint)(byte)(end >> 40) * 10) + (byte)(end >> 48);
        timestampMs = _isoMinuteMs + (second * 1000) + millisecond;
        return (marks | differences) == 0 && second <= 60 && (ulong)timestampMs <= LogRecordLimits.MaxTimestampMs;
    }

    /// <summary>
    /// <see cref="ReadIso"/>, where the text is nearly always <c>yyyy-MM-ddTHH:mm:ss.ffffffZ</c>, as AWS writes it: no loop over the
    /// fraction.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RejectReason ReadIsoMicros(ReadOnlySpan<byte> line, FieldSpan field, out long timestampMs)
    {
        if (field.Length == IsoMicrosLength)
        {
            ref byte start = ref Unsafe.Add(ref MemoryMarshal.GetReference(line), field.Offset);
            ulong word0 = Unsafe.ReadUnaligned<ulong>(ref start);
            ulong word1 = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, 8));
            // ":ss.ffff" and ".ffffffZ" against ":00.0000" and ".000000Z": digits must be 0 to 9, the other bytes 0.
            ulong seconds = Digits.LoadBefore(ref start, 24) ^ 0x303030302E30303A;
            ulong fraction = Digits.LoadBefore(ref start, 27) ^ 0x5A3030303030302E;
            ulong wrong = ((seconds + 0x767676767F76767F) | seconds | (fraction + 0x7F7676767676767F) | fraction) & 0x8080808080808080;
            int second = (10 * (byte)(seconds >> 8)) + (byte)(seconds >> 16);
            if (wrong == 0 && second <= 60 && word0 == _isoWord0 && word1 == _isoWord1)
            {
                int ms = (100 * (byte)(seconds >> 32)) + (10 * (byte)(seconds >> 40)) + (byte)(seconds >> 48);
                return InRange(_isoMinuteMs + (second * 1000) + ms, out timestampMs);
            }
        }

        return ReadIso(line.Slice(field.Offset, field.Length), out timestampMs);
    }

    private static bool TryIsoMinute(ReadOnlySpan<byte> text, out long minuteMs)
    {
        minuteMs = 0;
        return text[4] == '-' && text[7] == '-' && text[10] is (byte)'T' or (byte)'t' or (byte)' ' && text[13] == ':'
            && CivilTime.TryMinute(
                Digits.Four(text, 0), Digits.Two(text, 5), Digits.Two(text, 8), Digits.Two(text, 11), Digits.Two(text, 14), out minuteMs);
    }

    private static RejectReason ReadIsoEnd(ReadOnlySpan<byte> rest, long ms, out long timestampMs)
    {
        timestampMs = 0;
        if (rest.Length > 0 && rest[0] is (byte)'.' or (byte)',')
        {
            int digits = 1;
            for (int weight = 100; digits < rest.Length && (uint)(rest[digits] - '0') <= 9; digits++, weight /= 10)
            {
                ms += (rest[digits] - '0') * weight;
            }

            if (digits == 1)
            {
                return RejectReason.TimestampInvalid;
            }

            rest = rest[digits..];
        }

        long offsetMs = 0;
        if (rest.Length > 0 && !CivilTime.TryZone(rest, out offsetMs))
        {
            return RejectReason.TimestampInvalid;
        }

        return InRange(ms - offsetMs, out timestampMs);
    }

    /// <summary><c>dd/Mon/yyyy:HH:mm:ss +hhmm</c>, what <c>%t</c> and <c>$time_local</c> write between the brackets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RejectReason ReadClf(ReadOnlySpan<byte> text, out long timestampMs)
    {
        timestampMs = 0;
        if (text.Length != ClfLength)
        {
            return RejectReason.TimestampInvalid;
        }

        ref byte start = ref MemoryMarshal.GetReference(text);
        ulong word0 = Unsafe.ReadUnaligned<ulong>(ref start);
        ulong word1 = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, 8));
        // overlaps word1; ends with the colon before the seconds
        ulong word2 = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, ClfMinuteLength + 1 - 8));
        ulong zone = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, ClfLength - 8)) & s_zoneBytes;
        if (word0 != _clfWord0 || word1 != _clfWord1 || word2 != _clfWord2 || zone != _clfZone)
        {
            if (!TryClfMinute(text, out long minuteMs))
            {
                return RejectReason.TimestampInvalid;
            }

            (_clfWord0, _clfWord1, _clfWord2, _clfZone, _clfMinuteMs) = (word0, word1, word2, zone, minuteMs);
        }

        int second = Digits.Two(text, ClfMinuteLength + 1);
        return (uint)second > 60 ? RejectReason.TimestampInvalid : InRange(_clfMinuteMs + (second * 1000), out timestampMs);
    }

    // Of the last eight bytes "SS +hhmm" all but the seconds.
    private static readonly ulong s_zoneBytes = BitConverter.IsLittleEndian ? ~0xFFFFUL : ulong.MaxValue >> 16;

    private static bool TryClfMinute(ReadOnlySpan<byte> text, out long minuteMs)
    {
        bool isValid = text[2] == '/' && text[6] == '/' && text[11] == ':' && text[14] == ':' && text[17] == ':' && text[20] == ' ';
        if (!isValid
            || !CivilTime.TryMinute(
                Digits.Four(text, 7), CivilTime.MonthOfName(text, 3), Digits.Two(text, 0), Digits.Two(text, 12), Digits.Two(text, 15),
                    out minuteMs)
            || !CivilTime.TryZone(text[21..], out long offsetMs))
        {
            minuteMs = 0;
            return false;
        }

        minuteMs -= offsetMs;
        return true;
    }

    /// <summary>What stands in an access log's brackets: the usual forms, and their rarer variants.</summary>
    public RejectReason ReadBracketed(ReadOnlySpan<byte> text, out long timestampMs)
    {
        RejectReason reason = Read(text, out timestampMs);
        return reason == RejectReason.TimestampInvalid && TryReadOther(text, out timestampMs) ? RejectReason.None : reason;
    }

    /// <summary>
    /// Epoch time by size: below 10^11 seconds, below 10^14 milliseconds, below 10^17 microseconds, else nanoseconds. (10^11 s
    /// is the year 5138, 10^11 ms is March 1973.) Cut to milliseconds.
    /// </summary>
    public static RejectReason FromEpoch(DecimalNumber number, out long timestampMs)
    {
        timestampMs = 0;
        if (number.IsNegative)
        {
            return RejectReason.TimestampOutOfRange;
        }

        if (!TryTruncate(number, 0, out long whole))
        {
            return RejectReason.TimestampOutOfRange;
        }

        int powerToMs = whole switch
        {
            < 100_000_000_000 => 3,
            < 100_000_000_000_000 => 0,
            < 100_000_000_000_000_000 => -3,
            _ => -6,
        };
        return TryTruncate(number, powerToMs, out long ms) ? InRange(ms, out timestampMs) : RejectReason.TimestampOutOfRange;
    }

    /// <summary>
    /// Ten digits, a point and three digits, epoch seconds from 2001 to 2286 as CloudFront writes them; false for anything else,
    /// which <see cref="FromEpoch"/> reads with the same result.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryEpochSeconds(ref byte start, FieldSpan field, out long timestampMs)
    {
        timestampMs = 0;
        if (field.Length != EpochSecondsLength)
        {
            return false;
        }

        // The first eight digits, and "dddd.fff", which begins with two of them, against "0000.000": all bytes 0 to 9, the point 0.
        bool isNumber = Digits.TryParseBefore(ref start, field.Offset + 8, 8, out uint head);
        ulong tail = Digits.LoadBefore(ref start, field.Offset + EpochSecondsLength) ^ 0x3030302E30303030;
        int ms = (10_000 * (byte)(tail >> 16)) + (1_000 * (byte)(tail >> 24)) + (100 * (byte)(tail >> 40)) + (10 * (byte)(tail >> 48))
            + (byte)(tail >> 56);
        timestampMs = (head * 100_000L) + ms;
        return isNumber && (((tail + 0x7676767F76767676) | tail) & 0x8080808080808080) == 0;
    }

    /// <summary>The number times 10^<paramref name="powerOfTen"/> without its fraction; false when it passes a long.</summary>
    private static bool TryTruncate(DecimalNumber number, int powerOfTen, out long value)
    {
        int shift = number.Exponent + powerOfTen;
        if (shift >= 0)
        {
            return number.TryScale(powerOfTen, long.MaxValue, out value);
        }

        value = shift < -PowersOfTen.MaxExponent ? 0 : (long)number.Mantissa / PowersOfTen.Value(-shift);
        return true;
    }

    private static RejectReason InRange(long ms, out long timestampMs)
    {
        timestampMs = ms;
        return (ulong)ms <= LogRecordLimits.MaxTimestampMs ? RejectReason.None : RejectReason.TimestampOutOfRange;
    }
}
