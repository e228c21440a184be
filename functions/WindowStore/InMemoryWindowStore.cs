using System.Runtime.CompilerServices;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>
/// The tables as dictionaries: for tests, simulation and benchmarks. Same laws as <see cref="DynamoWindowStore"/>, nothing
/// is lost or late here. Every call completes synchronously.
/// </summary>
public sealed class InMemoryWindowStore(WindowStoreOptions? options = null, TimeProvider? time = null) : IWindowStore
{
    private readonly WindowStoreOptions _options = options ?? new WindowStoreOptions();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Dictionary<ShardKey, StoredLedger> _ledgers = [];
    private readonly Dictionary<Partition, SortedDictionary<SortKey, WindowRow>> _rows = [];

    /// <summary>
    /// Rows that were put again with other content. A frozen segment never changes, so any number but 0 is a bug of the writer.
    /// </summary>
    public long ChangedRows { get; private set; }

    /// <summary>All rows, expired ones too, in no particular order; a copy of the moment.</summary>
    public IReadOnlyList<WindowRow> SnapshotRows()
    {
        lock (_lock)
        {
            return [.. _rows.Values.SelectMany(rows => rows.Values)];
        }
    }

    /// <inheritdoc/>
    public Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_ledgers.GetValueOrDefault(shard)?.Read());
        }
    }

    /// <inheritdoc/>
    public Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken)
    {
        LedgerRules.Check(shard, item, expectedVersion);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _ledgers.TryGetValue(shard, out StoredLedger? stored);
            if ((stored?.Head.Version ?? 0) != expectedVersion)
            {
                return Task.FromResult(false);
            }

            if (stored is null)
            {
                _ledgers.Add(shard, stored = new StoredLedger());
            }

            stored.Write(item);
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerHead> ListLedgersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        (ShardKey, LedgerItem)[] ledgers;
        lock (_lock)
        {
            ledgers = [.. _ledgers.Select(pair => (pair.Key, pair.Value.Head))];
        }

        foreach ((ShardKey shard, LedgerItem item) in ledgers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new LedgerHead
            {
                Shard = shard,
                Version = item.Version,
                UpdatedAtMs = item.UpdatedAtMs,
                HasOpenWindows = item.HasOpenWindows,
                HasOutbox = item.HasOutbox,
            };
        }
    }

    /// <inheritdoc/>
    public Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segment);
        if (cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException(
                $"Publishing segment {segment.Number} ({segment.Window}) of {shard}: "
                + $"{segment.Cells.Count} of {segment.Cells.Count} rows left: cancelled.",
                new OperationCanceledException(cancellationToken));
        }

        long expiresAtSeconds = _options.ExpiresAtSeconds(segment.Window, segment.FrozenAtSeconds);
        lock (_lock)
        {
            foreach (WindowCell cell in segment.Cells)
            {
                Put(segment, new WindowRow
                {
                    Window = segment.Window,
                    Dimension = cell.Dimension,
                    Value = TableSchema.StoredValue(cell.Value),
                    Ledger = shard,
                    Segment = segment.Number,
                    Cell = cell.Cell,
                    ExpiresAtSeconds = expiresAtSeconds,
                });
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await Task.CompletedTask;
        foreach (WindowRow row in Find(query))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<(ShardKey Key, LedgerItem Item)> ReadLedgersAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        (ShardKey, LedgerItem)[] ledgers;
        lock (_lock)
        {
            ledgers = [.. _ledgers.Select(pair => (pair.Key, pair.Value.Read()))];
        }

        foreach ((ShardKey, LedgerItem) ledger in ledgers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return ledger;
        }
    }

    /// <summary>Here every value that has rows in the range is listed.</summary>
    public async IAsyncEnumerable<ListedValue> ListValuesAsync(
        Dimension dimension, WindowRange range, bool isConsistent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (ListedValue value in FindValues(dimension, range))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return value;
        }
    }

    private void Put(Segment segment, WindowRow row)
    {
        var partition = new Partition(row.Window.WindowSeconds, row.Dimension, row.Value);
        if (!_rows.TryGetValue(partition, out SortedDictionary<SortKey, WindowRow>? rows))
        {
            _rows.Add(partition, rows = []);
        }

        var key = new SortKey(row.Window.StartSeconds, TableSchema.RowSort(row.Window, row.Ledger, segment.Number));
        if (rows.TryGetValue(key, out WindowRow? before)
            && (before.ExpiresAtSeconds != row.ExpiresAtSeconds || !CellRules.AreEqual(before.Cell, row.Cell)))
        {
            ChangedRows++;
        }

        rows[key] = row;
    }

    private WindowRow[] Find(RowQuery query)
    {
        long nowSeconds = _time.GetUtcNow().ToUnixTimeSeconds();
        var partition = new Partition(query.WindowSeconds, query.Dimension, TableSchema.StoredValue(query.Value));
        lock (_lock)
        {
            return !_rows.TryGetValue(partition, out SortedDictionary<SortKey, WindowRow>? rows)
                ? []
                : [.. rows.Values.Where(row => row.ExpiresAtSeconds > nowSeconds
                    && row.Window.StartSeconds >= query.FromSeconds && row.Window.StartSeconds < query.ToSeconds)];
        }
    }

    private ListedValue[] FindValues(Dimension dimension, WindowRange range)
    {
        long nowSeconds = _time.GetUtcNow().ToUnixTimeSeconds();
        List<ListedValue> values = [];
        lock (_lock)
        {
            foreach ((Partition partition, SortedDictionary<SortKey, WindowRow> rows) in _rows)
            {
                if (partition.Dimension == dimension && partition.WindowSeconds == range.WindowSeconds)
                {
                    WindowRow[] inRange = [.. rows.Values.Where(row => row.ExpiresAtSeconds > nowSeconds && range.Contains(row.Window))];
                    if (inRange.Length > 0)
                    {
                        values.Add(new ListedValue(partition.Value, inRange.Sum(row => row.Cell.Requests)));
                    }
                }
            }
        }

        return [.. values.OrderBy(value => value.Value, Utf8Order.Instance)];
    }

    /// <summary>
    /// A ledger whose blob lies in memory of its own, reused from write to write as the writer reuses his: a benchmark over
    /// this store shall measure the writer's garbage, not the store's.
    /// </summary>
    private sealed class StoredLedger
    {
        private byte[] _blob = [];
        private int _blobBytes;

        public LedgerItem Head { get; private set; } = null!;

        public void Write(LedgerItem item)
        {
            if (_blob.Length < item.Blob.Length)
            {
                _blob = new byte[item.Blob.Length * 3 / 2];
            }

            item.Blob.CopyTo(_blob);
            _blobBytes = item.Blob.Length;
            Head = item with { Blob = default, Heat = item.Heat.ToArray() };
        }

        public LedgerItem Read() => Head with { Blob = _blob.AsSpan(0, _blobBytes).ToArray() };
    }

    private readonly record struct Partition(int WindowSeconds, Dimension Dimension, string Value);

    private readonly record struct SortKey(long StartSeconds, string Text) : IComparable<SortKey>
    {
        public int CompareTo(SortKey other)
        {
            int order = StartSeconds.CompareTo(other.StartSeconds);
            return order != 0 ? order : string.CompareOrdinal(Text, other.Text);
        }
    }
}
