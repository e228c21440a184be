using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.Serialization.SystemTextJson.Converters;

/// <summary>Blobs, in base64. All of the stream's bytes are written, whatever its position.</summary>
public class MemoryStreamConverter : JsonConverter<MemoryStream>
{
    /// <inheritdoc/>
    public override MemoryStream Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetBytesFromBase64());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MemoryStream value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.TryGetBuffer(out ArraySegment<byte> buffer) ? buffer : value.ToArray());
}
