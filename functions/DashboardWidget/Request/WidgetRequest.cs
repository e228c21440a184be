namespace LogFunctions.DashboardWidget.Request;

/// <summary>What the widget shows.</summary>
internal enum WidgetView
{
    Endpoints,
    Rejects,
    Clients,
}

/// <summary>Order of the list of endpoints, greatest first.</summary>
internal enum EndpointOrder
{
    Requests,
    Errors,
    P95,
    Change,
}

/// <summary>What a widget asks for: its parameters, and the surroundings it is drawn in. Immutable.</summary>
internal sealed record WidgetRequest
{
    /// <summary>Longest time that is shown; of more, the newest part.</summary>
    public static readonly TimeSpan LongestRange = TimeSpan.FromDays(35);

    public WidgetView View { get; init; }

    /// <summary>One endpoint instead of the list; text from a log.</summary>
    public string? Endpoint { get; init; }

    public EndpointOrder Order { get; init; }

    /// <summary>Rows of the list, 1 to 100.</summary>
    public int Top { get; init; } = 25;

    /// <summary>Unix seconds, inclusive.</summary>
    public long FromSeconds { get; init; }

    /// <summary>Unix seconds, exclusive.</summary>
    public long ToSeconds { get; init; }

    public bool IsDark { get; init; }

    /// <summary>Pixels.</summary>
    public int Width { get; init; } = 1200;

    /// <summary>Offset of the dashboard's clock from UTC.</summary>
    public TimeSpan Offset { get; init; }

    /// <summary>How numbers are written.</summary>
    public NumberStyle Numbers { get; init; } = NumberStyle.Of("en");
}
