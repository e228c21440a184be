using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// The family of Apache's common and combined formats and nginx's combined, which differ only after the user agent:
/// <c>[vhost:port] host ident user [time] "request" status bytes ["referer" "agent" [times and other fields]]</c>.
/// </summary>
/// <remarks>
/// Sources: httpd mod_log_config, ngx_http_log_module, kubernetes.github.io/ingress-nginx (log-format). Apache writes
/// <c>\"</c> and <c>\xhh</c> inside quotes, nginx <c>\xhh</c>.
/// </remarks>
internal sealed class AccessLogReader
{
    private const int TimeBytes = 26;

    // " - - [": no ident, no user, as in most lines.
    private static readonly ulong s_noUser = MemoryMarshal.Read<ulong>(" - - [\0\0"u8);
    private static readonly ulong s_noUserMask = MemoryMarshal.Read<ulong>([255, 255, 255, 255, 255, 255, 0, 0]);

    private readonly TimestampReader _timestamps;
    private readonly Scratch _scratch;
    private readonly bool _readsPlainLines;
    private readonly AccessLogTail _tail;
    private readonly AccessLogTextLine _textLine;

    public AccessLogReader(AccessLogTail tail, TimestampReader timestamps, Scratch scratch, bool readsPlainLines)
    {
        _timestamps = timestamps;
        _scratch = scratch;
        _readsPlainLines = readsPlainLines;
        _tail = tail;
        _textLine = new AccessLogTextLine(timestamps, _tail);
    }

    /// <summary>Reads the line at the start of a text when it is a usual one; see <see cref="AccessLogTextLine.TryRead"/>.</summary>
    public int TryReadText(ReadOnlySpan<byte> text, int maxLineBytes, ref LogRecord record, ref LineKind kind) =>
        _readsPlainLines ? _textLine.TryRead(text, maxLineBytes, ref record, ref kind) : 0;

    public RejectReason Read(ReadOnlySpan<byte> line, int hostEnd, ref LogRecord record, ref LineKind kind, ref FieldSpan at)
    {
        kind = LineKind.Common;
        _tail.Forget();
        var time = new FieldSpan(hostEnd + 6, TimeBytes);
        if (time.Offset + TimeBytes + 3 <= line.Length
            && (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(line), hostEnd)) & s_noUserMask) == s_noUser
            && AccessLogStart.LooksLikeTime(line, time.Offset) && !line[..hostEnd].Contains((byte)','))
        {
            record.Client = AccessLogStart.WithoutPort(line[..hostEnd]);
        }
        else
        {
            RejectReason odd = AccessLogStart.Read(line, out time, out record.Client, ref kind, ref at);
            if (odd != RejectReason.None)
            {
                return odd;
            }
        }

        record.Client = FieldText.Stated(record.Client);
        return ReadFromTime(line, time, ref record, ref kind, ref at);
    }

    private RejectReason ReadFromTime(ReadOnlySpan<byte> line, FieldSpan time, ref LogRecord record, ref LineKind kind, ref FieldSpan at)
    {
        RejectReason reason = _timestamps.ReadBracketed(line.Slice(time.Offset, time.Length), out record.TimestampMs);
        if (reason != RejectReason.None)
        {
            return Fault(reason, time.Offset, time.Length, ref at);
        }

        int requestStart = RequestStart(line, time.Offset + time.Length + 1);
        if (requestStart < 0)
        {
            return Fault(RejectReason.LineTruncated, Math.Min(time.Offset + time.Length, line.Length), 0, ref at);
        }

        record.Region = default;
        record.LatencyUs = LogRecord.NoLatency;
        return ReadInTurn(line, requestStart, ref record, ref kind, ref at);
    }

    /// <summary>
    /// Behind the quote that opens the request: after the time's bracket come spaces or none (API Gateway), and at most one word, the host
    /// (APISIX). -1 = there is no quote.
    /// </summary>
    private static int RequestStart(ReadOnlySpan<byte> line, int position)
    {
        position = SkipSpaces(line, position);
        if (position < line.Length && line[position] != '"')
        {
            position = SkipSpaces(line, WordEnd(line, position));
        }

        return position < line.Length && line[position] == '"' ? position + 1 : -1;
    }

    private static int SkipSpaces(ReadOnlySpan<byte> line, int position)
    {
        while (position < line.Length && line[position] == ' ')
        {
            position++;
        }

        return position;
    }

    /// <summary>Field by field, with escapes; it also says what is wrong.</summary>
    private RejectReason ReadInTurn(ReadOnlySpan<byte> line, int requestStart, ref LogRecord record, ref LineKind kind, ref FieldSpan at)
    {
        int requestEnd = QuotedText.End(line, requestStart);
        if (requestEnd < 0)
        {
            return Fault(RejectReason.LineTruncated, requestStart - 1, line.Length - requestStart + 1, ref at);
        }

        ReadRequest(line[requestStart..requestEnd], ref record);
        RejectReason reason = ReadStatusAndBytes(line, SkipSpaces(line, requestEnd + 1), out int position, ref record, ref at);
        if (reason != RejectReason.None)
        {
            return reason;
        }

        position = SkipSpaces(line, position);
        return position >= line.Length ? RejectReason.None : ReadRest(line, position, ref record, ref kind, ref at);
    }

    private void ReadRequest(ReadOnlySpan<byte> request, ref LogRecord record)
    {
        if (!RequestLine.TrySplit(request, out record.Method, out record.Target))
        {
            return; // both empty: TLS junk, "-", ""
        }

        if (record.Target.Contains((byte)'\\'))
        {
            record.Target = _scratch.Commit(QuotedText.Unescape(record.Target, _scratch.Reserve(record.Target.Length)));
        }
    }

    /// <summary>Two words; <paramref name="position"/> is the space after them, or the end.</summary>
    private static RejectReason ReadStatusAndBytes(
        ReadOnlySpan<byte> line, int statusStart, out int position, ref LogRecord record, ref FieldSpan at)
    {
        int statusEnd = WordEnd(line, statusStart);
        position = statusEnd;
        if (statusEnd == statusStart)
        {
            return Fault(RejectReason.LineTruncated, Math.Min(statusStart, line.Length), 0, ref at);
        }

        RejectReason reason = NumberText.ReadTextStatus(line[statusStart..statusEnd], out record.Status);
        if (reason != RejectReason.None)
        {
            return Fault(reason, statusStart, statusEnd - statusStart, ref at);
        }

        int bytesStart = SkipSpaces(line, statusEnd);
        int bytesEnd = WordEnd(line, bytesStart);
        position = bytesEnd;
        if (bytesEnd == bytesStart)
        {
            return Fault(RejectReason.LineTruncated, Math.Min(bytesStart, line.Length), 0, ref at);
        }

        reason = NumberText.ReadTextBytes(line[bytesStart..bytesEnd], out record.ResponseBytes);
        return reason == RejectReason.None ? reason : Fault(reason, bytesStart, bytesEnd - bytesStart, ref at);
    }

    /// <summary>
    /// From the word behind the bytes on: referer and agent are quoted text (Traefik's referer may be a bare dash), the rest is the tail.
    /// </summary>
    private RejectReason ReadRest(ReadOnlySpan<byte> line, int position, ref LogRecord record, ref LineKind kind, ref FieldSpan at)
    {
        int tail = position;
        for (int quoted = 0; quoted < 2 && tail < line.Length; quoted++)
        {
            bool isDash = quoted == 0 && line[tail] == '-' && tail + 2 < line.Length && line[tail + 1] == ' ' && line[tail + 2] == '"';
            if (line[tail] != '"' && !isDash)
            {
                break;
            }

            kind = quoted == 1 ? LineKind.Combined : kind;
            int end = isDash ? tail : QuotedText.End(line, tail + 1);
            if (end < 0 && line[(tail + 1)..].IndexOf("\"rt="u8) is var glued and >= 0)
            {
                end = tail + 1 + glued;
            }

            if (end < 0)
            {
                return RejectReason.None; // real logs hold lines cut off inside the agent; what counts is there
            }

            tail = SkipSpaces(line, end + 1);
        }

        return tail >= line.Length ? RejectReason.None : _tail.Read(line, tail, ref record, ref kind, ref at);
    }

    /// <summary>Words here have 1 to 10 bytes: a loop beats any search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WordEnd(ReadOnlySpan<byte> line, int position)
    {
        while (position < line.Length && line[position] != ' ')
        {
            position++;
        }

        return position;
    }

    private static RejectReason Fault(RejectReason reason, int offset, int length, ref FieldSpan at)
    {
        at = new FieldSpan(offset, length);
        return reason;
    }
}
