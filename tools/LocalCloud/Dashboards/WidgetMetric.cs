namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>One row of a widget's metrics: a metric, or an expression over others.</summary>
internal sealed record WidgetMetric
{
    /// <summary>Where it stands in the body.</summary>
    public required string Path { get; init; }

    /// <summary>Metric math, SEARCH or a Metrics Insights query; null = a metric.</summary>
    public string? Expression { get; init; }

    /// <summary>Of a metric.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Of a metric.</summary>
    public string Name { get; init; } = "";

    /// <summary>Of a metric: name and value, in the order of the body.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Dimensions { get; init; } = [];

    /// <summary>By which expressions name it; null = none can.</summary>
    public string? Id { get; init; }

    /// <summary>Null = CloudWatch makes one.</summary>
    public string? Label { get; init; }

    /// <summary>#rrggbb; null = the viewer's choice.</summary>
    public string? Color { get; init; }

    /// <summary>Seconds; null = the widget's.</summary>
    public int? PeriodSeconds { get; init; }

    /// <summary>Its own, or the widget's, or Average.</summary>
    public string Stat { get; init; } = "Average";

    /// <summary>Off: only for expressions.</summary>
    public bool Visible { get; init; } = true;

    /// <summary>On the right axis.</summary>
    public bool IsRight { get; init; }

    /// <summary>Null = the widget's.</summary>
    public string? Region { get; init; }

    /// <summary>Null = the widget's.</summary>
    public string? AccountId { get; init; }
}
