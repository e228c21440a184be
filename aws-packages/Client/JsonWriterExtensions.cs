using System.Text.Json;

namespace AwsPackages.Client;

/// <summary>Members as AWS JSON wants them: nothing for null, blobs in base64, times as epoch seconds with fraction.</summary>
internal static class JsonWriterExtensions
{
    public static void WriteIfSet(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public static void WriteIfSet(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void WriteIfSet(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteBoolean(name, flag);
        }
    }

    public static void WriteIfSet(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void WriteIfSet(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTime? value)
    {
        if (value is { } time)
        {
            writer.WriteNumber(name, (time.ToUniversalTime() - DateTime.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond);
        }
    }

    public static void WriteIfSet(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, MemoryStream? value)
    {
        if (value is null)
        {
            return;
        }

        // Streams made from a caller's array may hide it; only then is a copy due.
        ReadOnlySpan<byte> bytes = value.TryGetBuffer(out ArraySegment<byte> buffer) ? buffer : value.ToArray();
        writer.WriteBase64String(name, bytes);
    }
}
