using System.Text.Json;
using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.Page;

/// <summary>What a function answers to a custom widget.</summary>
internal static class CustomAnswer
{
    /// <exception cref="PageException">It is no JSON.</exception>
    public static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException error)
        {
            throw new PageException("The function's answer is no JSON: a text must be quoted.", 502, error);
        }
    }
}
