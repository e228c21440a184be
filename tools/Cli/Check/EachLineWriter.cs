using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Check;

/// <summary>
/// What was read from each line, as one JSON object per line, in the order of the lines. <c>line</c> is the number in the file when the file is
/// text; lines inside containers are counted on.
/// </summary>
internal sealed class EachLineWriter(TextWriter output)
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private ReadOnlyMemory<byte> _text;
    private int _counted;
    private long _lineEnds;
    private long _last;

    /// <summary>The text that the next lines stand in. Its line ends are counted when the next text begins.</summary>
    public void BeginText(ReadOnlyMemory<byte> text)
    {
        _lineEnds += _text.Span[_counted..].Count((byte)'\n');
        (_text, _counted) = (text, 0);
    }

    /// <summary>Writes an accepted line.</summary>
    /// <param name="line">Its bytes.</param>
    /// <param name="kind">What it was taken for.</param>
    /// <param name="record">What was read.</param>
    /// <param name="endpoint">The key it counts under.</param>
    public void Accept(ReadOnlySpan<byte> line, LineKind kind, scoped in LogRecord record, ReadOnlySpan<byte> endpoint)
    {
        using Utf8JsonWriter json = Begin(line, isAccepted: true);
        json.WriteString("format", kind.Name());
        json.WriteString("time", DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteString("endpoint", endpoint);
        WriteNumber(json, "status", record.Status, isStated: record.Status != 0);
        WriteNumber(json, "latencyUs", record.LatencyUs, isStated: record.LatencyUs != LogRecord.NoLatency);
        json.WriteNumber("bytes", record.ResponseBytes);
        WriteText(json, "client", record.Client);
        WriteText(json, "region", record.Region);
        End(json);
    }

    /// <summary>Writes a rejected line.</summary>
    public void Reject(ReadOnlySpan<byte> line, RejectReason reason)
    {
        using Utf8JsonWriter json = Begin(line, isAccepted: false);
        json.WriteString("reason", reason.Name());
        json.WriteString("message", RejectAdvice.For(reason));
        End(json);
    }

    private Utf8JsonWriter Begin(ReadOnlySpan<byte> line, bool isAccepted)
    {
        _bytes.ResetWrittenCount();
        var json = new Utf8JsonWriter(_bytes, s_options);
        json.WriteStartObject();
        json.WriteNumber("line", NumberOf(line));
        json.WriteBoolean("accepted", isAccepted);
        return json;
    }

    private void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        output.WriteLine(Encoding.UTF8.GetString(_bytes.WrittenSpan));
    }

    private long NumberOf(ReadOnlySpan<byte> line)
    {
        if (_text.Span.Overlaps(line, out int offset) && offset >= _counted)
        {
            _lineEnds += _text.Span[_counted..offset].Count((byte)'\n');
            _counted = offset;
            return _last = Math.Max(_last + 1, _lineEnds + 1);
        }
        return ++_last;
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long value, bool isStated)
    {
        if (isStated)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, Encoding.UTF8.GetString(text)); // bytes that are no UTF-8 become U+FFFD
        }
    }
}
