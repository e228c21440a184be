using System.Globalization;
using System.Text;

namespace LogFunctions.Hosting;

/// <summary>
/// The log of a function: one line per message, <c>LEVEL id message</c>, with a fixed event id that alarms and queries can name.
/// Info = for the curious; Warn = surprising, nothing lost; Error = a person is needed. Nothing per line or record. A function's own
/// <c>Log</c> class has a method per message.
/// </summary>
/// <param name="output">Where the lines go; each in one write.</param>
public sealed class FunctionLog(TextWriter output)
{
    /// <summary>A log that keeps nothing.</summary>
    public static FunctionLog None { get; } = new(TextWriter.Null);

    public void Info(int eventId, string message) => Write("INFO", eventId, message);

    public void Warn(int eventId, string message) => Write("WARN", eventId, message);

    public void Error(int eventId, string message) => Write("ERROR", eventId, message);

    /// <summary>Text of unknown origin, quoted: what is not printable ASCII is escaped, and what is longer than the limit is cut and counted.</summary>
    /// <param name="raw">Any bytes.</param>
    /// <param name="maxBytes">How many of them are shown.</param>
    public static string Quote(ReadOnlySpan<byte> raw, int maxBytes = 200)
    {
        var text = new StringBuilder("\"");
        foreach (byte value in raw[..Math.Min(raw.Length, maxBytes)])
        {
            if (value is (byte)'"' or (byte)'\\')
            {
                text.Append('\\').Append((char)value);
            }
            else if (value is >= 0x20 and < 0x7f)
            {
                text.Append((char)value);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
            }
        }

        text.Append('"');
        return raw.Length > maxBytes ? text.Append(CultureInfo.InvariantCulture, $" and {raw.Length - maxBytes} bytes more").ToString() : text.ToString();
    }

    private void Write(string level, int eventId, string message)
    {
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{level} {eventId} {message.ReplaceLineEndings(" ")}\n"));
        output.Flush();
    }
}
