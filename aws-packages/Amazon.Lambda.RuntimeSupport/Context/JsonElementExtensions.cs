using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport.Context;

internal static class JsonElementExtensions
{
    /// <summary>The member as text; empty when there is none.</summary>
    public static string Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value.ToString() : string.Empty;
}
