using System.Data.Common;
using System.Text;
using Amazon.Kinesis.Model;
using DuckDB.NET.Data;
using LogFunctions.Cli.Archive;
using LogFunctions.Cli.Sql;
using LogFunctions.Core.Archive;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Audit;

/// <summary>
/// Holds the lines against the windows, each shard up to the lower of the two positions: what the windows say now and up to which record (a live read), the
/// objects of the archive that end before it, and from the stream what lies in between. Then both sides are the same lines, and any difference is a loss or a
/// double. The comparison itself is spark-jobs/sql/audit.sql.
/// </summary>
/// <param name="context">The terminal and the clock.</param>
/// <param name="request">What is to be audited.</param>
/// <param name="store">The windows.</param>
/// <param name="openStream">Opens the stream of a name.</param>
internal sealed class AuditRun(CliContext context, AuditRequest request, IWindowStore store, Func<string, IShardRecords> openStream)
{
    private const int WindowSeconds = 60;

    private readonly List<string> _faults = [];
    private readonly List<AuditedShard> _shards = [];
    private long _firstSecond;

    /// <exception cref="CliException">Something can't be read.</exception>
    public async Task<AuditResult> RunAsync(CancellationToken cancellationToken)
    {
        LiveLedgers live = await LiveLedgers.ReadAsync(store, cancellationToken);
        string stream = StreamOf(live);
        string spill = Path.Combine(Path.GetTempPath(), "logfn-audit-" + Guid.NewGuid().ToString("N"));
        try
        {
            using DuckDBConnection connection = SqlRun.Open(spill);
            using (var table = new LinesTable(connection, request.Parser, request.Endpoints, keepsVisitors: false))
            {
                await ReadLinesAsync(table, live, stream, cancellationToken);
            }

            (long lo, long hi) = Period();
            await AddRowsAsync(connection, live, stream, (lo, hi), cancellationToken);
            SqlRun.Execute(connection, FormattableString.Invariant($"create view period as select cast({lo} as bigint) as lo, cast({hi} as bigint) as hi"));
            return await CompareAsync(connection, (lo, hi), cancellationToken);
        }
        finally
        {
            if (Directory.Exists(spill))
            {
                Directory.Delete(spill, recursive: true);
            }
        }
    }

    private string StreamOf(LiveLedgers live)
    {
        string[] streams = [.. live.Positions.Select(position => position.Shard.Stream).Distinct()];
        return request.Stream is { } wanted
            ? streams.Contains(wanted) ? wanted : throw new CliException($"no shard of stream {wanted} is counted yet; the ledger table knows {(streams.Length == 0 ? "none at all" : string.Join(", ", streams))}.")
            : streams.Length == 1 ? streams[0]
            : throw new CliException(streams.Length == 0 ? "nothing is counted yet: the ledger table is empty." : $"the ledger table knows several streams: {string.Join(", ", streams)}; choose one by --stream-name.");
    }

    private async Task ReadLinesAsync(LinesTable table, LiveLedgers live, string stream, CancellationToken cancellationToken)
    {
        using ArchiveLocation? location = request.Archive is { } place ? ArchiveLocation.Open(place, context) : null;
        Dictionary<string, ArchiveChain> chains = [];
        if (location is not null)
        {
            (IReadOnlyList<ArchiveChain> found, _) = await ArchiveReader.ListAsync(location.Objects, cancellationToken);
            chains = found.ToDictionary(chain => chain.ShardId, StringComparer.Ordinal);
        }

        IShardRecords records = openStream(stream);
        HashSet<string> known = await records.ListAsync(cancellationToken);
        long? horizon = await records.HorizonSecondsAsync(cancellationToken);
        var lines = new AuditedLines(table);
        var archive = new ArchiveReader(table);
        foreach (ShardPosition position in live.Positions.Where(position => position.Shard.Stream == stream))
        {
            string shardId = position.Shard.ShardId;
            int objects = 0;
            SequenceNumber reached = default;
            if (chains.TryGetValue(shardId, out ArchiveChain? chain))
            {
                NoteFaults(chain);
                foreach (ArchiveObjectName link in chain.Links.TakeWhile(link => link.Last <= position.LastSequenceNumber))
                {
                    archive.Add(new MemoryStream(await location!.ReadAsync(link.ToString(), cancellationToken)), link.ToString());
                    reached = link.Last;
                    objects++;
                }
            }

            long read = reached == position.LastSequenceNumber && position.PartialLines == 0 ? 0
                : known.Contains(shardId) ? await ReadTailAsync(records, lines, position, reached, cancellationToken)
                : MissTail(position, reached);
            _firstSecond = reached.IsNone && horizon is { } oldest ? Math.Max(_firstSecond, NextWindow(oldest)) : _firstSecond;
            _shards.Add(new AuditedShard(shardId, position.LastSequenceNumber.ToString(), objects, read));
        }
    }

    private void NoteFaults(ArchiveChain chain)
    {
        _faults.AddRange(chain.Faults);
        if (!chain.Start.IsNone)
        {
            _faults.Add($"{chain.ShardId}: the archive begins behind record {chain.Start}; what was before is not in it (give --from a time after it)");
        }
    }

    // A shard that the stream has forgotten, and that the archive holds no object of as far as it is counted.
    private long MissTail(ShardPosition position, SequenceNumber reached)
    {
        _faults.Add($"{position.Shard.ShardId}: the records behind {(reached.IsNone ? "its beginning" : reached)} up to {position.LastSequenceNumber} are neither in the archive nor in the stream");
        return 0;
    }

    private static async Task<long> ReadTailAsync(IShardRecords records, AuditedLines lines, ShardPosition position, SequenceNumber reached, CancellationToken cancellationToken)
    {
        long read = 0;
        await records.ReadAsync(position.Shard.ShardId, reached.ToString(), record => Take(record), cancellationToken);
        return read;

        bool Take(Record record)
        {
            byte[] number = Encoding.ASCII.GetBytes(record.SequenceNumber);
            bool isWhole = position.LastSequenceNumber.CompareDigits(number) <= 0;
            bool isPart = position.PartialLines > 0 && position.PartialSequenceNumber.CompareDigits(number) == 0;
            if (isWhole || isPart)
            {
                read++;
                long arrivalMs = new DateTimeOffset((record.ApproximateArrivalTimestamp ?? DateTime.UnixEpoch).ToUniversalTime()).ToUnixTimeMilliseconds();
                lines.Add(record.Data.ToArray(), arrivalMs, isPart ? position.PartialLines : long.MaxValue);
            }

            return isWhole;
        }
    }

    private static long NextWindow(long second) => second - (second % WindowSeconds) + WindowSeconds;

    private (long, long) Period()
    {
        long from = Math.Max(request.FromSeconds ?? 0, _firstSecond);
        return (from - (from % WindowSeconds), request.ToSeconds is { } to ? to - (to % WindowSeconds) : long.MaxValue / 2);
    }

    private async Task AddRowsAsync(DuckDBConnection connection, LiveLedgers live, string stream, (long From, long To) period, CancellationToken cancellationToken)
    {
        SqlRun.Execute(connection, "create table rows (window_start bigint, dimension varchar, value varchar, requests bigint, bytes bigint, latency_count bigint, latency_sum_us bigint)");
        using DuckDBAppender appender = connection.CreateAppender("rows");
        var reader = new WindowReader(store, live: live);
        await foreach (WindowRow row in reader.StreamAsync(DimensionNames.All.ToArray(), new WindowRange(WindowSeconds, period.From, period.To), cancellationToken))
        {
            if (row.Ledger.Stream == stream)
            {
                appender.CreateRow()
                    .AppendValue(row.Window.StartSeconds).AppendValue(row.Dimension.Name()).AppendValue(row.Value)
                    .AppendValue(row.Cell.Requests).AppendValue(row.Cell.Bytes).AppendValue(row.Cell.LatencyCount).AppendValue(row.Cell.LatencySumUs)
                    .EndRow();
            }
        }
    }

    private async Task<AuditResult> CompareAsync(DuckDBConnection connection, (long From, long To) period, CancellationToken cancellationToken)
    {
        using Stream resource = typeof(AuditRun).Assembly.GetManifestResourceStream("jobs.audit.sql")!;
        using var text = new StreamReader(resource);
        List<AuditDifference> differences = await QueryAsync(
            connection,
            await text.ReadToEndAsync(cancellationToken),
            row => new AuditDifference(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetString(5)),
            cancellationToken);
        (long lines, long accepted, long rejected) = (await QueryAsync(
            connection,
            "select count(*), count(*) filter (where verdict = 'accepted'), count(*) filter (where startswith(verdict, 'rejected:')) from lines",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            cancellationToken))[0];
        long windows = (await QueryAsync(connection, "select count(distinct window_start) from rows", row => row.GetInt64(0), cancellationToken))[0];
        if (accepted + rejected != lines)
        {
            _faults.Add($"of {lines} lines {accepted} are accepted and {rejected} rejected: the reader lost some");
        }

        return new AuditResult
        {
            Lines = lines,
            Accepted = accepted,
            Rejected = rejected,
            Windows = windows,
            Period = period,
            Shards = _shards,
            Faults = _faults,
            Differences = differences,
        };
    }

    private static async Task<List<T>> QueryAsync<T>(DuckDBConnection connection, string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<T> results = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            results.Add(read(reader));
        }

        return results;
    }
}
