using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Parsing;

/// <summary>The numbers of a log line, with what each format may write instead of one.</summary>
internal static class NumberText
{
    /// <summary>0 to 999; <c>-</c> and nothing are 0, the client that left before a status was sent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RejectReason ReadStatus(ReadOnlySpan<byte> text, out int status)
    {
        if (text.Length == 3)
        {
            int hundreds = text[0] - '0';
            int rest = Digits.Two(text, 1);
            status = (hundreds * 100) + rest;
            if ((uint)hundreds <= 9 && rest >= 0)
            {
                return RejectReason.None;
            }
        }
        return ReadOddStatus(text, out status);
    }

    private static RejectReason ReadOddStatus(ReadOnlySpan<byte> text, out int status)
    {
        status = 0;
        if (IsNothing(text))
        {
            return RejectReason.None;
        }
        if (!DecimalNumber.TryParse(text, out DecimalNumber number) || number.IsNegative
            || !number.TryWhole(LogRecordLimits.MaxStatus, out long value, out _))
        {
            return RejectReason.StatusInvalid;
        }
        status = (int)value;
        return RejectReason.None;
    }

    /// <summary>A whole number from 0; <c>-</c> and nothing are 0.</summary>
    public static RejectReason ReadBytes(ReadOnlySpan<byte> text, out long bytes)
    {
        bytes = 0;
        if (!DecimalNumber.TryParse(text, out DecimalNumber number))
        {
            return IsNothing(text) ? RejectReason.None : RejectReason.BytesInvalid;
        }
        if (number.IsNegative)
        {
            return RejectReason.BytesInvalid;
        }
        return number.TryWhole(LogRecordLimits.MaxResponseBytes, out bytes, out bool isTooLarge) ? RejectReason.None
            : isTooLarge ? RejectReason.BytesOutOfRange
            : RejectReason.BytesInvalid;
    }

    /// <summary>A number from 0 in the unit of <paramref name="powerToMicros"/>; <c>-</c> and nothing are no latency.</summary>
    public static RejectReason ReadLatency(ReadOnlySpan<byte> text, int powerToMicros, out long latencyUs)
    {
        latencyUs = LogRecord.NoLatency;
        if (!DecimalNumber.TryParse(text, out DecimalNumber number))
        {
            return IsNothing(text) ? RejectReason.None : RejectReason.LatencyInvalid;
        }
        if (number.IsNegative)
        {
            return RejectReason.LatencyInvalid;
        }
        return number.TryScale(powerToMicros, LogRecordLimits.MaxLatencyUs, out latencyUs) ? RejectReason.None : RejectReason.LatencyOutOfRange;
    }

    private static bool IsNothing(ReadOnlySpan<byte> text) => text.IsEmpty || (text.Length == 1 && text[0] == '-');
}
