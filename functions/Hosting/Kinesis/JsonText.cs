using System.Text.Json;

namespace LogFunctions.Hosting.Kinesis;

/// <summary>Helpers for the text of JSON strings.</summary>
internal static class JsonText
{
    /// <summary>The text of the inside of a JSON string.</summary>
    public static string Unescape(ReadOnlySpan<byte> inside)
    {
        byte[] quoted = [(byte)'"', .. inside, (byte)'"'];
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>Whether ASCII bytes and a text are the same; false for a null text.</summary>
    public static bool Equal(ReadOnlySpan<byte> bytes, string? text)
    {
        if (text is null || text.Length != bytes.Length)
        {
            return false;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != text[i])
            {
                return false;
            }
        }

        return true;
    }
}
