using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Formats;

/// <summary>Whose JSON.</summary>
internal enum ForeignJson
{
    /// <summary>nginx <c>log_format … escape=json</c>: every value a string, names of nginx's variables.</summary>
    Nginx,

    /// <summary>Kinesis Agent LOGTOJSON, COMMONAPACHELOG.</summary>
    AgentCommon,

    /// <summary>Kinesis Agent LOGTOJSON, COMBINEDAPACHELOG.</summary>
    AgentCombined,

    /// <summary>flog <c>-f json</c>.</summary>
    Flog,

    /// <summary>fluent-bit with its nginx parser and <c>time_key @timestamp</c>.</summary>
    FluentBit,
}

/// <summary>
/// JSON lines as other tools write them. Sources: ngx_http_log_module, amazon-kinesis-agent ApacheLogParser.java, flog log.go,
/// fluent-bit parsers.conf.
/// </summary>
internal sealed class ForeignJsonFormat(ForeignJson kind) : LineFormat
{
    private readonly TimeText _time = new();

    protected override int LatencyQuantumUs => kind == ForeignJson.Nginx ? 1_000 : 0;

    public override string? RegionValue(RegionModel region) => null;

    public override void Write(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        switch (kind)
        {
            case ForeignJson.Nginx:
                WriteNginx(ref output, hit, texts);
                break;
            case ForeignJson.Flog:
                WriteFlog(ref output, hit, texts);
                break;
            case ForeignJson.FluentBit:
                WriteFluentBit(ref output, hit, texts);
                break;
            default:
                WriteAgent(ref output, hit, texts);
                break;
        }
    }

    private void WriteNginx(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        output.Append("{\"time_iso8601\":\""u8);
        if (hit.Kind == LineKind.BadTimestamp)
        {
            output.Append("yesterday at noon"u8);
        }
        else
        {
            _time.WriteIsoSeconds(ref output, hit.TimestampMs);
            output.Append("+00:00"u8);
        }

        output.Append("\",\"remote_addr\":\""u8);
        output.Append(texts.Client);
        output.Append("\",\"request_method\":\""u8);
        output.Append(texts.Method);
        output.Append("\",\"request_uri\":\""u8);
        output.Append(texts.Target);
        output.Append("\",\"status\":\""u8);
        WriteStatus(ref output, hit);
        output.Append("\",\"body_bytes_sent\":\""u8);
        output.AppendNumber(hit.Bytes);
        output.Append("\",\"request_time\":\""u8);
        output.AppendSeconds(hit.LatencyUs);
        output.Append("\",\"http_referer\":\""u8);
        output.Append(texts.Referer);
        output.Append("\",\"http_user_agent\":\""u8);
        output.Append(texts.UserAgent);
        output.Append("\"}"u8);
    }

    private void WriteAgent(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        output.Append("{\"host\":\""u8);
        output.Append(texts.Client);
        output.Append("\",\"ident\":null,\"authuser\":null,\"datetime\":\""u8);
        _time.WriteApache(ref output, hit);
        output.Append("\",\"request\":\""u8);
        output.Append(texts.Method);
        output.Append((byte)' ');
        output.Append(texts.Target);
        output.Append(" HTTP/1.1\",\"response\":\""u8);
        WriteStatus(ref output, hit);
        output.Append("\",\"bytes\":"u8);
        if (hit.Bytes == 0)
        {
            output.Append("null"u8); // Apache wrote a dash, which the agent turns into null
        }
        else
        {
            output.Append((byte)'"');
            output.AppendNumber(hit.Bytes);
            output.Append((byte)'"');
        }

        if (kind == ForeignJson.AgentCombined)
        {
            output.Append(",\"referer\":"u8);
            WriteStringOrNull(ref output, texts.Referer);
            output.Append(",\"agent\":"u8);
            WriteStringOrNull(ref output, texts.UserAgent is [(byte)'-'] ? default : texts.UserAgent);
        }

        output.Append((byte)'}');
    }

    private void WriteFlog(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        output.Append("{\"host\":\""u8);
        output.Append(texts.Client);
        output.Append("\", \"user-identifier\":\"-\", \"datetime\":\""u8);
        _time.WriteApache(ref output, hit);
        output.Append("\", \"method\": \""u8);
        output.Append(texts.Method);
        output.Append("\", \"request\": \""u8);
        output.Append(texts.Target);
        output.Append("\", \"protocol\":\"HTTP/1.1\", \"status\":"u8);
        JsonFormat.WriteJsonStatus(ref output, hit);
        output.Append(", \"bytes\":"u8);
        output.AppendNumber(hit.Bytes);
        output.Append(", \"referer\": \""u8);
        output.Append(texts.Referer);
        output.Append("\"}"u8);
    }

    private void WriteFluentBit(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        output.Append("{\"@timestamp\":\""u8);
        _time.WriteIso(ref output, hit);
        output.Append("\",\"remote\":\""u8);
        output.Append(texts.Client);
        output.Append("\",\"user\":\"-\",\"method\":\""u8);
        output.Append(texts.Method);
        output.Append("\",\"path\":\""u8);
        output.Append(texts.Target);
        output.Append("\",\"code\":\""u8);
        WriteStatus(ref output, hit);
        output.Append("\",\"size\":\""u8);
        output.AppendNumber(hit.Bytes);
        output.Append("\",\"referer\":\""u8);
        output.Append(texts.Referer.IsEmpty ? "-"u8 : texts.Referer);
        output.Append("\",\"agent\":\""u8);
        output.Append(texts.UserAgent);
        output.Append("\"}"u8);
    }

    private static void WriteStringOrNull(ref Utf8Out output, scoped ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            output.Append("null"u8);
            return;
        }

        output.Append((byte)'"');
        output.Append(text);
        output.Append((byte)'"');
    }
}
