using System.Text;
using System.Text.Json;

namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>The records of a PutRecord or PutRecords request, read from its JSON; the data itself stays where it is.</summary>
internal sealed class PutRequest
{
    private readonly List<PutRecordInfo> _records = [];

    private PutRequest()
    {
    }

    /// <summary>Name of the stream; empty when the request names none.</summary>
    public string StreamName { get; private set; } = "";

    public IReadOnlyList<PutRecordInfo> Records => _records;

    /// <summary>Bytes of data and partition keys.</summary>
    public long Bytes { get; private set; }

    /// <exception cref="JsonException">The body is no JSON.</exception>
    public static PutRequest Read(ReadOnlySpan<byte> body, bool isMany)
    {
        var request = new PutRequest();
        var json = new Utf8JsonReader(body);
        if (isMany)
        {
            request.ReadMany(ref json);
        }
        else if (json.Read())
        {
            request.ReadRecord(ref json, 0);
        }

        request.Bytes = request._records.Sum(r => (long)r.Bytes);
        return request;
    }

    private void ReadMany(ref Utf8JsonReader json)
    {
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
            {
                if (json.ValueTextEquals("Records"u8))
                {
                    ReadRecords(ref json);
                }
                else
                {
                    ReadStream(ref json);
                }
            }
        }
    }

    private void ReadRecords(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            ReadRecord(ref json, (int)json.TokenStartIndex);
        }
    }

    /// <summary>From the start of an object to its end.</summary>
    private void ReadRecord(ref Utf8JsonReader json, int start)
    {
        int depth = json.CurrentDepth;
        (string partitionKey, string? hashKey, int dataBytes) = ("", null, 0);
        while (json.Read() && !(json.TokenType == JsonTokenType.EndObject && json.CurrentDepth == depth))
        {
            if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != depth + 1)
            {
                continue;
            }

            if (json.ValueTextEquals("PartitionKey"u8))
            {
                partitionKey = TextOf(ref json) ?? "";
            }
            else if (json.ValueTextEquals("ExplicitHashKey"u8))
            {
                hashKey = TextOf(ref json);
            }
            else if (json.ValueTextEquals("Data"u8))
            {
                dataBytes = json.Read() && json.TokenType == JsonTokenType.String ? DecodedBytes(json.ValueSpan) : 0;
            }
            else
            {
                ReadStream(ref json);
            }
        }

        _records.Add(new PutRecordInfo(partitionKey, hashKey, dataBytes + Encoding.UTF8.GetByteCount(partitionKey), start, (int)json.BytesConsumed));
    }

    private void ReadStream(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("StreamName"u8))
        {
            StreamName = TextOf(ref json) ?? "";
        }
        else if (json.ValueTextEquals("StreamARN"u8))
        {
            string arn = TextOf(ref json) ?? "";
            StreamName = StreamName.Length > 0 ? StreamName : arn[(arn.LastIndexOf('/') + 1)..];
        }
        else
        {
            json.Skip();
        }
    }

    private static string? TextOf(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.String ? json.GetString() : null;

    private static int DecodedBytes(ReadOnlySpan<byte> base64)
    {
        int padding = base64.EndsWith("=="u8) ? 2 : base64.EndsWith("="u8) ? 1 : 0;
        return (base64.Length * 3 / 4) - padding;
    }
}
