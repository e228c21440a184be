using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Parsing;

/// <summary>Reads lines by a <see cref="TextFormat"/>. Not thread-safe: it keeps where the last line's values stand.</summary>
internal sealed class TextFormatReader(TextFormat format, TimestampReader timestamps, Scratch scratch)
{
    private const int MostTries = 400; // of another place where a value may end, for one line

    private readonly FieldSpan[] _values = new FieldSpan[format.Steps.Length];
    private int _furthest;
    private int _tries;

    public TextFormat Format => format;

    /// <summary>
    /// Reads a line. <see cref="RejectReason.LineUnrecognized"/> and <see cref="RejectReason.LineTruncated"/> = it is not of this format.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="fallbackTimestampMs">Time of a format without one; below 0 = none.</param>
    /// <param name="record">Filled when accepted.</param>
    /// <param name="at">Where it went wrong, when rejected.</param>
    public RejectReason Read(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record, ref FieldSpan at)
    {
        _furthest = 0;
        if (!line.StartsWith(format.Prefix) || !TryMatch(line))
        {
            at = new FieldSpan(Math.Min(_furthest, line.Length), 0);
            return _furthest >= line.Length ? RejectReason.LineTruncated : RejectReason.LineUnrecognized;
        }

        RejectReason reason = ReadTime(line, fallbackTimestampMs, out record.TimestampMs, ref at);
        if (reason == RejectReason.None)
        {
            reason = ReadNumbers(line, ref record, ref at);
        }

        if (reason == RejectReason.None)
        {
            ReadTexts(line, ref record);
        }

        return reason;
    }

    /// <summary>Every value ends at the first place where it may; only when that leads nowhere the other places are tried.</summary>
    private bool TryMatch(ReadOnlySpan<byte> line)
    {
        TextStep[] steps = format.Steps;
        int position = format.Prefix.Length;
        for (int i = 0; i < steps.Length; i++)
        {
            TextStep step = steps[i];
            int start = step.SkipsSpaces ? SkipSpaces(line, position) : position;
            int end = End(line, step, start, start);
            if (end < 0)
            {
                _furthest = start;
                _tries = 0;
                return TryMatchOtherwise(line, 0, format.Prefix.Length);
            }

            _values[i] = new FieldSpan(start, end - start);
            position = end + step.Literal.Length;
        }

        _furthest = position;
        _tries = 0;
        return position == line.Length || TryMatchOtherwise(line, 0, format.Prefix.Length);
    }

    private bool TryMatchOtherwise(ReadOnlySpan<byte> line, int index, int position)
    {
        if (index == format.Steps.Length)
        {
            return position == line.Length;
        }

        TextStep step = format.Steps[index];
        int start = step.SkipsSpaces ? SkipSpaces(line, position) : position;
        _furthest = Math.Max(_furthest, start);
        for (int from = start; ;)
        {
            int end = End(line, step, start, from);
            if (end < 0)
            {
                return false;
            }

            _values[index] = new FieldSpan(start, end - start);
            if (TryMatchOtherwise(line, index + 1, end + step.Literal.Length))
            {
                return true;
            }

            if (step.Shape != TextShape.Text || step.Literal.Length == 0 || ++_tries > MostTries)
            {
                return false;
            }

            from = end + 1;
        }
    }

    /// <summary>Where the value ends, at <paramref name="from"/> or behind it; -1 = nowhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int End(ReadOnlySpan<byte> line, TextStep step, int start, int from)
    {
        if (start > line.Length)
        {
            return -1;
        }

        return step.Shape switch
        {
            TextShape.Word => WordEnd(line, step.Literal, start),
            TextShape.Text => TextEnd(line, step.Literal, from),
            TextShape.Fixed => IsAt(line, start + step.Length, step.Literal) ? start + step.Length : -1,
            TextShape.List => ListEnd(line, step.Literal, start),
            TextShape.WordOrQuoted =>
                start < line.Length && line[start] == '"' ? QuotedEnd(line, step.Literal, start) : WordEnd(line, step.Literal, start),
            TextShape.BeforeSlash => line[start..].IndexOf((byte)'/') is var length and >= 0 ? start + length : -1,
            _ => line.Length,
        };
    }

    private static int WordEnd(ReadOnlySpan<byte> line, byte[] literal, int position)
    {
        byte first = literal.Length == 0 ? (byte)' ' : literal[0];
        while (position < line.Length && line[position] != ' ' && line[position] != first)
        {
            position++;
        }

        return IsAt(line, position, literal) ? position : -1;
    }

    private static int TextEnd(ReadOnlySpan<byte> line, byte[] literal, int from)
    {
        if (literal.Length == 0)
        {
            return line.Length;
        }

        while (from <= line.Length)
        {
            int length = literal.Length == 1 ? line[from..].IndexOf(literal[0]) : line[from..].IndexOf(literal);
            if (length < 0)
            {
                return -1;
            }

            from += length;
            if (literal[0] != '"' || !IsEscaped(line, from))
            {
                return from;
            }

            from++;
        }

        return -1;
    }

    /// <summary>Whether an odd number of backslashes stands before the quote.</summary>
    private static bool IsEscaped(ReadOnlySpan<byte> line, int quote)
    {
        int position = quote;
        while (position > 0 && line[position - 1] == '\\')
        {
            position--;
        }

        return ((quote - position) & 1) == 1;
    }

    private static int ListEnd(ReadOnlySpan<byte> line, byte[] literal, int position)
    {
        while (true)
        {
            while (position < line.Length && line[position] is not ((byte)' ' or (byte)',' or (byte)'"')
                && (literal.Length == 0 || line[position] != literal[0]))
            {
                position++;
            }

            ReadOnlySpan<byte> rest = line[position..];
            if (literal.Length > 0 && literal[0] == ',' && rest.StartsWith(literal))
            {
                return position;
            }

            int separator = rest.StartsWith(", "u8) ? 2 : rest.StartsWith(" : "u8) ? 3 : rest.StartsWith(","u8) ? 1 : 0;
            if (separator == 0)
            {
                return IsAt(line, position, literal) ? position : -1;
            }

            position += separator;
        }
    }

    private static int QuotedEnd(ReadOnlySpan<byte> line, byte[] literal, int start)
    {
        for (int position = start + 1; position < line.Length; position++)
        {
            if (line[position] == '"' && IsAt(line, position + 1, literal))
            {
                return position + 1;
            }
        }

        return -1;
    }

    private static bool IsAt(ReadOnlySpan<byte> line, int position, byte[] literal) =>
        position <= line.Length && (literal.Length == 0 ? position == line.Length : line[position..].StartsWith(literal));

    private static int SkipSpaces(ReadOnlySpan<byte> line, int position)
    {
        while (position < line.Length && line[position] == ' ')
        {
            position++;
        }

        return position;
    }

    private RejectReason ReadTime(ReadOnlySpan<byte> line, long fallbackTimestampMs, out long timestampMs, ref FieldSpan at)
    {
        timestampMs = fallbackTimestampMs;
        if (format.Times.Length == 0)
        {
            return fallbackTimestampMs < 0 ? RejectReason.TimestampMissing : RejectReason.None;
        }

        TextTimePattern first = format.Steps[format.Times[0]].Time!;
        at = _values[format.Times[0]];
        if (first.IsWhole)
        {
            ReadOnlySpan<byte> text = Value(line, format.Times[0]);
            return first.IsEpoch ? ReadEpoch(text, first.EpochPower, out timestampMs)
                : first.IsIso ? timestamps.ReadIso(text, out timestampMs)
                : timestamps.ReadBracketed(text, out timestampMs);
        }

        TextTimeParts parts = default;
        foreach (int index in format.Times)
        {
            at = _values[index];
            if (!format.Steps[index].Time!.TryRead(Value(line, index), ref parts))
            {
                return RejectReason.TimestampInvalid;
            }
        }

        return parts.ToTimestamp(out timestampMs);
    }

    private static RejectReason ReadEpoch(ReadOnlySpan<byte> text, int powerToMs, out long timestampMs)
    {
        timestampMs = 0;
        if (!DecimalNumber.TryParse(text, out DecimalNumber number) || number.IsNegative)
        {
            return RejectReason.TimestampInvalid;
        }

        // Cut, not rounded: a time of the next second is another window.
        var ms = new DecimalNumber(number.Mantissa, number.Exponent + powerToMs, false);
        return ms.TryTruncate(LogRecordLimits.MaxTimestampMs, out timestampMs)
            ? RejectReason.None
            : RejectReason.TimestampOutOfRange;
    }

    private RejectReason ReadNumbers(ReadOnlySpan<byte> line, ref LogRecord record, ref FieldSpan at)
    {
        at = _values[format.Status];
        // Envoy and HAProxy write 0 and -1 where others write a dash.
        ReadOnlySpan<byte> status = Value(line, format.Status);
        status = status.SequenceEqual("0"u8) || status.SequenceEqual("-1"u8) ? "-"u8 : status;
        RejectReason reason = NumberText.ReadTextStatus(status, out record.Status);
        record.ResponseBytes = 0;
        if (reason == RejectReason.None && format.Bytes >= 0)
        {
            at = _values[format.Bytes];
            ReadOnlySpan<byte> bytes = Value(line, format.Bytes);
            reason = NumberText.ReadTextBytes(bytes.Length > 1 && bytes[0] == '+' ? bytes[1..] : bytes, out record.ResponseBytes);
        }

        record.LatencyUs = format.Latencies.Length == 0 ? LogRecord.NoLatency : 0;
        for (int i = 0; i < format.Latencies.Length && reason == RejectReason.None; i++)
        {
            int index = format.Latencies[i];
            at = _values[index];
            reason = ReadLatency(Value(line, index), format.Steps[index].Power, out long latencyUs);
            // Of all parts, or none.
            record.LatencyUs = latencyUs < 0 || record.LatencyUs < 0 ? LogRecord.NoLatency : record.LatencyUs + latencyUs;
        }

        return reason == RejectReason.None && record.LatencyUs > LogRecordLimits.MaxLatencyUs ? RejectReason.LatencyOutOfRange : reason;
    }

    private static RejectReason ReadLatency(ReadOnlySpan<byte> text, int power, out long latencyUs)
    {
        latencyUs = LogRecord.NoLatency;
        if (power == LatencyUnits.LastTimer)
        {
            text = text[(text.LastIndexOf((byte)'/') + 1)..];
            power = LatencyUnits.Milliseconds;
            if (text.Length > 0 && text[0] == '+')
            {
                return RejectReason.None; // written before the end
            }
        }
        else if (power == LatencyUnits.SecondsWithPoint)
        {
            power = LatencyUnits.Seconds;
            if (!text.Contains((byte)'.'))
            {
                return RejectReason.None;
            }
        }

        return text.Length > 1 && text[0] == '-' ? RejectReason.None : NumberText.ReadLatency(text, power, out latencyUs);
    }

    private void ReadTexts(ReadOnlySpan<byte> line, ref LogRecord record)
    {
        record.Client = format.Client < 0 ? default : Address(Value(line, format.Client), format.Steps[format.Client].HasPort);
        record.Region = format.Region < 0 ? default
            : PrintableText.Key(FieldText.Stated(Value(line, format.Region)), LogRecordLimits.MaxRegionBytes, scratch);
        if (format.Request >= 0)
        {
            _ = RequestLine.TrySplit(Value(line, format.Request), out record.Method, out record.Target);
        }
        else
        {
            record.Method = format.Method < 0 ? default : FieldText.Stated(Value(line, format.Method));
            record.Target = FieldText.Stated(Value(line, format.Target));
        }

        if (record.Target.Contains((byte)'\\'))
        {
            Span<byte> room = scratch.Reserve(record.Target.Length);
            record.Target =
                scratch.Commit(format.IsJson ? JsonText.Unescape(record.Target, room) : QuotedText.Unescape(record.Target, room));
        }
    }

    /// <summary>The first of a list, without the port.</summary>
    private static ReadOnlySpan<byte> Address(ReadOnlySpan<byte> text, bool hasPort)
    {
        int comma = text.IndexOf((byte)',');
        text = FieldText.Stated(comma > 0 ? text[..comma] : text);
        int colon = text.LastIndexOf((byte)':');
        return colon > 0 && (hasPort || colon == text.IndexOf((byte)':')) ? text[..colon] : text;
    }

    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, int index)
    {
        ReadOnlySpan<byte> value = line.Slice(_values[index].Offset, _values[index].Length);
        return format.Steps[index].Shape == TextShape.WordOrQuoted && value.Length > 1 && value[0] == '"' ? value[1..^1] : value;
    }
}
