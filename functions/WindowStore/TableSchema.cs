using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>
/// Names of keys and attributes, and how keys are written: the one place that knows (docs/data.md explains why they are so).
/// <c>template.yaml</c> declares the same keys; a Repository test holds the two together.
/// </summary>
public static class TableSchema
{
    /// <summary>Partition key of both tables, a string.</summary>
    public const string PartitionKey = "pk";

    /// <summary>Sort key of table Windows, a string. Table Ledger has none.</summary>
    public const string SortKey = "sk";

    /// <summary>TTL attribute of table Windows: seconds since the Unix epoch.</summary>
    public const string ExpiresAt = "expiresAt";

    /// <summary>Lists of values: the values, packed.</summary>
    public const string Values = "values";

    /// <summary>Partitions that the lists of one window size are spread over.</summary>
    public const int CatalogPartitions = 4;

    /// <summary>
    /// Ends the keys of table Ledger that are no ledgers: how far each shard is archived, written by the Archiver. A repository test
    /// compares.
    /// </summary>
    public const string ArchiveKeySuffix = "#archive";

    /// <summary>Lines of a shard that are archived; in its position.</summary>
    public const string LinesArchived = "linesArchived";

    // Ledger
    public const string Version = "version";
    public const string LastSequenceNumber = "lastSequenceNumber";
    public const string UpdatedAtMs = "updatedAtMs";
    public const string HasOpenWindows = "hasOpenWindows";
    public const string HasOutbox = "hasOutbox";
    public const string Blob = "blob";

    /// <summary>Of a shard: what it received in the last two minutes.</summary>
    public const string Heat = "heat";

    // Windows
    public const string Requests = "requests";
    public const string Status1xx = "s1xx";
    public const string Status2xx = "s2xx";
    public const string Status3xx = "s3xx";
    public const string Status4xx = "s4xx";
    public const string Status5xx = "s5xx";
    public const string StatusOther = "sOther";
    public const string Bytes = "bytes";
    public const string LatencyCount = "latencyCount";
    public const string LatencySumUs = "latencySumUs";
    public const string LatencyMinUs = "latencyMinUs";
    public const string LatencyMaxUs = "latencyMaxUs";
    public const string LatencySketch = "latencySketch";

    /// <summary>
    /// Longest value stored as it is, UTF-8 bytes. A partition key takes 2,048, and what people look at should not be longer.
    /// </summary>
    public const int MaxValueBytes = 1000;

    private const long LastSecondOfYear9999 = LogRecordLimits.MaxTimestampMs / 1000;

    /// <summary>Partition key of the rows of one value: <c>60#endpoint#GET /orders/{id}</c>.</summary>
    public static string RowPartition(int windowSeconds, Dimension dimension, string value) =>
        string.Create(CultureInfo.InvariantCulture, $"{windowSeconds}#{dimension.Name()}#{StoredValue(value)}");

    /// <summary>
    /// Sort key of a row: window start, key of the ledger that froze it, number of the segment:
    /// <c>2026-03-01T12:05:00Z#web-logs#shardId-000000000003#1772366790123000</c>.
    /// </summary>
    public static string RowSort(WindowKey window, ShardKey ledger, long segment) =>
        string.Create(CultureInfo.InvariantCulture, $"{WindowStart(window.StartSeconds)}#{ledger}#{segment:D16}");

    /// <summary>
    /// A bound for sort keys. Those of windows starting at <paramref name="startSeconds"/> are longer, so they are greater:
    /// BETWEEN two of these takes the first window and leaves out the last.
    /// </summary>
    public static string WindowStart(long startSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(startSeconds, 0, LastSecondOfYear9999))
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Partition key of lists of values: <c>catalog#60#2</c>.</summary>
    /// <param name="windowSeconds">Size of the windows that the values have rows in.</param>
    /// <param name="partition">0 to <see cref="CatalogPartitions"/> - 1.</param>
    public static string CatalogPartition(int windowSeconds, int partition) =>
        string.Create(CultureInfo.InvariantCulture, $"catalog#{windowSeconds}#{partition}");

    /// <summary>
    /// Sort key of a list: that of the segment's rows, the writer and a number:
    /// <c>2026-03-01T12:05:00Z#web-logs#shardId-000000000003#1772366790123000#9f86d081#0</c>. What somebody wrote is not overwritten by
    /// another.
    /// </summary>
    public static string CatalogSort(WindowKey window, ShardKey ledger, long segment, uint writer, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{RowSort(window, ledger, segment)}#{writer:x8}#{number}");

    /// <summary>
    /// How long a list is valid: it names values that have rows in windows starting in its period, seconds. So a value costs a few bytes
    /// per process and period, and a question reads the lists of the periods that it touches.
    /// </summary>
    public static long CatalogPeriodSeconds(int windowSeconds) => windowSeconds < 3600 ? 3600 : Math.Max(86_400, windowSeconds);

    /// <summary>
    /// The value as it is stored: itself, or, past <see cref="MaxValueBytes"/>, its beginning and 64 bits of its SHA-256, so
    /// that two long values stay two. Parsers limit values far below this; a key that can't be written must not stop a shard.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty: keys can't be.</exception>
    public static string StoredValue(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (value.Length <= MaxValueBytes / 3 || Encoding.UTF8.GetByteCount(value) <= MaxValueBytes)
        {
            return value;
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        int end = MaxValueBytes - 17;
        while ((utf8[end] & 0xC0) == 0x80)
        {
            end--; // not inside a character
        }

        return string.Concat(Encoding.UTF8.GetString(utf8, 0, end), "~", Convert.ToHexStringLower(SHA256.HashData(utf8).AsSpan(0, 8)));
    }
}
