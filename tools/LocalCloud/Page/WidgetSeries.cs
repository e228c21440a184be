namespace LogFunctions.LocalCloud.Page;

/// <summary>What the page gets of one widget.</summary>
internal sealed record WidgetData(int Index)
{
    /// <summary>Of metric and explorer widgets.</summary>
    public IReadOnlyList<WidgetSeries>? Series { get; init; }

    /// <summary>Of alarm widgets, and of metric widgets that show an alarm.</summary>
    public IReadOnlyList<WidgetAlarm>? Alarms { get; init; }

    /// <summary>Of log widgets.</summary>
    public IReadOnlyList<FunctionLine>? Lines { get; init; }

    /// <summary>What is not shown of it, and why.</summary>
    public string? Note { get; init; }

    /// <summary>Why there is nothing.</summary>
    public string? Error { get; init; }
}

/// <summary>One series.</summary>
/// <param name="Id">Its id in the widget.</param>
/// <param name="Label">Its name; from CloudWatch, may hold text of logs.</param>
/// <param name="Color">As written; null = the page's choice.</param>
/// <param name="IsRight">On the right axis.</param>
/// <param name="PeriodSeconds">Length of a point.</param>
/// <param name="Stat">What a point is; null = an expression.</param>
/// <param name="Times">Unix milliseconds, ascending.</param>
/// <param name="Values">As many.</param>
/// <param name="Dimensions">Of a metric.</param>
/// <param name="Whole">The one value of the whole time, where the widget asks for it and it can be told from the points.</param>
internal sealed record WidgetSeries(
    string Id,
    string Label,
    string? Color,
    bool IsRight,
    int PeriodSeconds,
    string? Stat,
    IReadOnlyList<long> Times,
    IReadOnlyList<double> Values,
    IReadOnlyDictionary<string, string>? Dimensions,
    double? Whole);

/// <summary>One alarm.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">OK, ALARM or INSUFFICIENT_DATA.</param>
/// <param name="Reason">Why.</param>
/// <param name="SinceMs">Of the state, Unix milliseconds; null = not known.</param>
/// <param name="Description">What to do.</param>
/// <param name="Threshold">Null = none (a composite).</param>
internal sealed record WidgetAlarm(string Name, string State, string? Reason, double? SinceMs, string? Description, double? Threshold);
