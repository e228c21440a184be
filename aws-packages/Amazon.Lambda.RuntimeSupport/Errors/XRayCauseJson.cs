using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport.Errors;

/// <summary>
/// An exception as AWS X-Ray shows it, the value of header <c>Lambda-Runtime-Function-XRay-Error-Cause</c>: ASCII, one line.
/// </summary>
internal static class XRayCauseJson
{
    // The service drops the cause above 1 MB; a header of that size helps nobody.
    private const int MaxCharacters = 64 * 1024;

    /// <summary>The cause, or null when it is too large to send.</summary>
    public static string? Write(Exception exception)
    {
        StackFrame[] frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        var buffer = new ArrayBufferWriter<byte>();
        // The default encoder escapes everything beyond ASCII and every control character: safe in a header.
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("working_directory"u8, Environment.CurrentDirectory);
            writer.WriteStartArray("exceptions"u8);
            WriteException(writer, exception, frames);
            writer.WriteEndArray();
            writer.WriteStartArray("paths"u8);
            foreach (string path in frames.Select(frame => frame.GetFileName()).OfType<string>().Distinct())
            {
                writer.WriteStringValue(path);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenCount <= MaxCharacters ? Encoding.ASCII.GetString(buffer.WrittenSpan) : null;
    }

    private static void WriteException(Utf8JsonWriter writer, Exception exception, StackFrame[] frames)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, ErrorJson.TypeName(exception));
        writer.WriteString("message"u8, exception.Message);
        writer.WriteStartArray("stack"u8);
        foreach (StackFrame frame in frames)
        {
            writer.WriteStartObject();
            if (frame.GetFileName() is { } path)
            {
                writer.WriteString("path"u8, path);
                writer.WriteNumber("line"u8, frame.GetFileLineNumber());
            }

            writer.WriteString("label"u8, DiagnosticMethodInfo.Create(frame)?.Name ?? frame.ToString().Trim());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
