namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>Something that the viewer may choose.</summary>
internal sealed record DashboardVariable
{
    /// <summary>Names it in addresses.</summary>
    public required string Id { get; init; }

    /// <summary>True: <see cref="Target"/> is a regular expression over the texts of the body; false: a property or a dimension.</summary>
    public bool IsPattern { get; init; }

    /// <summary>The pattern, or the name of the property or dimension.</summary>
    public required string Target { get; init; }

    /// <summary>input, select or radio.</summary>
    public required string Input { get; init; }

    /// <summary>What the viewer reads.</summary>
    public required string Label { get; init; }

    /// <summary>At first; <c>__FIRST</c> = the first that was found; null = the body as it is.</summary>
    public string? Default { get; init; }

    /// <summary>Value and label; empty = found by <see cref="Search"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values { get; init; } = [];

    /// <summary>A metric search that finds the values; null = none.</summary>
    public string? Search { get; init; }

    /// <summary>The dimension whose values are taken of what the search finds.</summary>
    public string? PopulateFrom { get; init; }

    /// <summary>Off: it is changed by the address only.</summary>
    public bool Visible { get; init; } = true;
}
