namespace LogFunctions.Cli.Check.Suggest;

/// <summary>What a column is called in a directive.</summary>
/// <param name="Nginx">nginx's variable, without the dollar sign.</param>
/// <param name="Apache">Apache's notation; null when it has none.</param>
/// <param name="IsUnknown">Nobody can tell what it is: it is stepped over by its position.</param>
internal sealed record ColumnName(string Nginx, string? Apache, bool IsUnknown = false)
{
    /// <summary>Only Apache's notation says what it is: nginx has no such variable.</summary>
    public bool IsApacheOnly { get; init; }

    /// <summary>A column of unknown meaning.</summary>
    public static ColumnName Unknown(string name) => new(name, "%{" + name + "}n", IsUnknown: true);
}
