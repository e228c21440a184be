using LogFunctions.LocalCloud;

namespace LogFunctions.Cli.Up;

/// <summary>How other programs reach a run.</summary>
internal static class UpEndpoints
{
    /// <summary>Environment variables: the endpoints as every AWS SDK reads them, and the tables as this project's programs do.</summary>
    public static IReadOnlyDictionary<string, string> Variables(LocalCloudHost host)
    {
        var variables = new SortedDictionary<string, string>(host.EndpointVariables.ToDictionary(), StringComparer.Ordinal)
        {
            ["WINDOWS_TABLE"] = host.WindowsTable,
            ["LEDGER_TABLE"] = host.LedgerTable,
        };
        if (host.ArchiveBucket is { } bucket)
        {
            variables["ARCHIVE_LOCATION"] = "s3://" + bucket;
        }

        return variables;
    }

    /// <summary>What is printed once when a run has started: a line for each variable, to be pasted into another terminal, and what to do there.</summary>
    /// <param name="host">The run.</param>
    /// <param name="name">Its name.</param>
    public static IEnumerable<string> Lines(LocalCloudHost host, string name) =>
    [
        $"# dashboard: {host.PageAddress}",
        .. Variables(host).Where(pair => pair.Key.StartsWith("AWS_", StringComparison.Ordinal)).Select(pair => $"export {pair.Key}={pair.Value}"),
        $"# stream {host.StreamName}, table {host.WindowsTable}",
        $"# bucket {host.FailureBucket}",
        $"# data {host.DataDirectory}",
        $"# in another terminal: logfn query --run {name}",
    ];
}
