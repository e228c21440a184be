using LogFunctions.Core.Payloads;
using LogFunctions.Hosting;

namespace LogFunctions.Archiver;

/// <summary>
/// Every setting of the function. <see cref="FromEnvironment"/> names each variable with its range and default; a wrong value stops the function at its
/// start. Immutable.
/// </summary>
public sealed record ArchiverOptions
{
    /// <summary>LEDGER_TABLE: the table that keeps each shard's position, in an item of its own.</summary>
    public string LedgerTable { get; init; } = "";

    /// <summary>The bucket of ARCHIVE_LOCATION.</summary>
    public string Bucket { get; init; } = "";

    /// <summary>The prefix of ARCHIVE_LOCATION with a slash at its end, or nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>How payloads are opened: MAX_INFLATED_BYTES, as the Aggregator's, or the two would not see the same lines.</summary>
    public PayloadOptions Payload { get; init; } = new();

    /// <summary>
    /// OBJECT_LIMIT_BYTES: text from which on no further record goes into an object. Bounds memory together with MAX_INFLATED_BYTES; a batch of gzip records
    /// is 50 to 100 MB of text and 5 MB in the object.
    /// </summary>
    public long ObjectLimitBytes { get; init; } = 256L << 20;

    /// <summary>METRICS_NAMESPACE of the embedded metrics.</summary>
    public string MetricsNamespace { get; init; } = "LogFunctions";

    /// <summary>Reads the environment.</summary>
    /// <param name="read">From the name of a variable to its value, null when it is not set.</param>
    /// <exception cref="InvalidOptionException">A required variable is missing or a value is not allowed.</exception>
    public static ArchiverOptions FromEnvironment(Func<string, string?> read)
    {
        var variables = new OptionReader(read);
        const string LocationForm = "s3://bucket or s3://bucket/prefix";
        variables.Required("ARCHIVE_LOCATION", LocationForm);
        Uri location = variables.Parsed("ARCHIVE_LOCATION", LocationForm, ParseLocation, null)!;
        string prefix = location.AbsolutePath.Trim('/');
        return new ArchiverOptions
        {
            LedgerTable = variables.Required("LEDGER_TABLE", "the name of the ledger table"),
            Bucket = location.Host,
            Prefix = prefix.Length == 0 ? "" : prefix + "/",
            Payload = new PayloadOptions { MaxInflatedBytes = variables.WholeNumber("MAX_INFLATED_BYTES", 64L << 20, 64 << 10, 1L << 30) },
            ObjectLimitBytes = variables.WholeNumber("OBJECT_LIMIT_BYTES", 256L << 20, 1, 4L << 30),
            MetricsNamespace = variables.MetricsNamespace("METRICS_NAMESPACE"),
        };
    }

    private static Uri? ParseLocation(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? location) && location.Scheme == "s3" && location.Host.Length > 0
            ? location
            : throw new FormatException("not an s3:// location");
}
