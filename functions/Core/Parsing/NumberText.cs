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

    /// <summary>
    /// As text formats write it: three digits, or <c>-</c> for none. Anything else is another field, so the line is not understood.
    /// </summary>
    public static RejectReason ReadTextStatus(ReadOnlySpan<byte> text, out int status)
    {
        status = 0;
        return text.Length == 3 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? ReadStatus(text, out status)
            : FieldText.IsDash(text) ? RejectReason.None
            : RejectReason.StatusInvalid;
    }

    /// <summary>As text formats write it: digits, or <c>-</c> for 0.</summary>
    public static RejectReason ReadTextBytes(ReadOnlySpan<byte> text, out long bytes)
    {
        bytes = 0;
        return text.Length > 1 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 ? RejectReason.BytesInvalid
            : ReadBytes(text, out bytes);
    }

    private static RejectReason ReadOddStatus(ReadOnlySpan<byte> text, out int status)
    {
        status = 0;
        return DecimalNumber.TryParse(text, out DecimalNumber number) ? StatusOf(number, out status)
            : FieldText.IsNothing(text) ? RejectReason.None
            : RejectReason.StatusInvalid;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RejectReason StatusOf(DecimalNumber number, out int status)
    {
        bool isStatus = number.TryWhole(LogRecordLimits.MaxStatus, out long value, out _) && !number.IsNegative;
        status = (int)value;
        return isStatus ? RejectReason.None : RejectReason.StatusInvalid;
    }

    /// <summary>A whole number from 0; <c>-</c> and nothing are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RejectReason ReadBytes(ReadOnlySpan<byte> text, out long bytes)
    {
        bytes = 0;
        return DecimalNumber.TryParse(text, out DecimalNumber number) ? BytesOf(number, out bytes)
            : FieldText.IsNothing(text) ? RejectReason.None
            : RejectReason.BytesInvalid;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RejectReason BytesOf(DecimalNumber number, out long bytes)
    {
        bool isWhole = number.TryWhole(LogRecordLimits.MaxResponseBytes, out bytes, out bool isTooLarge) && !number.IsNegative;
        return isWhole ? RejectReason.None
            : isTooLarge && !number.IsNegative ? RejectReason.BytesOutOfRange
            : RejectReason.BytesInvalid;
    }

    /// <summary>A number from 0 in the unit of <paramref name="powerToMicros"/>; <c>-</c> and nothing are no latency.</summary>
    public static RejectReason ReadLatency(ReadOnlySpan<byte> text, int powerToMicros, out long latencyUs)
    {
        latencyUs = LogRecord.NoLatency;
        return DecimalNumber.TryParse(text, out DecimalNumber number) ? LatencyOf(number, powerToMicros, out latencyUs)
            : FieldText.IsNothing(text) ? RejectReason.None
            : RejectReason.LatencyInvalid;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RejectReason LatencyOf(DecimalNumber number, int powerToMicros, out long latencyUs)
    {
        bool isInRange = number.TryScale(powerToMicros, LogRecordLimits.MaxLatencyUs, out latencyUs);
        return number.IsNegative ? RejectReason.LatencyInvalid
            : isInRange ? RejectReason.None
            : RejectReason.LatencyOutOfRange;
    }
}
