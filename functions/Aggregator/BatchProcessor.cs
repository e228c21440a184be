using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Hosting.Kinesis;
using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>
/// Takes batches of a stream into ledgers and ledgers into rows, so that every line counts exactly once (docs/data.md). All state that
/// matters is in the store; what is kept in memory is a cache that any failure throws away. Not thread-safe: one call at a time.
/// Awaits nothing but the store and the reject sink.
/// </summary>
public sealed class BatchProcessor
{
    /// <summary>How often a batch is tried anew when other instances write the same ledger; then it fails, and Lambda tries again later.</summary>
    private const int MaxConflicts = 5;

    private readonly IWindowStore _store;
    private readonly AggregatorOptions _options;
    private readonly TimeProvider _time;
    private readonly IBatchMetrics _metrics;
    private readonly IRejectSink? _rejectSink;
    private readonly IWindowMetrics? _windowMetrics;
    private readonly Log _log;
    private readonly KinesisEventReader _reader = new();
    private readonly PayloadReader _payloads;
    private readonly RejectCollector _rejects;
    private readonly LineCounter _counter;
    private readonly LedgerContext _context;
    private readonly LedgerWriter _writer;
    private readonly LedgerCache _cache = new();

    /// <param name="store">The tables.</param>
    /// <param name="options">Settings.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Where the figures of each batch go.</param>
    /// <param name="rejects">Where rejected lines are kept; null = they are counted only.</param>
    /// <param name="random">For the seed of the hash tables; influences no result.</param>
    /// <param name="log">Where surprises are told; null = nowhere.</param>
    /// <param name="windowMetrics">Where the figures of published windows go; null = nowhere.</param>
    public BatchProcessor(
        IWindowStore store, AggregatorOptions options, TimeProvider time, IBatchMetrics metrics, IRejectSink? rejects, Random random, Log? log = null, IWindowMetrics? windowMetrics = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(random);
        _store = store;
        _options = options;
        _time = time;
        _metrics = metrics;
        _rejectSink = rejects;
        _windowMetrics = windowMetrics;
        _log = log ?? Log.None;
        _payloads = new PayloadReader(options.Payload);
        _rejects = new RejectCollector(rejects is not null, _log, time);
        _counter = new LineCounter(new LineParser(options.Parser), _rejects);
        var templater = new EndpointTemplater(options.Endpoints);
        _context = new LedgerContext(options.Ledger, templater.Write, (ulong)random.NextInt64(), templater.IdsAreAlike);
        _writer = new LedgerWriter(store, time, _log, _context, windowMetrics);
    }

    /// <summary>
    /// Takes one Kinesis event. When the task succeeds every line of it is counted. When it fails, any prefix may be; the event, or any
    /// part of it, is to be delivered again.
    /// </summary>
    /// <exception cref="InvalidEventException">Not a Kinesis event.</exception>
    /// <exception cref="StoreUnavailableException">The tables did not answer in time.</exception>
    /// <exception cref="UnreadableLedgerException">A person is needed: the stored ledger is damaged or of a newer version.</exception>
    /// <exception cref="LedgerConflictException">Other instances kept writing the same ledger.</exception>
    /// <exception cref="OperationCanceledException">The deadline came.</exception>
    public async Task<BatchResult> ProcessAsync(ReadOnlyMemory<byte> kinesisEventJson, CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        long saturatedBefore = _context.SaturatedCells;
        var tally = new BatchTally();
        try
        {
            _reader.Start(kinesisEventJson);
            while (!_reader.AtEnd)
            {
                await ProcessShardAsync(tally, cancellationToken);
            }
        }
        finally
        {
            tally.CellsSaturated = _context.SaturatedCells - saturatedBefore;
            tally.BatchMs = _time.GetElapsedTime(started).TotalMilliseconds;
            _metrics.Write(tally.ToResult());
            await SendWindowMetricsAsync(cancellationToken);
        }

        return tally.ToResult();
    }

    /// <summary>
    /// Freezes and publishes the windows of shards that went quiet or were closed by a reshard.
    /// </summary>
    /// <param name="drain">True freezes and publishes everything of every shard now.</param>
    /// <param name="cancellationToken">Ends at the invocation's deadline.</param>
    public async Task<SweepResult> SweepAsync(bool drain, CancellationToken cancellationToken)
    {
        try
        {
            return await new Sweeper(_store, _options, _time, _log, _context, Forget, _windowMetrics).SweepAsync(drain, cancellationToken);
        }
        finally
        {
            await SendWindowMetricsAsync(cancellationToken);
        }
    }

    private Task SendWindowMetricsAsync(CancellationToken cancellationToken) => _windowMetrics?.SendAsync(cancellationToken) ?? Task.CompletedTask;

    private void Forget(ShardKey shard)
    {
        if (_cache.Find(shard) is { } cached)
        {
            _cache.Drop(cached);
        }
    }

    // The records of one shard that follow each other: in Lambda's events that is the whole event.
    private async Task ProcessShardAsync(BatchTally tally, CancellationToken cancellationToken)
    {
        var run = new ShardRun(new ShardKey(_reader.Shard.Stream, _reader.Shard.ShardId)) { Committed = _reader.Mark() };
        for (int conflicts = 0; ;)
        {
            CachedLedger ledger = await LoadAsync(run.Shard, cancellationToken);
            RunOutcome outcome;
            try
            {
                outcome = await TakeRecordsAsync(run, ledger, tally, cancellationToken);
            }
            catch
            {
                // In memory there may be lines that are not stored, and a write may have happened or not: only the store knows.
                _cache.Drop(ledger);
                throw;
            }

            if (outcome == RunOutcome.Done)
            {
                return;
            }

            _cache.Drop(ledger);
            _reader.Seek(run.Committed);
            if (outcome == RunOutcome.Conflict)
            {
                _cache.NoteStale();
                conflicts++;
                ThrowIfTooMany(conflicts, run.Shard);
            }
        }
    }

    private void ThrowIfTooMany(int conflicts, ShardKey shard)
    {
        if (conflicts > MaxConflicts)
        {
            throw new LedgerConflictException(
                $"The ledger of {shard} was written by other instances {conflicts} times during this batch. Is the event source's ParallelizationFactor 1?");
        }

        _log.LedgerConflict(shard, conflicts);
    }

    private async Task<CachedLedger> LoadAsync(ShardKey shard, CancellationToken cancellationToken)
    {
        CachedLedger? cached = _cache.Find(shard);
        if (cached is not null && _cache.IsTrusted)
        {
            return cached;
        }

        LedgerItem? item = await _store.ReadLedgerAsync(shard, cancellationToken);
        if (cached is not null)
        {
            if (cached.Version == (item?.Version ?? 0))
            {
                _cache.NoteFresh();
                return cached;
            }

            _cache.Drop(cached);
            _cache.NoteStale();
        }

        CachedLedger loaded = item is null ? new CachedLedger(shard, new ShardLedger(_context), version: 0) : CachedLedger.Read(shard, item, _context);
        _cache.Add(loaded);
        return loaded;
    }

    // Takes records until the shard's run ends, in as many ledger writes as it needs: one, as a rule.
    private async Task<RunOutcome> TakeRecordsAsync(ShardRun run, CachedLedger cached, BatchTally tally, CancellationToken cancellationToken)
    {
        while (true)
        {
            // What is frozen must be in rows before more is frozen: a table that refuses rows holds up the stream, not the ledger.
            tally.SegmentsPublished += await _writer.SettleAsync(cached, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            Attempt attempt = TakeLines(run, cached);
            if (attempt.NewRecords == 0)
            {
                tally.AddDuplicates(attempt);
                return RunOutcome.Done;
            }

            ReadOnlyMemory<byte> blob = Freeze(cached.Ledger, attempt.HasMore);
            if (blob.Length > _options.Ledger.HardLimitBytes && attempt.Lines > 1)
            {
                run.MaxLines = attempt.Lines / 2;
                return RunOutcome.TooLarge;
            }

            if (!_rejects.IsEmpty)
            {
                await _rejects.WriteToAsync(_rejectSink!, cancellationToken);
            }

            if (!await _writer.TryWriteAsync(cached, blob, cancellationToken))
            {
                return RunOutcome.Conflict;
            }

            run.Committed = _reader.Mark();
            run.Before = cached.Ledger.LastSequenceNumber;
            tally.AddCommitted(attempt, _counter.RejectedByReason, blob.Length);
            await TryPublishAsync(cached, tally, cancellationToken);
            if (!attempt.HasMore)
            {
                return RunOutcome.Done;
            }
        }
    }

    private ReadOnlyMemory<byte> Freeze(ShardLedger ledger, bool isFull)
    {
        long nowMs = _writer.NowMs;
        ledger.FreezePassed(nowMs);
        ReadOnlyMemory<byte> blob = ledger.Encode();
        if (isFull || ledger.IsNearLimit)
        {
            ledger.FreezeLargest(nowMs);
            blob = ledger.Encode();
        }

        return blob;
    }

    // The lines are safe in the ledger: rows that cannot be written now are written before the next batch, or by the sweep.
    private async Task TryPublishAsync(CachedLedger cached, BatchTally tally, CancellationToken cancellationToken)
    {
        try
        {
            tally.SegmentsPublished += await _writer.SettleAsync(cached, cancellationToken);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException or LedgerConflictException)
        {
            _log.PublishPostponed(cached.Shard, cached.Ledger.Outbox.Count, exception);
        }
    }

    // The synchronous heart: record by record into the ledger in memory, until the shard's run ends or the ledger is full.
    private Attempt TakeLines(ShardRun run, CachedLedger cached)
    {
        ShardLedger ledger = cached.Ledger;
        ShardKey shard = cached.Shard;
        long lateBefore = ledger.LateLines;
        long foldedBefore = _context.FoldedLines;
        _rejects.Clear();
        _counter.BeginAttempt(ledger, shard, run.MaxLines);
        long records = 0;
        long duplicates = 0;
        long newRecords = 0;
        bool hasMore = false;
        ReadOnlySpan<byte> last = ledger.LastSequenceNumber.Digits;
        ReadOnlySpan<byte> complete = [];
        ReadOnlySpan<byte> before = run.Before.Digits;
        int shardRun = _reader.ShardRun;
        for (; !_reader.AtEnd && _reader.ShardRun == shardRun; _reader.MoveNext())
        {
            ReadOnlySpan<byte> number = _reader.SequenceNumber;
            // What stands before a record that is partly counted was given up: it is passed, as it will be by the end of that record.
            if (SequenceNumber.Compare(number, last) <= 0 || (ledger.PartialLines > 0 && ledger.PartialSequenceNumber.CompareDigits(number) < 0))
            {
                records++;
                duplicates++;
                before = number;
                continue;
            }

            if (_counter.IsFull)
            {
                hasMore = true;
                break;
            }

            if (newRecords == 0)
            {
                ledger.GoOnWith(number, isNext: SequenceNumber.Compare(before, last) == 0 && !before.IsEmpty, _writer.NowMs);
            }

            TakeRecord(ledger, shard, isFirst: newRecords == 0);
            newRecords++;
            if (_counter.HasLeftLines)
            {
                hasMore = true;
                break;
            }

            records++;
            last = number;
            complete = number;
        }

        if (!complete.IsEmpty)
        {
            ledger.AdvanceTo(SequenceNumber.Parse(complete));
            _rejects.End(complete, _counter.LinesDone);
        }

        if (_counter.HasLeftLines)
        {
            ledger.AdvanceInto(SequenceNumber.Parse(_reader.SequenceNumber), _counter.LinesDone);
            _rejects.End(_reader.SequenceNumber, _counter.LinesDone);
        }

        ledger.Flush();
        return new Attempt(
            records, duplicates, newRecords, _counter.Accepted, _counter.Rejected, ledger.LateLines - lateBefore, _context.FoldedLines - foldedBefore, hasMore);
    }

    private void TakeRecord(ShardLedger ledger, ShardKey shard, bool isFirst)
    {
        ReadOnlySpan<byte> number = _reader.SequenceNumber;
        long arrivalMs = _reader.ArrivalMs;
        bool isPartlyDone = ledger.PartialLines > 0 && ledger.PartialSequenceNumber.CompareDigits(number) == 0;
        long doneLines = isPartlyDone ? ledger.PartialLines : 0;
        if (isFirst)
        {
            _rejects.Begin(shard, number, doneLines, arrivalMs);
        }

        _counter.BeginRecord(number, doneLines);
        ledger.ObserveArrival(arrivalMs);
        var sink = new LineSink(_counter, arrivalMs);
        ReadOnlySpan<byte> payload = _reader.DecodeData();
        _payloads.Read(payload, arrivalMs, ref sink);

        // When its first part is stored, and only then: the position tells whoever goes on with it that it was.
        if (doneLines == 0 && (_counter.LinesDone > 0 || !_counter.HasLeftLines))
        {
            ledger.Heat.Add(arrivalMs, payload.Length);
        }
    }

    private enum RunOutcome
    {
        Done,
        Conflict,
        TooLarge,
    }

    // The records of one shard within an event, and how far they are stored.
    private sealed class ShardRun(ShardKey shard)
    {
        public ShardKey Shard { get; } = shard;

        public RecordMark Committed { get; set; }

        /// <summary>The record before, if it is of this event too and counted.</summary>
        public SequenceNumber Before { get; set; }

        public long MaxLines { get; set; } = long.MaxValue;
    }
}
