namespace LogFunctions.Core.Windows;

/// <summary>What a cell counts by. The numbers are stored (ledger blob): never renumber.</summary>
public enum Dimension : byte
{
    /// <summary>Every accepted line; the only value is <see cref="DimensionNames.AllValue"/>.</summary>
    All = 0,

    /// <summary>By <c>METHOD /path</c>, templated.</summary>
    Endpoint = 1,

    /// <summary>By region; lines without one count under <see cref="DimensionNames.NoRegion"/>.</summary>
    Region = 2,

    /// <summary>By exact HTTP status, three digits; <c>000</c> = no status.</summary>
    Status = 3,

    /// <summary>
    /// Lines that could not be read, by reason, in windows of arrival time. Not part of <see cref="All"/>:
    /// lines = requests of <c>all</c> + requests of <c>reject</c>. See docs/decisions/0001.
    /// </summary>
    Reject = 4,
}

/// <summary>How dimensions and their special values are written in table keys and shown to people.</summary>
public static class DimensionNames
{
    /// <summary>The one value of <see cref="Dimension.All"/>.</summary>
    public const string AllValue = "*";

    /// <summary>Where lines count once a window holds <c>MAX_KEYS_PER_WINDOW</c> values of a dimension.</summary>
    public const string Other = "(other)";

    /// <summary>Region of a line that states none.</summary>
    public const string NoRegion = "(none)";

    /// <summary>Endpoint of a line without method and path.</summary>
    public const string NoEndpoint = "(none)";

    private static readonly string[] s_names = ["all", "endpoint", "region", "status", "reject"];

    /// <summary>All dimensions in stored order.</summary>
    public static ReadOnlySpan<Dimension> All =>
        [Dimension.All, Dimension.Endpoint, Dimension.Region, Dimension.Status, Dimension.Reject];

    /// <summary>The lower-case name used in table keys.</summary>
    public static string Name(this Dimension dimension) => s_names[(int)dimension];

    /// <summary>Reads a name written by <see cref="Name"/>.</summary>
    public static bool TryParse(string name, out Dimension dimension)
    {
        int index = Array.IndexOf(s_names, name);
        dimension = index < 0 ? default : (Dimension)index;
        return index >= 0;
    }
}
