using System.Globalization;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Hosting;
using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>
/// Every setting of the function. <see cref="FromEnvironment"/> names each variable with its range and default; a wrong value stops the
/// function at its start, with a message that says which, what it was and what is allowed. Immutable.
/// </summary>
public sealed record AggregatorOptions
{
    /// <summary>Windows and the ledger's bounds: WINDOW_SECONDS, ALLOWED_LATENESS_SECONDS, MAX_KEYS_PER_WINDOW, LEDGER_LIMIT_BYTES, GIVE_UP_AFTER_SECONDS.</summary>
    public LedgerOptions Ledger { get; init; } = new();

    /// <summary>Tables and life of rows: LEDGER_TABLE, WINDOWS_TABLE, MINUTE_ROW_TTL_DAYS, HOUR_ROW_TTL_DAYS.</summary>
    public WindowStoreOptions Store { get; init; } = new();

    /// <summary>How lines are read: LOG_FORMAT, FIELD_ALIASES, APACHE_TIME_UNIT, CLOUDFRONT_FIELDS, MAX_LINE_BYTES.</summary>
    public ParserOptions Parser { get; init; } = new();

    /// <summary>How payloads are opened: MAX_INFLATED_BYTES.</summary>
    public PayloadOptions Payload { get; init; } = new();

    /// <summary>How paths become endpoints: TEMPLATE_IDS, ENDPOINT_TEMPLATES, MAX_ENDPOINT_BYTES.</summary>
    public EndpointOptions Endpoints { get; init; } = new();

    /// <summary>SWEEP_IDLE_SECONDS: a shard that was not written for so long is swept.</summary>
    public int SweepIdleSeconds { get; init; } = 60;

    /// <summary>REJECTS_LOCATION: <c>s3://bucket/prefix</c>; null = rejects are counted, not kept.</summary>
    public Uri? RejectsLocation { get; init; }

    /// <summary>METRICS_NAMESPACE of all metrics.</summary>
    public string MetricsNamespace { get; init; } = "LogFunctions";

    /// <summary>METRIC_ENDPOINTS: how many endpoints have metrics of their own, four each.</summary>
    public int MetricEndpoints { get; init; } = 10;

    /// <summary>Reads the environment.</summary>
    /// <param name="read">From the name of a variable to its value, null when it is not set.</param>
    /// <exception cref="InvalidOptionException">A required variable is missing or a value is not allowed.</exception>
    public static AggregatorOptions FromEnvironment(Func<string, string?> read)
    {
        var variables = new OptionReader(read);
        LogReadingOptions reading = LogReadingOptions.Read(variables);
        return new AggregatorOptions
        {
            Ledger = ReadLedger(variables),
            Store = new WindowStoreOptions
            {
                LedgerTable = variables.Required("LEDGER_TABLE", "the name of the ledger table"),
                WindowsTable = variables.Required("WINDOWS_TABLE", "the name of the windows table"),
                MinuteRowTtlDays = variables.WholeNumber("MINUTE_ROW_TTL_DAYS", 7, 1, 36_500),
                HourRowTtlDays = variables.WholeNumber("HOUR_ROW_TTL_DAYS", 400, 1, 36_500),
            },
            Parser = reading.Parser,
            Payload = new PayloadOptions { MaxInflatedBytes = variables.WholeNumber("MAX_INFLATED_BYTES", 64L << 20, 64 << 10, 1L << 30) },
            Endpoints = reading.Endpoints,
            SweepIdleSeconds = variables.WholeNumber("SWEEP_IDLE_SECONDS", 60, 0, 86_400),
            RejectsLocation = variables.Parsed("REJECTS_LOCATION", "s3://bucket/prefix", ParseRejectsLocation, null),
            MetricsNamespace = variables.MetricsNamespace("METRICS_NAMESPACE"),
            MetricEndpoints = variables.WholeNumber("METRIC_ENDPOINTS", 10, 0, 100),
        };
    }

    private static LedgerOptions ReadLedger(OptionReader variables) => new()
    {
        WindowSeconds = variables.Parsed("WINDOW_SECONDS", "a comma list of ascending seconds, each a multiple of the first, 1 to 604800, at most 4", ParseWindowSeconds, [60, 3600]),
        AllowedLatenessSeconds = variables.WholeNumber("ALLOWED_LATENESS_SECONDS", 30, 0, 86_400),
        MaxKeysPerWindow = variables.WholeNumber("MAX_KEYS_PER_WINDOW", 2000, 1, 10_000),
        LimitBytes = variables.WholeNumber("LEDGER_LIMIT_BYTES", 307_200, 16_384, 317_440),
        GiveUpAfterSeconds = variables.WholeNumber("GIVE_UP_AFTER_SECONDS", 43_200, 0, 604_800),
    };

    private static IReadOnlyList<int> ParseWindowSeconds(string text)
    {
        int[] seconds = [.. text.Split(',').Select(part => int.Parse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture))];
        new LedgerOptions { WindowSeconds = seconds }.Validate();
        return seconds.Length <= 4 && seconds[^1] <= 604_800 ? seconds : throw new FormatException("too many, or too long");
    }

    private static Uri ParseRejectsLocation(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? location) && location.Scheme == "s3" && location.Host.Length > 0
            ? location
            : throw new FormatException("not an s3:// location");
}
