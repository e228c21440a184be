using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Errors;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>A log line as a JSON object, in the members that the service's own JSON log lines have.</summary>
internal static class JsonLine
{
    private static readonly string[] s_ownNames = ["timestamp", "level", "requestId", "tenantId", "traceId", "message", "errorType", "errorMessage", "stackTrace"];

    public static string Format(string timestamp, LogLevel level, ILambdaContext? invocation, LogMessage message, Exception? exception)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp"u8, timestamp);
            writer.WriteString("level"u8, level.ToString());
            WriteUnlessEmpty(writer, "requestId", invocation?.AwsRequestId);
            WriteUnlessEmpty(writer, "tenantId", invocation?.TenantId);
            WriteUnlessEmpty(writer, "traceId", invocation?.TraceId);
            writer.WriteString("message"u8, LambdaLog.Cut(message.Text));
            foreach ((string name, object? value) in message.Properties.DistinctBy(property => property.Key).Where(property => !s_ownNames.Contains(property.Key)))
            {
                writer.WritePropertyName(name);
                WriteValue(writer, value);
            }

            WriteException(writer, exception);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    // Plain values keep their type; anything else goes by its text, for a serializer of arbitrary objects would not survive trimming.
    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int or short or byte or sbyte or ushort: writer.WriteNumberValue(Convert.ToInt32(value, CultureInfo.InvariantCulture)); break;
            case long number: writer.WriteNumberValue(number); break;
            case uint or ulong: writer.WriteNumberValue(Convert.ToUInt64(value, CultureInfo.InvariantCulture)); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)): writer.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture)); break;
            case IFormattable formattable: writer.WriteStringValue(formattable.ToString(null, CultureInfo.InvariantCulture)); break;
            default: writer.WriteStringValue(value.ToString()); break;
        }
    }

    private static void WriteException(Utf8JsonWriter writer, Exception? exception)
    {
        if (exception is null)
        {
            return;
        }

        writer.WriteString("errorType"u8, exception.GetType().FullName);
        writer.WriteString("errorMessage"u8, LambdaLog.Cut(exception.Message));
        writer.WriteStartArray("stackTrace"u8);
        foreach (string line in ErrorJson.StackLines(exception))
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
    }
}
