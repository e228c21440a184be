using System.Text.Json;

namespace AwsPackages.Client;

/// <summary>Values of AWS JSON 1.1. Each is called on a member's name and leaves the reader on the last token of its value; JSON null gives null.</summary>
internal static class JsonReaderExtensions
{
    /// <summary>Reads an object's members; the reader stands on its start.</summary>
    public static void ReadMembers<T>(this ref Utf8JsonReader json, T target, MemberReader<T> readMember)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"Expected an object for {typeof(T).Name}, found {json.TokenType}.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            readMember(ref json, target);
        }
    }

    public static T? ReadObject<T>(this ref Utf8JsonReader json, MemberReader<T> readMember)
        where T : class, new()
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var value = new T();
        json.ReadMembers(value, readMember);
        return value;
    }

    public static List<T>? ReadList<T>(this ref Utf8JsonReader json, MemberReader<T> readMember)
        where T : class, new()
    {
        if (!json.TryEnterList<T>())
        {
            return null;
        }

        var list = new List<T>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var value = new T();
            json.ReadMembers(value, readMember);
            list.Add(value);
        }

        return list;
    }

    public static List<string>? ReadStrings(this ref Utf8JsonReader json)
    {
        if (!json.TryEnterList<string>())
        {
            return null;
        }

        var list = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            list.Add(json.GetString()!);
        }

        return list;
    }

    public static string? ReadString(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString();
    }

    public static int? ReadInt32(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Null ? null : json.GetInt32();
    }

    public static long? ReadInt64(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Null ? null : json.GetInt64();
    }

    public static bool? ReadBoolean(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Null ? null : json.GetBoolean();
    }

    /// <summary>Epoch seconds with fraction, as decimal: binary fractions would shift the milliseconds.</summary>
    public static DateTime? ReadTime(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Null ? null : DateTime.UnixEpoch.AddTicks((long)(json.GetDecimal() * TimeSpan.TicksPerSecond));
    }

    /// <summary>Base64. The stream shows its buffer (<see cref="MemoryStream.TryGetBuffer"/>), as those of the published package do.</summary>
    public static MemoryStream? ReadBlob(this ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        byte[] bytes = json.GetBytesFromBase64();
        return new MemoryStream(bytes, 0, bytes.Length, writable: true, publiclyVisible: true);
    }

    private static bool TryEnterList<T>(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.Null => false,
            JsonTokenType.StartArray => true,
            _ => throw new JsonException($"Expected an array of {typeof(T).Name}, found {json.TokenType}."),
        };
    }
}
