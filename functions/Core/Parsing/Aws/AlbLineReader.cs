namespace LogFunctions.Core.Parsing;

/// <summary>
/// AWS Application Load Balancer: space separated, some fields quoted, 29 fields and more since ("ignore any fields you were
/// not expecting"). Latency is the sum of the three processing times, none when any is -1 (not dispatched).
/// </summary>
/// <remarks>Source: load-balancer-access-logs.md of the Elastic Load Balancing guide.</remarks>
internal sealed class AlbLineReader(TimestampReader timestamps, Scratch scratch, bool readsPlainLines)
{
    private const int Seconds = 6;

    private readonly AlbPlainLine _plain = new(timestamps);
    private readonly FieldSpan[] _columns = new FieldSpan[AlbColumn.Count];

    /// <summary>Whether the line begins with a connection type and a space.</summary>
    public static bool LooksAlb(ReadOnlySpan<byte> line) => line[0] switch
    {
        (byte)'h' => line.StartsWith("http "u8) || line.StartsWith("https "u8) || line.StartsWith("h2 "u8),
        (byte)'g' => line.StartsWith("grpcs "u8),
        (byte)'w' => line.StartsWith("ws "u8) || line.StartsWith("wss "u8),
        _ => false,
    };

    public RejectReason Read(ReadOnlySpan<byte> line, ref LogRecord record, ref FieldSpan at) =>
        readsPlainLines && _plain.TryRead(line, ref record) ? RejectReason.None : ReadInTurn(line, ref record, ref at);

    /// <summary>The slow twin of <see cref="AlbPlainLine"/>: field by field, any of them in quotes; it also says what is wrong.</summary>
    private RejectReason ReadInTurn(ReadOnlySpan<byte> line, ref LogRecord record, ref FieldSpan at)
    {
        if (!TrySplit(line))
        {
            at = new FieldSpan(line.Length, 0);
            return RejectReason.LineTruncated;
        }

        int column = AlbColumn.Time;
        RejectReason reason = timestamps.ReadIso(Text(line, AlbColumn.Time), out record.TimestampMs);
        if (reason == RejectReason.None)
        {
            column = AlbColumn.Status;
            reason = NumberText.ReadTextStatus(Text(line, AlbColumn.Status), out record.Status);
        }

        if (reason == RejectReason.None)
        {
            column = AlbColumn.SentBytes;
            reason = NumberText.ReadBytes(Text(line, AlbColumn.SentBytes), out record.ResponseBytes);
        }

        if (reason == RejectReason.None)
        {
            column = AlbColumn.FirstProcessingTime;
            reason = ReadLatency(line, ref column, out record.LatencyUs);
        }

        if (reason != RejectReason.None)
        {
            at = _columns[column];
            return reason;
        }

        record.Region = default;
        record.Client = WithoutPort(Text(line, AlbColumn.Client));
        ReadRequest(Text(line, AlbColumn.Request), ref record);
        return RejectReason.None;
    }

    private bool TrySplit(ReadOnlySpan<byte> line)
    {
        int position = 0;
        for (int column = 0; column < AlbColumn.Count; column++)
        {
            if (position >= line.Length)
            {
                return false;
            }

            int end;
            if (line[position] == '"')
            {
                position++;
                end = QuotedText.End(line, position);
                if (end < 0)
                {
                    return false;
                }

                _columns[column] = new FieldSpan(position, end - position);
                position = end + 2;
                continue;
            }

            end = line[position..].IndexOf((byte)' ');
            end = end < 0 ? line.Length : position + end;
            _columns[column] = new FieldSpan(position, end - position);
            position = end + 1;
        }

        return true;
    }

    private RejectReason ReadLatency(ReadOnlySpan<byte> line, ref int column, out long latencyUs)
    {
        latencyUs = 0;
        for (column = AlbColumn.FirstProcessingTime; column < AlbColumn.FirstProcessingTime + 3; column++)
        {
            ReadOnlySpan<byte> text = Text(line, column);
            long partUs = LogRecord.NoLatency;
            RejectReason reason = text.SequenceEqual("-1"u8) ? RejectReason.None : NumberText.ReadLatency(text, Seconds, out partUs);
            if (reason != RejectReason.None)
            {
                return reason;
            }

            latencyUs = latencyUs < 0 || partUs < 0 ? LogRecord.NoLatency : latencyUs + partUs;
        }

        column = AlbColumn.FirstProcessingTime;
        return latencyUs > LogRecordLimits.MaxLatencyUs ? RejectReason.LatencyOutOfRange : RejectReason.None;
    }

    /// <summary>IPv6 addresses have colons of their own: the port comes after the last one.</summary>
    private static ReadOnlySpan<byte> WithoutPort(ReadOnlySpan<byte> client)
    {
        int colon = client.LastIndexOf((byte)':');
        return colon > 0 ? client[..colon] : FieldText.Stated(client);
    }

    /// <summary><c>GET https://host:443/path HTTP/1.1</c>; <c>- http://host:80- -</c> when no request could be read.</summary>
    private void ReadRequest(ReadOnlySpan<byte> request, ref LogRecord record)
    {
        if (RequestLine.TrySplit(request, out record.Method, out record.Target) && record.Target.Contains((byte)'\\'))
        {
            record.Target = scratch.Commit(QuotedText.Unescape(record.Target, scratch.Reserve(record.Target.Length)));
        }
    }

    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> line, int column) => line.Slice(_columns[column].Offset, _columns[column].Length);
}
