using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// What a server was told to write after the user agent (or after the bytes of the common format). Only the latency is taken:
/// the first number with a decimal point is nginx's <c>$request_time</c> in seconds; without one the first whole number is
/// Apache's <c>%D</c> or <c>%T</c> in the configured unit. Quoted fields, bracketed names, lists and words are stepped over.
/// </summary>
internal sealed class AccessLogTail(ApacheTimeUnit wholeNumberUnit)
{
    private const int Seconds = 6;

    private readonly int _wholePowerToMicros = wholeNumberUnit switch
    {
        ApacheTimeUnit.Seconds => Seconds,
        ApacheTimeUnit.Milliseconds => 3,
        _ => 0,
    };

    public RejectReason Read(ReadOnlySpan<byte> line, int position, ref LogRecord record, ref LineKind kind, ref FieldSpan at)
    {
        // 0.025 and the end of the line, as in most formats with a time.
        if (Digits.TrySecondsBefore(ref MemoryMarshal.GetReference(line), line.Length, line.Length - position, out long latencyUs))
        {
            record.LatencyUs = latencyUs;
            return RejectReason.None;
        }
        ReadOnlySpan<byte> rest = line[position..];
        if (TryPlainNumber(rest, out DecimalNumber only, out bool onlyHasPoint))
        {
            return SetLatency(new FieldSpan(position, rest.Length), only, onlyHasPoint ? Seconds : _wholePowerToMicros, ref record, ref at);
        }
        return ReadFields(line, position, ref record, ref kind, ref at);
    }

    private RejectReason ReadFields(ReadOnlySpan<byte> line, int position, ref LogRecord record, ref LineKind kind, ref FieldSpan at)
    {
        FieldSpan wholeField = default;
        FieldSpan pointField = default;
        DecimalNumber whole = default;
        DecimalNumber withPoint = default;
        for (int index = 0; position < line.Length; index++)
        {
            int end = FieldEnd(line, position);
            if (end < 0)
            {
                break; // cut off
            }
            int valueStart = ValueStart(line, position, end);
            if (TryPlainNumber(line[valueStart..end], out DecimalNumber number, out bool hasPoint))
            {
                if (hasPoint && pointField.Length == 0)
                {
                    (withPoint, pointField) = (number, new FieldSpan(valueStart, end - valueStart));
                }
                else if (!hasPoint && wholeField.Length == 0 && valueStart == position)
                {
                    (whole, wholeField) = (number, new FieldSpan(position, end - position));
                }
            }
            // $request_length $request_time [$proxy_upstream_name] ...
            kind = index == 2 && line[position] == '[' && wholeField.Length > 0 && pointField.Length > 0 ? LineKind.IngressNginx : kind;
            position = end + 1;
        }
        return pointField.Length > 0 ? SetLatency(pointField, withPoint, Seconds, ref record, ref at)
            : wholeField.Length > 0 ? SetLatency(wholeField, whole, _wholePowerToMicros, ref record, ref at)
            : RejectReason.None;
    }

    /// <summary>The space after a field, or the end of the line; -1 for a quote that is never closed.</summary>
    private static int FieldEnd(ReadOnlySpan<byte> line, int position)
    {
        int end = position;
        while (end < line.Length && line[end] is not ((byte)' ' or (byte)'"'))
        {
            end++;
        }
        if (end == line.Length || line[end] == ' ')
        {
            return end;
        }
        int quote = QuotedText.End(line, end + 1);
        return quote < 0 ? -1 : quote + 1;
    }

    /// <summary>
    /// <c>rt=0.123</c> and <c>request_time=0.123</c> are read like a bare number; other names (<c>urt=</c>, <c>uct=</c>) are
    /// not the time of the request, so nothing of them is a number.
    /// </summary>
    private static int ValueStart(ReadOnlySpan<byte> line, int position, int end)
    {
        ReadOnlySpan<byte> field = line[position..end];
        return field.StartsWith("rt="u8) ? position + 3
            : field.StartsWith("request_time="u8) ? position + 13
            : position;
    }

    /// <summary>Digits, or digits with a point: what servers write. <c>-1</c> and <c>1e3</c> are other people's fields.</summary>
    private static bool TryPlainNumber(ReadOnlySpan<byte> text, out DecimalNumber number, out bool hasPoint)
    {
        hasPoint = text.Contains((byte)'.');
        return DecimalNumber.TryParse(text, out number) && !text.ContainsAny("+-eE"u8);
    }

    private static RejectReason SetLatency(FieldSpan field, DecimalNumber number, int powerToMicros, ref LogRecord record, ref FieldSpan at)
    {
        if (number.TryScale(powerToMicros, LogRecordLimits.MaxLatencyUs, out record.LatencyUs))
        {
            return RejectReason.None;
        }
        record.LatencyUs = LogRecord.NoLatency;
        at = field;
        return RejectReason.LatencyOutOfRange;
    }
}
