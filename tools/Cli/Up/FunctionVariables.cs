namespace LogFunctions.Cli.Up;

/// <summary>
/// The environment variables that the functions read: a name that is written wrong would change nothing, and nobody would know. The
/// repository's tests compare the list with the functions' options.
/// </summary>
internal static class FunctionVariables
{
    /// <summary>The names, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "ALLOWED_LATENESS_SECONDS",
        "APACHE_TIME_UNIT",
        "ARCHIVE_LOCATION",
        "CALLS_PER_DAY",
        "CLOUDFRONT_FIELDS",
        "CONTROL_TABLE",
        "DRY_RUN",
        "ENDPOINT_TEMPLATES",
        "FIELD_ALIASES",
        "FORECAST",
        "FROZEN",
        "GIVE_UP_AFTER_SECONDS",
        "HOLD_MINUTES",
        "HOUR_ROW_TTL_DAYS",
        "LEDGER_LIMIT_BYTES",
        "LEDGER_TABLE",
        "LOG_FORMAT",
        "MAX_ENDPOINT_BYTES",
        "MAX_INFLATED_BYTES",
        "MAX_KEYS_PER_WINDOW",
        "MAX_LINE_BYTES",
        "MAX_SHARDS",
        "METRICS_NAMESPACE",
        "METRIC_ENDPOINTS",
        "MINUTE_ROW_TTL_DAYS",
        "MIN_SHARDS",
        "NOTIFY_TOPIC_ARN",
        "OBJECT_LIMIT_BYTES",
        "REJECTS_LOCATION",
        "SHARD_BYTES_PER_SECOND",
        "SHARD_HOUR_USD",
        "SHARD_RECORDS_PER_SECOND",
        "STREAM_NAME",
        "SWEEP_IDLE_SECONDS",
        "TEMPLATE_IDS",
        "WINDOWS_TABLE",
        "WINDOW_SECONDS",
    ];

    /// <summary>Whether something reads it: a function, or the runtime or SDK in it.</summary>
    public static bool IsKnown(string name) =>
        Names.Contains(name) || name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("DOTNET_", StringComparison.Ordinal);

    /// <summary>The name that somebody who wrote this one may have meant; null when none is near.</summary>
    public static string? MostAlike(string name)
    {
        string upper = name.ToUpperInvariant();
        string nearest = Names.MinBy(known => Distance(upper, known))!;
        return Distance(upper, nearest) <= Math.Max(2, nearest.Length / 4) ? nearest : null;
    }

    /// <summary>Letters to insert, leave out or replace to make one from the other (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
