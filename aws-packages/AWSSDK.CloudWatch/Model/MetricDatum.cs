namespace Amazon.CloudWatch.Model;

/// <summary>Values of a metric.</summary>
public class MetricDatum
{
    /// <summary>How often each of the values occurred.</summary>
    public List<double>? Counts { get; set; }

    /// <summary>At most 30.</summary>
    public List<Dimension>? Dimensions { get; set; }

    /// <summary>Name.</summary>
    public string? MetricName { get; set; }

    /// <summary>1 = seconds, 60 = minutes.</summary>
    public int? StorageResolution { get; set; }

    /// <summary>Null = now.</summary>
    public DateTime? Timestamp { get; set; }

    /// <summary>Unit.</summary>
    public StandardUnit? Unit { get; set; }

    /// <summary>One value.</summary>
    public double? Value { get; set; }

    /// <summary>Up to 150 different values.</summary>
    public List<double>? Values { get; set; }
}
