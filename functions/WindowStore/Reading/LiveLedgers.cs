using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>
/// All ledgers as of one moment per shard: what is counted and not yet in rows, and which rows were published by then. With the rows that
/// are read afterwards, consistently, it gives exactly the lines up to <see cref="Positions"/>. Immutable; may be kept for as long as its
/// age does not matter.
/// </summary>
public sealed class LiveLedgers
{
    private const int MaxReads = 8;

    private readonly Dictionary<ShardKey, State> _states = [];
    private readonly IWindowStore _store;
    private readonly Dictionary<ShardKey, bool> _born = [];
    private readonly Dictionary<(int WindowSeconds, Dimension Dimension), ILookup<string, WindowRow>> _rows = [];

    private LiveLedgers(IWindowStore store) => _store = store;

    /// <summary>How far each shard is counted.</summary>
    public IReadOnlyList<ShardPosition> Positions =>
    [
        .. _states.Values.Where(state => state.Shard is not null).Select(state => state.Position!)
            .OrderBy(position => position.Shard.ToString(), StringComparer.Ordinal),
    ];

    /// <summary>Reads all ledgers: one read unit per 4 KB of them.</summary>
    /// <exception cref="CorruptRowException">One can't be read.</exception>
    /// <exception cref="StoreUnavailableException">The table did not answer, or a shard changed again and again meanwhile.</exception>
    public static async Task<LiveLedgers> ReadAsync(IWindowStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var live = new LiveLedgers(store);
        await foreach ((ShardKey key, LedgerItem item) in store.ReadLedgersAsync(cancellationToken))
        {
            live._states[key] = State.Of(key, item);
        }

        foreach (ShardKey shard in live._states.Keys.Where(key => !key.IsRollup).ToArray())
        {
            await live.SettleAsync(shard, cancellationToken);
        }

        return live;
    }

    /// <summary>
    /// Windows of a size that still take lines, in order; larger ones too that have not taken yet what a shard has frozen.
    /// </summary>
    public IReadOnlyList<WindowKey> OpenWindows(int windowSeconds) =>
    [
        .. Parts(windowSeconds).Where(part => part.Segment.Number == 0 || part.Segment.Window.WindowSeconds != windowSeconds)
            .Select(part => part.Window).Distinct().OrderBy(window => window.StartSeconds),
    ];

    /// <summary>
    /// Whether the same rows of a size belong to these ledgers and to others: nothing of it was frozen or published in between.
    /// </summary>
    internal bool HasSameRows(int windowSeconds, LiveLedgers other)
    {
        // Ledgers of larger windows have rows of their size only.
        static bool HasRows(ShardKey key, int windowSeconds) => !key.IsRollup || key.WindowSeconds == windowSeconds;
        return _states.Keys.Count(key => HasRows(key, windowSeconds)) == other._states.Keys.Count(key => HasRows(key, windowSeconds))
            && _states.Where(pair => HasRows(pair.Key, windowSeconds)).All(pair => other._states.TryGetValue(pair.Key, out State? state)
                && state.LastNumber == pair.Value.LastNumber
                && state.OutboxNumbers.SetEquals(pair.Value.OutboxNumbers));
    }

    /// <summary>What is counted and not yet in rows, as rows.</summary>
    internal IEnumerable<WindowRow> Rows(RowQuery query)
    {
        ILookup<string, WindowRow> rows = RowsOf(query.WindowSeconds, query.Dimension);
        return rows[TableSchema.StoredValue(query.Value)].Where(
            row => row.Window.StartSeconds >= query.FromSeconds && row.Window.StartSeconds < query.ToSeconds);
    }

    /// <summary>The same of every value of a dimension.</summary>
    internal IEnumerable<WindowRow> Rows(Dimension dimension, WindowRange range) =>
        RowsOf(range.WindowSeconds, dimension).SelectMany(rows => rows).Where(row => range.Contains(row.Window));

    /// <summary>Whether a row belongs to what these ledgers say: it was frozen by then, and is not counted from an outbox.</summary>
    internal async ValueTask<bool> IncludesAsync(WindowRow row, CancellationToken cancellationToken)
    {
        if (_states.TryGetValue(row.Ledger, out State? state))
        {
            return row.Segment <= state.LastNumber && !state.OutboxNumbers.Contains(row.Segment);
        }

        // Of a ledger that was born meanwhile, or of one that somebody deleted: those rows are all there is of it.
        bool isBorn;
        lock (_born)
        {
            if (_born.TryGetValue(row.Ledger, out isBorn))
            {
                return !isBorn;
            }
        }

        isBorn = await _store.ReadLedgerAsync(row.Ledger, cancellationToken) is not null;
        lock (_born)
        {
            _born[row.Ledger] = isBorn;
        }

        return !isBorn;
    }

    // Until the shard and its larger windows fit together: what has left the shard's outbox must be in them, and nothing that was frozen
    // later.
    private async Task SettleAsync(ShardKey shard, CancellationToken cancellationToken)
    {
        for (int reads = 0; reads < MaxReads; reads++)
        {
            // Read after the shard they have taken all that it dropped; what they lack then was dropped before their size was configured.
            State own = _states[shard];
            foreach (int windowSeconds in own.Sizes.Where(size => LastTaken(shard, size) < own.Shard!.LastDropped))
            {
                await ReadAgainAsync(shard with { WindowSeconds = windowSeconds }, cancellationToken);
            }

            if (own.Sizes.All(size => LastTaken(shard, size) <= own.Shard!.LastNumber))
            {
                return;
            }

            await ReadAgainAsync(shard, cancellationToken);
        }

        throw new StoreUnavailableException($"The ledgers of {shard} changed {MaxReads} times while they were read.");
    }

    // By value; made once, for a question asks for thousands of values.
    private ILookup<string, WindowRow> RowsOf(int windowSeconds, Dimension dimension)
    {
        lock (_rows)
        {
            if (!_rows.TryGetValue((windowSeconds, dimension), out ILookup<string, WindowRow>? rows))
            {
                rows = Parts(windowSeconds)
                    .SelectMany(part => part.Segment.Cells.Where(cell => cell.Dimension == dimension)
                        .Select(cell => RowOf(part.Ledger, part.Window, part.Segment, cell)))
                    .ToLookup(row => row.Value, StringComparer.Ordinal);
                _rows.Add((windowSeconds, dimension), rows);
            }

            return rows;
        }
    }

    private static WindowRow RowOf(ShardKey ledger, WindowKey window, Segment segment, WindowCell cell) => new()
    {
        Window = window,
        Dimension = cell.Dimension,
        Value = TableSchema.StoredValue(cell.Value),
        Ledger = ledger,
        Segment = segment.Number,
        Cell = cell.Cell,
        ExpiresAtSeconds = WindowRow.NeverStored,
    };

    private long LastTaken(ShardKey shard, int windowSeconds) =>
        _states.TryGetValue(shard with { WindowSeconds = windowSeconds }, out State? state) ? state.Rollup!.LastTaken : 0;

    private async Task ReadAgainAsync(ShardKey key, CancellationToken cancellationToken)
    {
        if (await _store.ReadLedgerAsync(key, cancellationToken) is { } item)
        {
            _states[key] = State.Of(key, item);
        }
    }

    private IEnumerable<(ShardKey Ledger, WindowKey Window, Segment Segment)> Parts(int windowSeconds)
    {
        foreach ((ShardKey key, State state) in _states)
        {
            bool isFed = !key.IsRollup && state.Sizes.Contains(windowSeconds);
            long lastTaken = isFed ? LastTaken(key, windowSeconds) : 0;
            foreach (Segment part in state.Parts)
            {
                if (part.Window.WindowSeconds == windowSeconds)
                {
                    yield return (key, part.Window, part);
                }
                else if (isFed && RollupLedger.Feeds(part, windowSeconds) && (part.Number == 0 || part.Number > lastTaken))
                {
                    yield return (key, WindowKey.Containing(windowSeconds, part.Window.StartSeconds * 1000), part);
                }
            }
        }
    }

    // A ledger, decoded.
    private sealed class State
    {
        private static readonly LedgerOptions s_options = new();

        public ShardLedger? Shard { get; private init; }

        public RollupLedger? Rollup { get; private init; }

        public ShardPosition? Position { get; private init; }

        public required long LastNumber { get; init; }

        public required HashSet<long> OutboxNumbers { get; init; }

        // Open windows, which have no number, and the outbox.
        public required IReadOnlyList<Segment> Parts { get; init; }

        public required IReadOnlyList<int> Sizes { get; init; }

        public static State Of(ShardKey key, LedgerItem item)
        {
            try
            {
                var context = new LedgerContext(
                    s_options, static (_, _, _) => throw new NotSupportedException("a reader counts no lines"), hashSeed: 0);
                return key.IsRollup
                    ? Of(RollupLedger.Decode(item.Blob.Span, context))
                    : Of(key, ShardLedger.Decode(item.Blob.Span, context));
            }
            catch (FormatException exception)
            {
                throw new CorruptRowException(
                    $"The ledger of {key} (version {item.Version}) can't be read: {exception.Message}", exception);
            }
        }

        private static State Of(RollupLedger ledger) => new()
        {
            Rollup = ledger,
            LastNumber = ledger.LastNumber,
            OutboxNumbers = ledger.Outbox.Select(segment => segment.Number).ToHashSet(),
            Parts = [.. ledger.OpenParts(), .. ledger.Outbox],
            Sizes = [],
        };

        private static State Of(ShardKey key, ShardLedger ledger) => new()
        {
            Shard = ledger,
            Position = new ShardPosition(key, ledger.Position),
            LastNumber = ledger.LastNumber,
            OutboxNumbers = ledger.Outbox.Select(segment => segment.Number).ToHashSet(),
            Parts = [.. ledger.OpenParts(), .. ledger.Outbox],
            Sizes = [.. ledger.StoredSizes],
        };
    }
}
