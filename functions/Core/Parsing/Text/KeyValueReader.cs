namespace LogFunctions.Core.Parsing;

/// <summary>
/// Lines of named values: LTSV (<c>time:…⇥host:…⇥status:200</c>) and logfmt (<c>at=info method=GET path="/posts" status=200
/// service=18ms</c>), as Heroku's router, lograge and Go programs write it. Not thread-safe.
/// </summary>
internal sealed class KeyValueReader(TimestampReader timestamps, Scratch scratch)
{
    private const int MaxKeyBytes = 40;
    private const int LongestWithoutUnit = 1_000_000; // a larger whole number may be in any unit: it is no latency

    private readonly FieldSpan[] _values = new FieldSpan[(int)TextRole.Region + 1];
    private readonly int[] _ranks = new int[(int)TextRole.Region + 1];
    private int _latencyPower;

    /// <summary>What the line may be; <see cref="LineKind.Unrecognized"/> = neither.</summary>
    public static LineKind Recognize(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAny(":= \t"u8);
        return end <= 0 || end > MaxKeyBytes ? LineKind.Unrecognized
            : line[end] == ':' && line.Contains((byte)'\t') ? LineKind.Ltsv
            : line[end] == '=' && line.IndexOf("status="u8) >= 0 ? LineKind.Logfmt
            : LineKind.Unrecognized;
    }

    /// <summary>Reads a line.</summary>
    public RejectReason Read(ReadOnlySpan<byte> line, LineKind kind, long fallbackTimestampMs, ref LogRecord record, ref FieldSpan at)
    {
        Array.Clear(_ranks);
        Array.Clear(_values);
        Split(line, kind == LineKind.Ltsv);
        if (_ranks[(int)TextRole.Status] == 0)
        {
            return Fault(RejectReason.StatusMissing, default, ref at);
        }

        if (_ranks[(int)TextRole.Request] == 0 && _ranks[(int)TextRole.Target] == 0)
        {
            return Fault(RejectReason.EndpointMissing, default, ref at);
        }

        RejectReason reason = NumberText.ReadTextStatus(Value(line, TextRole.Status), out record.Status);
        if (reason != RejectReason.None)
        {
            return Fault(reason, _values[(int)TextRole.Status], ref at);
        }

        reason = ReadTime(line, fallbackTimestampMs, out record.TimestampMs);
        if (reason != RejectReason.None)
        {
            return Fault(reason, _values[(int)TextRole.Time], ref at);
        }

        reason = NumberText.ReadTextBytes(Value(line, TextRole.Bytes), out record.ResponseBytes);
        if (reason != RejectReason.None)
        {
            return Fault(reason, _values[(int)TextRole.Bytes], ref at);
        }

        record.LatencyUs = Latency(Value(line, TextRole.Latency), _latencyPower);
        ReadOnlySpan<byte> client = Value(line, TextRole.Client);
        int comma = client.IndexOf((byte)',');
        record.Client = FieldText.Stated(comma > 0 ? client[..comma] : client);
        record.Region = default;
        ReadTarget(line, ref record);
        return RejectReason.None;
    }

    private void Split(ReadOnlySpan<byte> line, bool isLtsv)
    {
        int position = 0;
        while (position < line.Length)
        {
            ReadOnlySpan<byte> rest = line[position..];
            int keyEnd = isLtsv ? rest.IndexOfAny(":\t"u8) : rest.IndexOfAny("= "u8);
            if (keyEnd < 0)
            {
                return;
            }

            if (rest[keyEnd] is (byte)' ' or (byte)'\t')
            {
                position += keyEnd + 1; // a word without a value
                continue;
            }

            int start = position + keyEnd + 1;
            bool isQuoted = !isLtsv && start < line.Length && line[start] == '"';
            start += isQuoted ? 1 : 0;
            int end = isQuoted ? QuotedText.End(line, start)
                : line[start..].IndexOf(isLtsv ? (byte)'\t' : (byte)' ') is var length and >= 0 ? start + length : line.Length;
            end = end < 0 ? line.Length : end;
            Take(rest[..keyEnd], new FieldSpan(start, end - start), isStated: !FieldText.IsNothing(line[start..end]));
            position = end + (isQuoted ? 2 : 1);
        }
    }

    private void Take(ReadOnlySpan<byte> key, FieldSpan value, bool isStated)
    {
        if (!KeyValueNames.TryFind(key, out KeyValueName name))
        {
            return;
        }

        int rank = isStated ? name.Rank + 1 : 1; // nothing is better than no key, and less than any value
        if (rank <= _ranks[(int)name.Role])
        {
            return;
        }

        (_ranks[(int)name.Role], _values[(int)name.Role]) = (rank, value);
        _latencyPower = name.Role == TextRole.Latency ? name.Power : _latencyPower;
    }

    private RejectReason ReadTime(ReadOnlySpan<byte> line, long fallbackTimestampMs, out long timestampMs)
    {
        timestampMs = fallbackTimestampMs;
        ReadOnlySpan<byte> text = Value(line, TextRole.Time);
        return _ranks[(int)TextRole.Time] > 0 ? timestamps.ReadBracketed(text, out timestampMs)
            : fallbackTimestampMs < 0 ? RejectReason.TimestampMissing
            : RejectReason.None;
    }

    /// <summary>A number, or one with its unit; none when it is no such thing, or when the unit is not certain.</summary>
    private static long Latency(ReadOnlySpan<byte> text, int power)
    {
        int digits = text.IndexOfAnyExcept(ByteSets.DigitsAndPoint);
        ReadOnlySpan<byte> unit = digits < 0 ? default : text[digits..];
        digits = digits < 0 ? text.Length : digits;
        if (!DecimalNumber.TryParse(text[..digits], out DecimalNumber number))
        {
            return LogRecord.NoLatency;
        }

        if (unit.IsEmpty)
        {
            bool isLong = power < 0 && !text.Contains((byte)'.') && (!number.TryScale(0, LongestWithoutUnit, out _));
            int point = text.IndexOf((byte)'.');
            power = power >= 0 ? power : point >= 0 && text.Length - point - 1 == 3 ? 6 : 3;
            return !isLong && number.TryScale(power, LogRecordLimits.MaxLatencyUs, out long latencyUs) ? latencyUs : LogRecord.NoLatency;
        }

        int named = unit.SequenceEqual("s"u8) ? 6 : unit.SequenceEqual("ms"u8) ? 3
            : unit.SequenceEqual("us"u8) || unit.SequenceEqual("µs"u8) ? 0
            : unit.SequenceEqual("ns"u8) ? -3 : int.MinValue;
        return named > int.MinValue && number.TryScale(named, LogRecordLimits.MaxLatencyUs, out long us) ? us : LogRecord.NoLatency;
    }

    private void ReadTarget(ReadOnlySpan<byte> line, ref LogRecord record)
    {
        record.Method = default;
        record.Target = default;
        if (_ranks[(int)TextRole.Request] > 0)
        {
            _ = RequestLine.TrySplit(Value(line, TextRole.Request), out record.Method, out record.Target);
        }

        if (record.Target.IsEmpty)
        {
            record.Method = FieldText.Stated(Value(line, TextRole.Method));
            record.Target = FieldText.Stated(Value(line, TextRole.Target));
        }

        if (record.Target.Contains((byte)'\\'))
        {
            record.Target = scratch.Commit(QuotedText.Unescape(record.Target, scratch.Reserve(record.Target.Length)));
        }
    }

    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, TextRole role) =>
        line.Slice(_values[(int)role].Offset, _values[(int)role].Length);

    private static RejectReason Fault(RejectReason reason, FieldSpan span, ref FieldSpan at)
    {
        at = span;
        return reason;
    }
}
