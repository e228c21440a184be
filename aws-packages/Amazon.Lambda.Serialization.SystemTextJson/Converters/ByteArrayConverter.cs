using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.Serialization.SystemTextJson.Converters;

/// <summary>Byte arrays: read from base64 or an array of numbers, written as an array of numbers.</summary>
public class ByteArrayConverter : JsonConverter<byte[]>
{
    /// <inheritdoc/>
    public override byte[]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetBytesFromBase64();
        }

        var bytes = new List<byte>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Number:
                    bytes.Add(reader.GetByte());
                    break;
                case JsonTokenType.EndArray:
                    return [.. bytes];
            }
        }

        throw new JsonException("The JSON value could not be converted to byte[].");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, byte[] values, JsonSerializerOptions options)
    {
        if (values is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartArray();
        foreach (byte value in values)
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }
}
