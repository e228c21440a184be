using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.Page;

/// <summary>
/// CloudWatch over AWS JSON 1.0: the operations that a dashboard needs, as JSON. (The client of aws-packages has only what functions call.)
/// </summary>
/// <param name="http">Sends; signs where that is asked for.</param>
/// <param name="endpointOf">The endpoint by region; null = the default region.</param>
internal sealed class CloudWatchJson(HttpClient http, Func<string?, Uri> endpointOf)
{
    private const string Target = "GraniteServiceVersion20100801";

    /// <exception cref="PageException">CloudWatch refused, or cannot be reached.</exception>
    public async Task<JsonObject> CallAsync(string? region, string operation, JsonObject request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, endpointOf(region)) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request)) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        message.Headers.Add("X-Amz-Target", $"{Target}.{operation}");
        try
        {
            using HttpResponseMessage response = await http.SendAsync(message, cancellationToken);
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            JsonObject? answer = TryParse(text);
            return response.IsSuccessStatusCode && answer is not null
                ? answer
                : throw new PageException($"CloudWatch, {operation}: {Reason(answer) ?? $"HTTP {(int)response.StatusCode}"}");
        }
        catch (HttpRequestException error)
        {
            throw new PageException($"CloudWatch cannot be reached: {error.Message}", 502, error);
        }
    }

    private static JsonObject? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Reason(JsonObject? answer)
    {
        string? type = answer?["__type"]?.ToString().Split('#')[^1];
        string? message = (answer?["message"] ?? answer?["Message"])?.ToString();
        return type is null && message is null ? null : new StringBuilder(type).Append(type is null ? "" : ": ").Append(message).ToString();
    }
}
