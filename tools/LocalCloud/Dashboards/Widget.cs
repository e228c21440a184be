namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>One widget. Which of the parts it has follows from its type; none when its type is not known.</summary>
internal sealed record Widget
{
    /// <summary>Its place in the body's list.</summary>
    public required int Index { get; init; }

    /// <summary>metric, text, alarm, log, custom, explorer; or what the body says, which is then not drawn.</summary>
    public required string Type { get; init; }

    /// <summary>Empty when it has none.</summary>
    public required string Title { get; init; }

    /// <summary>Where it stands.</summary>
    public required GridPlace Place { get; init; }

    /// <summary>Of metric and explorer widgets.</summary>
    public MetricWidget? Metric { get; init; }

    /// <summary>Of text widgets.</summary>
    public TextWidget? Text { get; init; }

    /// <summary>Of alarm widgets.</summary>
    public AlarmWidget? Alarm { get; init; }

    /// <summary>Of log widgets.</summary>
    public LogWidget? Log { get; init; }

    /// <summary>Of custom widgets.</summary>
    public CustomWidget? Custom { get; init; }
}
