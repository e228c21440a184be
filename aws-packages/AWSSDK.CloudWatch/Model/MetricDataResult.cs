namespace Amazon.CloudWatch.Model;

/// <summary>A series.</summary>
public class MetricDataResult
{
    /// <summary>Of the query.</summary>
    public string? Id { get; set; }

    /// <summary>Label.</summary>
    public string? Label { get; set; }

    /// <summary>Complete, or not.</summary>
    public StatusCode? StatusCode { get; set; }

    /// <summary>Starts of the periods, UTC.</summary>
    public List<DateTime>? Timestamps { get; set; }

    /// <summary>A value for each time.</summary>
    public List<double>? Values { get; set; }
}
