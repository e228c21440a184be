using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// Text to event time. Lines come in time order or nearly so, and consecutive ones share the minute: the bytes up to the
/// minute (and the zone) are compared with the previous line's as machine words, and only the seconds are read. Not for
/// two threads.
/// </summary>
internal sealed class TimestampReader
{
    private const int IsoMinuteLength = 16;    // 2024-11-23T19:06
    private const int ClfLength = 26;          // 10/Oct/2000:13:55:36 -0700
    private const int ClfMinuteLength = 17;    // 10/Oct/2000:13:55

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
        ulong differences = (Unsafe.ReadUnaligned<ulong>(ref start) ^ _isoWord0) | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, 8)) ^ _isoWord1);
        uint second = ((uint)(byte)(end >> 8) * 10) + (byte)(end >> 16);
        uint millisecond = ((uint)(byte)(end >> 32) * 100) + ((uint)(byte)(end >> 40) * 10) + (byte)(end >> 48);
        timestampMs = _isoMinuteMs + (second * 1000) + millisecond;
        return (marks | differences) == 0 && second <= 60 && (ulong)timestampMs <= LogRecordLimits.MaxTimestampMs;
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
        ulong word2 = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, ClfMinuteLength + 1 - 8)); // overlaps word1; ends with the colon before the seconds
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
                Digits.Four(text, 7), CivilTime.MonthOfName(text, 3), Digits.Two(text, 0), Digits.Two(text, 12), Digits.Two(text, 15), out minuteMs)
            || !CivilTime.TryZone(text[21..], out long offsetMs))
        {
            minuteMs = 0;
            return false;
        }
        minuteMs -= offsetMs;
        return true;
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
