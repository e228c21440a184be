using DuckDB.NET.Data;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Quick;

namespace LogFunctions.Benchmarks.Peers;

/// <summary>
/// DuckDB on one thread over a file of lines, declared schema (its fastest way), the same groups as a minute window per endpoint:
/// counts, classes, bytes, approximate quantiles.
/// </summary>
internal static class DuckDbPeer
{
    public const string Name = "DuckDB, 1 thread";

    private const string Aggregates =
        "count(*), count(*) FILTER (status < 200), count(*) FILTER (status BETWEEN 200 AND 299), count(*) FILTER (status BETWEEN 300 AND 399), " +
        "count(*) FILTER (status BETWEEN 400 AND 499), count(*) FILTER (status >= 500), sum(bytes), sum(rt), min(rt), max(rt), approx_quantile(rt, [0.5, 0.95, 0.99])";

    public static Measure Measure(LogCorpus corpus, string file)
    {
        string quoted = file.Replace("'", "''", StringComparison.Ordinal);
        string source = corpus.Format switch
        {
            LineFormat.Json =>
                $"(SELECT date_trunc('minute', ts) AS minute, method || ' ' || endpoint AS endpoint, status, bytes, rt_ms AS rt FROM read_json('{quoted}', format = 'newline_delimited', " +
                "columns = {ts: 'TIMESTAMP', method: 'VARCHAR', endpoint: 'VARCHAR', region: 'VARCHAR', status: 'SMALLINT', rt_ms: 'DOUBLE', bytes: 'BIGINT'}))",
            LineFormat.CombinedTime =>
                "(SELECT substr(c3, 2, 17) AS minute, split_part(c5, ' ', 1) || ' ' || split_part(c5, ' ', 2) AS endpoint, c6 AS status, c7 AS bytes, c10 AS rt " +
                $"FROM read_csv('{quoted}', delim = ' ', quote = '\"', header = false, auto_detect = false, columns = {{c0: 'VARCHAR', c1: 'VARCHAR', c2: 'VARCHAR', c3: 'VARCHAR', c4: 'VARCHAR', " +
                "c5: 'VARCHAR', c6: 'SMALLINT', c7: 'BIGINT', c8: 'VARCHAR', c9: 'VARCHAR', c10: 'DOUBLE'}))",
            _ => throw new ArgumentOutOfRangeException(nameof(corpus), corpus.Format, "No DuckDB query for this format."),
        };
        return new Measure(Name, corpus.LineCount, corpus.Bytes.Length, () =>
        {
            using var connection = new DuckDBConnection("Data Source=:memory:;threads=1");
            connection.Open();
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText = $"SELECT CAST(sum(n) AS BIGINT), count(*) FROM (SELECT minute, endpoint, {Aggregates} FROM {source} GROUP BY ALL) AS t(minute, endpoint, n)";
            using DuckDBDataReader reader = command.ExecuteReader();
            reader.Read();
            if (Convert.ToInt64(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture) != corpus.LineCount)
            {
                throw new InvalidOperationException($"DuckDB counted {reader.GetValue(0)} lines, expected {corpus.LineCount}.");
            }
        });
    }
}
