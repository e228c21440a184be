using System.Formats.Cbor;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.CloudWatch.Api;

/// <summary>CBOR bodies as the JSON objects of the same model: times (tag 1) are numbers there.</summary>
internal static class CborJson
{
    private const int MaxDepth = 20;

    /// <exception cref="CloudWatchApiException">Not a CBOR map.</exception>
    public static JsonObject Read(byte[] body)
    {
        try
        {
            return body.Length == 0 ? []
                : ReadValue(new CborReader(body), 0) as JsonObject ?? throw new CloudWatchApiException("SerializationException", "The body is not a CBOR map.");
        }
        catch (Exception error) when (error is CborContentException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new CloudWatchApiException("SerializationException", $"The body is not CBOR of this API: {error.Message}");
        }
    }

    public static byte[] Write(JsonObject answer)
    {
        var writer = new CborWriter();
        WriteValue(writer, answer, isTime: false);
        return writer.Encode();
    }

    private static JsonNode? ReadValue(CborReader reader, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException($"more than {MaxDepth} levels");
        }

        switch (reader.PeekState())
        {
            case CborReaderState.StartMap:
                return ReadMap(reader, depth);
            case CborReaderState.StartArray:
                var items = new JsonArray();
                reader.ReadStartArray();
                while (reader.PeekState() != CborReaderState.EndArray)
                {
                    items.Add(ReadValue(reader, depth + 1));
                }

                reader.ReadEndArray();
                return items;
            case CborReaderState.Tag:
                reader.ReadTag();
                return ReadValue(reader, depth + 1);
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                return reader.ReadTextString();
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return (double)reader.ReadInt64();
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                return Number(reader.ReadDouble());
            case CborReaderState.Boolean:
                return reader.ReadBoolean();
            case CborReaderState.Null or CborReaderState.Undefined or CborReaderState.SimpleValue:
                reader.SkipValue();
                return null;
            default:
                throw new FormatException($"{reader.PeekState()} is not expected");
        }
    }

    // JSON has no infinity, and no metric has such a value: it is read as a text, which is then no number.
    private static JsonNode Number(double value) => double.IsFinite(value) ? value : value.ToString(CultureInfo.InvariantCulture);

    private static JsonObject ReadMap(CborReader reader, int depth)
    {
        var members = new JsonObject();
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            string name = reader.ReadTextString();
            members[name] = ReadValue(reader, depth + 1);
        }

        reader.ReadEndMap();
        return members;
    }

    private static void WriteValue(CborWriter writer, JsonNode? node, bool isTime)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartMap(members.Count);
                foreach ((string name, JsonNode? value) in members)
                {
                    writer.WriteTextString(name);
                    WriteValue(writer, value, name.EndsWith("Timestamp", StringComparison.Ordinal) || name == "Timestamps");
                }

                writer.WriteEndMap();
                break;
            case JsonArray items:
                writer.WriteStartArray(items.Count);
                foreach (JsonNode? item in items)
                {
                    WriteValue(writer, item, isTime);
                }

                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNull();
                break;
            default:
                WriteScalar(writer, (JsonValue)node, isTime);
                break;
        }
    }

    private static void WriteScalar(CborWriter writer, JsonValue value, bool isTime)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                writer.WriteTextString(value.ToString());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.WriteBoolean(value.GetValueKind() == JsonValueKind.True);
                break;
            default:
                if (isTime)
                {
                    writer.WriteTag(CborTag.UnixTimeSeconds);
                }

                WriteNumber(writer, double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture), isTime);
                break;
        }
    }

    private static void WriteNumber(CborWriter writer, double number, bool isTime)
    {
        if (!isTime && number == Math.Floor(number) && Math.Abs(number) < 1L << 53)
        {
            writer.WriteInt64((long)number);
        }
        else
        {
            writer.WriteDouble(number);
        }
    }
}
