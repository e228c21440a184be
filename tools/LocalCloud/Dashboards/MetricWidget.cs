namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>What a metric widget shows, and how.</summary>
internal sealed record MetricWidget
{
    /// <summary>timeSeries, singleValue, gauge, bar, pie or table.</summary>
    public required string View { get; init; }

    /// <summary>Areas upon each other instead of lines; bars of timeSeries likewise.</summary>
    public bool Stacked { get; init; }

    /// <summary>Metrics and expressions, shorthand resolved.</summary>
    public required IReadOnlyList<WidgetMetric> Metrics { get; init; }

    /// <summary>Of metrics that name none; null = the viewer's.</summary>
    public string? Region { get; init; }

    /// <summary>Of metrics that name none; null = the viewer's.</summary>
    public string? AccountId { get; init; }

    /// <summary>Of metrics that name none, seconds.</summary>
    public int PeriodSeconds { get; init; } = 300;

    /// <summary>right, bottom or hidden.</summary>
    public string Legend { get; init; } = "bottom";

    /// <summary>Shows the period that is not over, too.</summary>
    public bool LiveData { get; init; }

    /// <summary>A line below a single value.</summary>
    public bool Sparkline { get; init; }

    /// <summary>A single value is that of the whole time shown, not of its last period.</summary>
    public bool SetPeriodToTimeRange { get; init; }

    /// <summary>Single values with all their digits.</summary>
    public bool FullPrecision { get; init; }

    /// <summary>Names at the slices of a pie or the bars.</summary>
    public bool ShowLabels { get; init; } = true;

    /// <summary>Offset from UTC for times, minutes; null = the viewer's.</summary>
    public int? TimezoneMinutes { get; init; }

    /// <summary>Its own time range; null = the dashboard's.</summary>
    public string? Start { get; init; }

    /// <summary>Its own time range; null = now.</summary>
    public string? End { get; init; }

    /// <summary>The left axis.</summary>
    public AxisOptions Left { get; init; } = new();

    /// <summary>The right axis.</summary>
    public AxisOptions Right { get; init; } = new();

    /// <summary>Values that mean something.</summary>
    public IReadOnlyList<HorizontalAnnotation> Horizontal { get; init; } = [];

    /// <summary>Times at which something happened.</summary>
    public IReadOnlyList<VerticalAnnotation> Vertical { get; init; } = [];

    /// <summary>ARN of an alarm whose metric and threshold are shown; null = none.</summary>
    public string? AlarmArn { get; init; }

    /// <summary>Of view table.</summary>
    public TableOptions Table { get; init; } = new();

    /// <summary>Said below the title; null = nothing. Explorer widgets say what of them is not followed.</summary>
    public string? Note { get; init; }
}

/// <summary>One y axis.</summary>
/// <param name="Min">Null = from the values.</param>
/// <param name="Max">Null = from the values.</param>
/// <param name="Label">Null = none.</param>
/// <param name="ShowUnits">Units at the ticks.</param>
internal sealed record AxisOptions(double? Min = null, double? Max = null, string? Label = null, bool ShowUnits = true);

/// <summary>A value, or a band between two.</summary>
/// <param name="Value">Where the line is.</param>
/// <param name="To">The other edge of a band; null = a line.</param>
/// <param name="Label">Null = none.</param>
/// <param name="ToLabel">Label of the other edge.</param>
/// <param name="Color">#rrggbb; null = the viewer's choice.</param>
/// <param name="Fill">none, above or below; bands are always filled between.</param>
/// <param name="IsRight">Of the right axis.</param>
/// <param name="Visible">Off: not drawn.</param>
internal sealed record HorizontalAnnotation(
    double Value, double? To = null, string? Label = null, string? ToLabel = null, string? Color = null, string Fill = "none", bool IsRight = false, bool Visible = true);

/// <summary>A time, or a band between two.</summary>
/// <param name="Time">Where the line is.</param>
/// <param name="To">The end of a band; null = a line.</param>
/// <param name="Label">Null = none.</param>
/// <param name="ToLabel">Label of the end.</param>
/// <param name="Color">#rrggbb; null = the viewer's choice.</param>
/// <param name="Fill">none, before or after; bands are always filled between.</param>
/// <param name="Visible">Off: not drawn.</param>
internal sealed record VerticalAnnotation(
    DateTimeOffset Time, DateTimeOffset? To = null, string? Label = null, string? ToLabel = null, string? Color = null, string Fill = "none", bool Visible = true);

/// <summary>How a table is laid out.</summary>
/// <param name="IsVertical">Times downwards instead of to the right.</param>
/// <param name="StickySummary">The summary stays in sight.</param>
/// <param name="ShowTimeSeriesData">The values themselves, beside the summary.</param>
/// <param name="SummaryColumns">Of MIN, MAX, SUM, AVG.</param>
internal sealed record TableOptions(
    bool IsVertical = false, bool StickySummary = false, bool ShowTimeSeriesData = true, IReadOnlyList<string>? SummaryColumns = null);
