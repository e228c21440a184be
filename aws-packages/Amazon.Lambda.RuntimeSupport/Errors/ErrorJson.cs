using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport.Errors;

/// <summary>
/// An exception as the service hands it to the caller and logs it: <c>errorType</c>, <c>errorMessage</c>, <c>stackTrace</c>, and
/// <c>cause</c> / <c>causes</c> for inner exceptions. Bounded: the service takes no more than 256 KB.
/// </summary>
internal static class ErrorJson
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxDepth = 16;
    private const int MaxCauses = 32;
    private const int MaxMessageCharacters = 16 * 1024;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Exception exception)
    {
        byte[] json = Write(exception, MaxDepth);
        return json.Length <= MaxBytes ? json : Write(exception, maxDepth: 0);
    }

    /// <summary>Name without namespace, as the header and <c>errorType</c> carry it.</summary>
    public static string TypeName(Exception exception) => exception.GetType().Name;

    /// <summary>Frames of the stack, one line each; empty when the exception was never thrown.</summary>
    public static string[] StackLines(Exception exception) =>
        exception.StackTrace?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static byte[] Write(Exception exception, int maxDepth)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            Write(writer, exception, maxDepth);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Exception exception, int depthLeft)
    {
        writer.WriteStartObject();
        writer.WriteString("errorType"u8, TypeName(exception));
        string message = exception.Message;
        writer.WriteString("errorMessage"u8, message.AsSpan(0, Math.Min(message.Length, MaxMessageCharacters)));
        writer.WriteStartArray("stackTrace"u8);
        foreach (string line in StackLines(exception))
        {
            writer.WriteStringValue(line);
            if (writer.BytesCommitted + writer.BytesPending > MaxBytes / 2)
            {
                writer.WriteStringValue("...");
                break;
            }
        }

        writer.WriteEndArray();
        if (depthLeft > 0)
        {
            WriteCauses(writer, exception, depthLeft - 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteCauses(Utf8JsonWriter writer, Exception exception, int depthLeft)
    {
        if (exception.InnerException is { } inner)
        {
            writer.WritePropertyName("cause"u8);
            Write(writer, inner, depthLeft);
        }

        if (exception is AggregateException { InnerExceptions.Count: > 1 } aggregate)
        {
            writer.WriteStartArray("causes"u8);
            foreach (Exception cause in aggregate.InnerExceptions.Take(MaxCauses))
            {
                Write(writer, cause, 0);
            }

            writer.WriteEndArray();
        }
    }
}
