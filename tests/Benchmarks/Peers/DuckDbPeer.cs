using System.Globalization;
using DuckDB.NET.Data;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Quick;

namespace LogFunctions.Benchmarks.Peers;

/// <summary>
/// DuckDB on one thread over a file of lines, declared schema (its fastest way), the same groups as a minute window per endpoint:
/// counts, classes, bytes, and where the format has it the latency with approximate quantiles. Lines and bytes must sum up to the truth.
/// </summary>
internal static class DuckDbPeer
{
    public const string Name = "DuckDB, 1 thread";

    private const string Counts =
        "count(*), count(*) FILTER (status < 200), count(*) FILTER (status BETWEEN 200 AND 299), count(*) FILTER (status BETWEEN 300 AND 399), " +
        "count(*) FILTER (status BETWEEN 400 AND 499), count(*) FILTER (status >= 500), sum(bytes)";

    private const string Latency = ", sum(rt), min(rt), max(rt), approx_quantile(rt, [0.5, 0.95, 0.99])";

    public static Measure Measure(LogCorpus corpus, string file)
    {
        string source = Source(corpus.Format, file.Replace("'", "''", StringComparison.Ordinal));
        string aggregates = corpus.Format == LineFormat.Combined ? Counts : Counts + Latency;
        string query =
            $"SELECT CAST(sum(n) AS BIGINT), CAST(sum(b) AS BIGINT) FROM (SELECT minute, endpoint, {aggregates} FROM ({source}) GROUP BY ALL) AS t(minute, endpoint, n, s1, s2, s3, s4, s5, b)";
        return new Measure(Name, corpus.LineCount, corpus.Bytes.Length, () =>
        {
            using var connection = new DuckDBConnection("Data Source=:memory:;threads=1");
            connection.Open();
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText = query;
            using DuckDBDataReader reader = command.ExecuteReader();
            reader.Read();
            (long lines, long bytes) = (Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture), Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture));
            if (lines != corpus.LineCount || bytes != corpus.ResponseBytes)
            {
                throw new InvalidOperationException($"DuckDB counted {lines} lines with {bytes} response bytes, expected {corpus.LineCount} with {corpus.ResponseBytes}.");
            }
        });
    }

    private static string Source(LineFormat format, string file) => format switch
    {
        LineFormat.Json =>
            $"SELECT date_trunc('minute', ts) AS minute, method || ' ' || endpoint AS endpoint, status, bytes, rt_ms AS rt FROM read_json('{file}', format = 'newline_delimited', " +
            "columns = {ts: 'TIMESTAMP', method: 'VARCHAR', endpoint: 'VARCHAR', region: 'VARCHAR', status: 'SMALLINT', rt_ms: 'DOUBLE', bytes: 'BIGINT'})",
        LineFormat.CombinedTime =>
            "SELECT substr(c3, 2, 17) AS minute, split_part(c5, ' ', 1) || ' ' || split_part(c5, ' ', 2) AS endpoint, c6 AS status, c7 AS bytes, c10 AS rt " +
            $"FROM read_csv('{file}', {CombinedColumns}, c10: 'DOUBLE'}})",
        // Query strings are cut off, as ours does; the method stays before the path.
        LineFormat.Combined =>
            "SELECT substr(c3, 2, 17) AS minute, split_part(split_part(c5, ' HTTP/', 1), '?', 1) AS endpoint, c6 AS status, c7 AS bytes " +
            $"FROM read_csv('{file}', nullstr = '-', {CombinedColumns}}})",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No DuckDB query for this format."),
    };

    private const string CombinedColumns =
        "delim = ' ', quote = '\"', header = false, auto_detect = false, columns = {c0: 'VARCHAR', c1: 'VARCHAR', c2: 'VARCHAR', c3: 'VARCHAR', c4: 'VARCHAR', " +
        "c5: 'VARCHAR', c6: 'SMALLINT', c7: 'BIGINT', c8: 'VARCHAR', c9: 'VARCHAR'";
}
