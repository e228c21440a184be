using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.Page;

/// <summary>What the page stands on: the local cloud, or an account.</summary>
internal sealed record PageBackend
{
    /// <summary>Said in the head of the page: where the numbers are from.</summary>
    public required string Where { get; init; }

    /// <summary>Name and body of every dashboard; the first is shown first. Asked again at every load of the page.</summary>
    public required Func<IReadOnlyList<KeyValuePair<string, string>>> Dashboards { get; init; }

    /// <summary>CloudWatch: region (null = the default one), operation, request; answers in the JSON of its API.</summary>
    public required Func<string?, string, JsonObject, CancellationToken, Task<JsonObject>> CloudWatchAsync { get; init; }

    /// <summary>Lambda: invokes a function by its ARN with an event; null = none can be invoked.</summary>
    public Func<string, JsonObject, CancellationToken, Task<JsonNode?>>? InvokeAsync { get; init; }

    /// <summary>Time that is shown at first, such as 15m; null = as the dashboard says.</summary>
    public string? PreferredRange { get; init; }

    /// <summary>Longest period of a point in a time of minutes, seconds: what is counted in short windows here need not be shown by the minute, where it means the same. Null = as written.</summary>
    public int? ShortPeriodSeconds { get; init; }

    /// <summary>The newest lines of the stream; null = there is no tail.</summary>
    public LineTail? Tail { get; init; }

    /// <summary>What the functions wrote; null = not known here.</summary>
    public Func<IReadOnlyList<FunctionLine>>? Logs { get; init; }
}
