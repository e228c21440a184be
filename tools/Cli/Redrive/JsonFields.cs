using System.Text.Json;
using LogFunctions.Core.Ledger;

namespace LogFunctions.Cli.Redrive;

/// <summary>Fields of documents that others wrote: missing, null or of another type, each is an error that names the field.</summary>
internal static class JsonFields
{
    /// <exception cref="FormatException">The field is missing or no text.</exception>
    public static string Text(this JsonElement element, string name) => Field(element, name, JsonValueKind.String, "a text").GetString()!;

    /// <exception cref="FormatException">The field is missing or no object.</exception>
    public static JsonElement Object(this JsonElement element, string name) => Field(element, name, JsonValueKind.Object, "an object");

    /// <exception cref="FormatException">The field is missing or no array.</exception>
    public static JsonElement.ArrayEnumerator Array(this JsonElement element, string name) => Field(element, name, JsonValueKind.Array, "an array").EnumerateArray();

    /// <exception cref="FormatException">The field is missing or no sequence number.</exception>
    public static SequenceNumber Sequence(this JsonElement element, string name) => SequenceNumber.Parse(element.Text(name));

    /// <exception cref="FormatException">The field is missing or no base64.</exception>
    public static byte[] Base64(this JsonElement element, string name) => Convert.FromBase64String(element.Text(name));

    private static JsonElement Field(JsonElement element, string name, JsonValueKind kind, string expected)
    {
        JsonElement field = default;
        bool isThere = element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out field);
        return isThere && field.ValueKind == kind
            ? field
            : throw new FormatException($"\"{name}\" is {(isThere ? Describe(field.ValueKind) : "missing")}; expected {expected}");
    }

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a text",
        _ => "true or false",
    };
}
