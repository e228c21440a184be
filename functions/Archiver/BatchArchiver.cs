using LogFunctions.Core.Archive;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Payloads;
using LogFunctions.Hosting.Kinesis;

namespace LogFunctions.Archiver;

/// <summary>
/// Writes the lines of a stream into an archive, every line exactly once: an object holds what lies behind a shard's position, its name says so, and then
/// the position moves behind it by a conditional write. Whatever fails in between, the next attempt starts from the position: it puts the same object again,
/// which is no change, or another that begins at the same record, and the position only ever moves behind one of them. The other stands beside the chain
/// (<see cref="ArchiveChain"/>). Keeps nothing from batch to batch. Not thread-safe: one call at a time.
/// </summary>
public sealed class BatchArchiver
{
    /// <summary>How often a batch is tried anew when other instances move the same position; then it fails, and Lambda tries again later.</summary>
    private const int MaxConflicts = 5;

    private readonly IArchivePositions _positions;
    private readonly IArchiveObjects _objects;
    private readonly ArchiverOptions _options;
    private readonly TimeProvider _time;
    private readonly IArchiveMetrics _metrics;
    private readonly Log _log;
    private readonly KinesisEventReader _reader = new();
    private readonly PayloadReader _payloads;
    private readonly ArchiveObject _object = new();

    /// <param name="positions">How far each shard is archived.</param>
    /// <param name="objects">Where objects are put.</param>
    /// <param name="options">Settings.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Where the figures of each batch go.</param>
    /// <param name="log">Where surprises are told; null = nowhere.</param>
    public BatchArchiver(
        IArchivePositions positions, IArchiveObjects objects, ArchiverOptions options, TimeProvider time, IArchiveMetrics metrics, Log? log = null)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(metrics);
        _positions = positions;
        _objects = objects;
        _options = options;
        _time = time;
        _metrics = metrics;
        _log = log ?? Log.None;
        _payloads = new PayloadReader(options.Payload);
    }

    /// <summary>
    /// Takes one Kinesis event. When the task succeeds every line of it is archived. When it fails, any prefix may be; the event, or any part of it, is to be
    /// delivered again.
    /// </summary>
    /// <exception cref="InvalidEventException">Not a Kinesis event.</exception>
    /// <exception cref="ArchiveConflictException">Other instances kept moving the same position.</exception>
    /// <exception cref="OperationCanceledException">The deadline came.</exception>
    public async Task<ArchiveResult> ArchiveAsync(ReadOnlyMemory<byte> kinesisEventJson, CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        var result = new ArchiveResult();
        try
        {
            _reader.Start(kinesisEventJson);
            while (!_reader.AtEnd)
            {
                result = await ArchiveShardAsync(result, cancellationToken);
            }
        }
        finally
        {
            result = result with { BatchMs = _time.GetElapsedTime(started).TotalMilliseconds };
            _metrics.Write(result);
        }

        return result;
    }

    // The records of one shard that follow each other: in Lambda's events that is the whole event.
    private async Task<ArchiveResult> ArchiveShardAsync(ArchiveResult result, CancellationToken cancellationToken)
    {
        EventShard shard = _reader.Shard;
        RecordMark committed = _reader.Mark();
        SequenceNumber position = await _positions.ReadAsync(shard, cancellationToken);
        for (int conflicts = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Filling filling = Fill(position);
            if (filling.NewRecords == 0)
            {
                return Add(result, filling, archivedBytes: 0);
            }

            ReadOnlyMemory<byte> gzip = _object.Close();
            string key = ArchiveObjectName.Of(shard.ShardId, position, filling.First, filling.Last, filling.FirstArrivalMs).ToString();
            await _objects.PutAsync(key, gzip, cancellationToken);
            if (await _positions.TryMoveAsync(shard, new ArchiveMove(position, filling.Last, _object.Lines, _object.TextBytes), cancellationToken))
            {
                result = Add(result, filling, gzip.Length);
                if (!filling.HasMore)
                {
                    return result;
                }

                position = filling.Last;
                committed = _reader.Mark();
                continue;
            }

            _log.PositionMoved(shard, ++conflicts, key);
            if (conflicts > MaxConflicts)
            {
                throw new ArchiveConflictException(
                    $"The archive's position of {shard} was moved by other instances {conflicts} times during this batch. Is the event source's ParallelizationFactor 1?");
            }

            _reader.Seek(committed);
            position = await _positions.ReadAsync(shard, cancellationToken);
        }
    }

    // The synchronous heart: record by record into the object, until the shard's run ends or the object is full.
    private Filling Fill(SequenceNumber position)
    {
        _object.Clear();
        var filling = new Filling();
        ReadOnlySpan<byte> last = [];
        int shardRun = _reader.ShardRun;
        for (; !_reader.AtEnd && _reader.ShardRun == shardRun; _reader.MoveNext())
        {
            ReadOnlySpan<byte> number = _reader.SequenceNumber;
            if (position.CompareDigits(number) <= 0)
            {
                filling.Duplicates++;
                filling.LastArrivalMs = _reader.ArrivalMs;
                continue;
            }

            if (filling.NewRecords > 0 && _object.TextBytes >= _options.ObjectLimitBytes)
            {
                filling.HasMore = true;
                break;
            }

            if (filling.NewRecords == 0)
            {
                filling.First = SequenceNumber.Parse(number);
                filling.FirstArrivalMs = _reader.ArrivalMs;
            }

            var sink = new ArchiveSink(_object, _reader.ArrivalMs);
            _payloads.Read(_reader.DecodeData(), _reader.ArrivalMs, ref sink);
            filling.NewRecords++;
            filling.LastArrivalMs = _reader.ArrivalMs;
            last = number;
        }

        filling.Last = SequenceNumber.Parse(last);
        return filling;
    }

    private ArchiveResult Add(ArchiveResult result, in Filling filling, long archivedBytes) => result with
    {
        Records = result.Records + filling.NewRecords + filling.Duplicates,
        RecordsDuplicate = result.RecordsDuplicate + filling.Duplicates,
        LinesArchived = result.LinesArchived + (filling.NewRecords > 0 ? _object.Lines : 0),
        BytesArchived = result.BytesArchived + archivedBytes,
        Objects = result.Objects + (filling.NewRecords > 0 ? 1 : 0),
        IteratorAgeMs = Math.Max(0, _time.GetUtcNow().ToUnixTimeMilliseconds() - filling.LastArrivalMs),
    };

    // What one pass over the event put into an object.
    private struct Filling
    {
        public long NewRecords;
        public long Duplicates;
        public SequenceNumber First;
        public SequenceNumber Last;
        public long FirstArrivalMs;
        public long LastArrivalMs;
        public bool HasMore;
    }
}
