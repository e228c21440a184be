using System.Globalization;
using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.CloudWatch.Api;

/// <summary>The members of a request, with errors that say which is wrong.</summary>
/// <param name="path">Where the object stands; empty = the request itself.</param>
/// <param name="node">The object.</param>
internal sealed class RequestReader(string path, JsonObject node)
{
    private string Name(string member) => path.Length == 0 ? member : $"{path}.{member}";

    public CloudWatchApiException Invalid(string member, string message) => CloudWatchApiException.Invalid(Name(member), message);

    public string? Text(string member) => node[member] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => throw Invalid(member, "a text is expected."),
    };

    public string RequiredText(string member) => Text(member) is { Length: > 0 } text ? text : throw CloudWatchApiException.Missing(Name(member));

    public double? Number(string member) => node[member] switch
    {
        null => null,
        JsonValue value => value.TryGetValue(out double number) ? number
            : value.TryGetValue(out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) ? number
            : throw Invalid(member, "a number is expected."),
        _ => throw Invalid(member, "a number is expected."),
    };

    public int? WholeNumber(string member) => Number(member) is not { } number ? null
        : number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number
        : throw Invalid(member, "a whole number is expected.");

    public bool? Flag(string member) => node[member] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        JsonValue value when value.TryGetValue(out string? text) && bool.TryParse(text, out bool flag) => flag,
        _ => throw Invalid(member, "true or false is expected."),
    };

    /// <summary>A time, Unix seconds: a number, as AWS JSON has it, or ISO 8601.</summary>
    public double? Time(string member) =>
        node[member] is JsonValue value && value.TryGetValue(out string? text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUnixTimeMilliseconds() / 1000.0
            : Number(member);

    public RequestReader? Child(string member) => node[member] switch
    {
        null => null,
        JsonObject child => new RequestReader(Name(member), child),
        _ => throw Invalid(member, "an object is expected."),
    };

    public IReadOnlyList<RequestReader> List(string member) => node[member] switch
    {
        null => [],
        JsonArray items => [.. items.Select((item, index) => new RequestReader($"{Name(member)}.member.{index + 1}", item as JsonObject ?? throw Invalid(member, "a list of objects is expected.")))],
        _ => throw Invalid(member, "a list is expected."),
    };

    public IReadOnlyList<string> Texts(string member) => node[member] switch
    {
        null => [],
        JsonArray items => [.. items.Select(item => item is JsonValue value && value.TryGetValue(out string? text) ? text : throw Invalid(member, "a list of texts is expected."))],
        _ => throw Invalid(member, "a list is expected."),
    };

    public IReadOnlyList<double> Numbers(string member) => node[member] switch
    {
        null => [],
        JsonArray items => [.. items.Select(item => item is JsonValue value && value.TryGetValue(out double number) ? number : throw Invalid(member, "a list of numbers is expected."))],
        _ => throw Invalid(member, "a list is expected."),
    };

    /// <summary>Names and values, as one text.</summary>
    public string Dimensions(string member)
    {
        var dimensions = List(member).Select(item => (Name: item.RequiredText("Name"), Value: item.RequiredText("Value"))).ToList();
        return dimensions.Count > 30 ? throw Invalid(member, "a metric has at most 30 dimensions.")
            : dimensions.Select(dimension => dimension.Name).Distinct(StringComparer.Ordinal).Count() < dimensions.Count ? throw Invalid(member, "a dimension is given twice.")
            : MetricDimensions.Format(dimensions);
    }
}
