using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace LogFunctions.DashboardWidget.Request;

/// <summary>Reads a widget's event: parameters at the top, the surroundings in <c>widgetContext</c>. What is missing has its default.</summary>
internal static class WidgetRequestReader
{
    private const int MaxEndpointChars = 4096;

    /// <returns>False: the widget's documentation is asked for.</returns>
    /// <exception cref="InvalidRequestException">Not such an event, or a wrong parameter.</exception>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, DateTimeOffset now, [NotNullWhen(true)] out WidgetRequest? request)
    {
        request = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidRequestException("The event is not a JSON object.");
            }

            if (root.TryGetProperty("describe", out _))
            {
                return false;
            }

            JsonElement context = Child(root, "widgetContext");
            (long from, long to) = Range(context, now);
            request = new WidgetRequest
            {
                View = Choice(root, "view", WidgetView.Endpoints),
                Order = Choice(root, "sort", EndpointOrder.Requests),
                Endpoint = Text(root, "endpoint") is { Length: > 0 } endpoint ? Checked(endpoint) : null,
                Top = Top(root),
                FromSeconds = from,
                ToSeconds = to,
                IsDark = Text(context, "theme") == "dark",
                Width = (int)Math.Clamp(Number(context, "width") ?? 1200, 100, 10_000),
                Offset = Offset(Child(context, "timezone")),
                Numbers = NumberStyle.Of(Text(context, "locale") ?? "en"),
            };
            return true;
        }
        catch (JsonException error)
        {
            throw new InvalidRequestException($"The event is not JSON: {error.Message}");
        }
    }

    // A zoom is a part of the range. Without a range (a test invocation): the last three hours.
    private static (long FromSeconds, long ToSeconds) Range(JsonElement context, DateTimeOffset now)
    {
        JsonElement range = Child(context, "timeRange");
        JsonElement zoom = Child(range, "zoom");
        range = zoom.ValueKind == JsonValueKind.Object ? zoom : range;
        double endMs = Number(range, "end") ?? now.ToUnixTimeMilliseconds();
        double startMs = Number(range, "start") ?? endMs - TimeSpan.FromHours(3).TotalMilliseconds;
        if (!(startMs < endMs) || startMs < 0 || endMs > 253_402_300_799_000)
        {
            throw new InvalidRequestException("The time range ends before it starts.");
        }

        long to = (long)Math.Ceiling(endMs / 1000);
        return (Math.Max((long)(startMs / 1000), to - (long)WidgetRequest.LongestRange.TotalSeconds), to);
    }

    private static TimeSpan Offset(JsonElement timezone)
    {
        string iso = Text(timezone, "offsetISO") ?? "+00:00";
        bool isKnown = TimeSpan.TryParseExact(iso.TrimStart('+', '-'), @"hh\:mm", CultureInfo.InvariantCulture, out TimeSpan offset) && offset <= TimeSpan.FromHours(14);
        return !isKnown ? TimeSpan.Zero : iso.StartsWith('-') ? -offset : offset;
    }

    private static int Top(JsonElement root) => Number(root, "top") is not { } top ? 25
        : top is >= 1 and <= 100 ? (int)top
        : throw new InvalidRequestException($"top is {top.ToString(CultureInfo.InvariantCulture)}; use 1 to 100.");

    private static string Checked(string endpoint) =>
        endpoint.Length <= MaxEndpointChars ? endpoint : throw new InvalidRequestException($"endpoint has {endpoint.Length} characters; at most {MaxEndpointChars} are allowed.");

    private static T Choice<T>(JsonElement root, string name, T byDefault)
        where T : struct, Enum => Text(root, name) is not { Length: > 0 } text ? byDefault
        : Enum.TryParse(text, ignoreCase: true, out T value) && !char.IsAsciiDigit(text[0]) && text[0] != '-' ? value
        : throw new InvalidRequestException($"{name} is not one of {string.Join(", ", Enum.GetNames<T>().Select(choice => choice.ToLowerInvariant()))}.");

    private static JsonElement Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement child) ? child : default;

    private static string? Text(JsonElement parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static double? Number(JsonElement parent, string name)
    {
        JsonElement child = Child(parent, name);
        return child.ValueKind == JsonValueKind.Number ? child.GetDouble()
            : child.ValueKind == JsonValueKind.String && double.TryParse(child.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : null;
    }
}
