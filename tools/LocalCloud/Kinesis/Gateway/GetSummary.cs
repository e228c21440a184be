using System.Text.Json;

namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>What a GetRecords brought.</summary>
internal readonly record struct GetSummary(int Records, long Bytes, double MillisBehindLatest, string? NextIterator)
{
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public static GetSummary Read(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        (int records, long bytes, double behind, string? next) = (0, 0, 0, null);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (json.CurrentDepth == 1 && json.ValueTextEquals("MillisBehindLatest"u8))
            {
                json.Read();
                behind = json.TokenType == JsonTokenType.Number ? json.GetDouble() : 0;
            }
            else if (json.CurrentDepth == 1 && json.ValueTextEquals("NextShardIterator"u8))
            {
                json.Read();
                next = json.TokenType == JsonTokenType.String ? json.GetString() : null;
            }
            else if (json.CurrentDepth == 3 && json.ValueTextEquals("Data"u8))
            {
                json.Read();
                records++;
                bytes += json.ValueSpan.Length * 3L / 4;
            }
        }

        return new GetSummary(records, bytes, behind, next);
    }
}
