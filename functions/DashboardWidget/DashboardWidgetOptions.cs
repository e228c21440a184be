using System.Globalization;
using LogFunctions.Hosting;
using LogFunctions.WindowStore;

namespace LogFunctions.DashboardWidget;

/// <summary>Every setting of the function; a wrong value stops it at its start. Immutable.</summary>
public sealed record DashboardWidgetOptions
{
    /// <summary>LEDGER_TABLE and WINDOWS_TABLE.</summary>
    public WindowStoreOptions Store { get; init; } = new();

    /// <summary>WINDOW_SECONDS: the sizes that there are rows of, as the Aggregator has them.</summary>
    public IReadOnlyList<int> WindowSeconds { get; init; } = [60, 3600];

    /// <summary>METRICS_NAMESPACE of the embedded metrics.</summary>
    public string MetricsNamespace { get; init; } = "LogFunctions";

    /// <summary>Reads the environment.</summary>
    /// <exception cref="InvalidOptionException">A required variable is missing or a value is not allowed.</exception>
    public static DashboardWidgetOptions FromEnvironment(Func<string, string?> read)
    {
        var variables = new OptionReader(read);
        return new DashboardWidgetOptions
        {
            Store = new WindowStoreOptions
            {
                LedgerTable = variables.Required("LEDGER_TABLE", "the name of the ledger table"),
                WindowsTable = variables.Required("WINDOWS_TABLE", "the name of the windows table"),
                // Somebody waits before a screen.
                RetryLimit = TimeSpan.FromSeconds(8),
            },
            WindowSeconds = variables.Parsed("WINDOW_SECONDS", "a comma list of ascending seconds, each a multiple of the first, 1 to 604800, at most 4", ParseSizes, [60, 3600]),
            MetricsNamespace = variables.MetricsNamespace("METRICS_NAMESPACE"),
        };
    }

    private static IReadOnlyList<int> ParseSizes(string text)
    {
        int[] sizes = [.. text.Split(',').Select(part => int.Parse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture))];
        bool isAscending = sizes.Zip(sizes.Skip(1)).All(pair => pair.First < pair.Second) && sizes.All(size => size >= 1 && size <= 604_800 && size % sizes[0] == 0);
        return isAscending && sizes.Length <= 4 ? sizes : throw new FormatException("not such a list");
    }
}
