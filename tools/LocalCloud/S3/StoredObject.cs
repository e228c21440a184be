using System.Text.Json;

namespace LogFunctions.LocalCloud.S3;

/// <summary>What S3 keeps of an object beside its bytes.</summary>
internal sealed record StoredObject
{
    public required long LengthBytes { get; init; }

    /// <summary>MD5 in hex, without quotes.</summary>
    public required string ETag { get; init; }

    public required DateTime LastModifiedUtc { get; init; }

    /// <summary>Headers that come back as they were sent: content type and encoding, x-amz-meta-*, x-amz-checksum-*.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string ToJson() => JsonSerializer.Serialize(this);

    /// <returns>Null when it is not what we wrote.</returns>
    public static StoredObject? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<StoredObject>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
