using System.Text;

namespace LogFunctions.Core.Windows;

/// <summary>
/// A window that still takes lines: its cells as objects, as stored bytes, or both. The bytes are kept until a cell changes, so that
/// windows without news cost a copy per batch, not an encoding; the objects are made when they are first needed. Not thread-safe.
/// </summary>
internal sealed class OpenWindow
{
    private readonly CellPool _pool;
    private readonly LineKeys _keys;
    private readonly WindowTally _tally;
    private readonly CellTable _endpoints;
    private readonly CellTable _regions;
    private readonly CellTable _rejects;
    private readonly Cell?[] _statuses = new Cell?[StatusValues.Count];
    private readonly List<int> _statusOrder = [];
    private readonly BlobWriter _packed = new();
    private BlobWriter _encoded = new();
    private long _encoding; // number of what _encoded holds; 0 = not made here

    // The encoding before: what is copied of it need not be made again.
    private BlobWriter _previous = new();
    private long _previousEncoding;
    private bool _isEncoded;
    private bool _isResting;
    private bool _isPackingTried;
    private bool _hasCells;

    public OpenWindow(CellPool pool, LineKeys keys, WindowTally tally)
    {
        _pool = pool;
        _keys = keys;
        _tally = tally;
        _endpoints = new CellTable(pool);
        _regions = new CellTable(pool);
        _rejects = new CellTable(pool);
    }

    public WindowKey Key { get; private set; }

    public long StartMs { get; private set; }

    public long EndMs { get; private set; }

    /// <summary>
    /// Not 0 for a window that opened after its time had passed, or long before it: newest arrival time (milliseconds) from which on
    /// it is frozen.
    /// </summary>
    public long LingerUntilMs { get; set; }

    /// <summary>Whether the window was opened after the watermark had passed it: its lines are late.</summary>
    public bool IsLate { get; private set; }

    /// <summary>Cells that exist as objects.</summary>
    public int CellCount => _endpoints.Count + _regions.Count + _rejects.Count + _statusOrder.Count;

    /// <summary>Bytes the cells take in a ledger.</summary>
    public int StoredLength => Encode().Length is var length && _packed.Length == 0 ? length : _packed.Length;

    /// <summary>Whether only rejects were counted, whose time is the arrival time.</summary>
    public bool HasOnlyRejects
    {
        get
        {
            MakeCells();
            return _statusOrder.Count == 0 && _endpoints.Count == 0 && _regions.Count == 0;
        }
    }

    public void Open(WindowKey key, long lingerUntilMs, bool isLate)
    {
        Key = key;
        StartMs = key.StartSeconds * 1000;
        EndMs = key.EndSeconds * 1000;
        LingerUntilMs = lingerUntilMs;
        IsLate = isLate;
        Change();
        _hasCells = true;
    }

    /// <summary>Opens with cells that are decoded when they are needed.</summary>
    public void Open(WindowKey key, long lingerUntilMs, bool isLate, ReadOnlySpan<byte> encodedCells, ReadOnlySpan<byte> packedCells)
    {
        Open(key, lingerUntilMs, isLate);
        _encoding = 0;
        _encoded.Clear();
        _encoded.WriteBytes(encodedCells);
        _packed.WriteBytes(packedCells);
        _isPackingTried = !packedCells.IsEmpty;
        _isEncoded = true;
        _hasCells = false;
    }

    /// <summary>Empties the window for its next use.</summary>
    public void Close()
    {
        _endpoints.Clear();
        _regions.Clear();
        _rejects.Clear();
        foreach (int status in _statusOrder)
        {
            _pool.Return(_statuses[status]!);
            _statuses[status] = null;
        }

        _statusOrder.Clear();
        _encoded.Clear();
        _encoding = 0;
        Change();
    }

    /// <summary>To be called before the first change since the last <see cref="Encode"/>.</summary>
    public void BeginChange()
    {
        MakeCells();
        Change();
    }

    /// <summary>Of the cells of endpoints (<see cref="CellTable.Epoch"/>).</summary>
    public long EndpointEpoch => _endpoints.Epoch;

    /// <summary>Of the cells of regions.</summary>
    public long RegionEpoch => _regions.Epoch;

    public Cell EndpointCell(ref LastCell endpoint, int maxNames) =>
        endpoint.Epoch == _endpoints.Epoch ? endpoint.Cell! : FindCell(_endpoints, ref endpoint, maxNames);

    public Cell RegionCell(ref LastCell region, int maxNames) =>
        region.Epoch == _regions.Epoch ? region.Cell! : FindCell(_regions, ref region, maxNames);

    public Cell EndpointCell(KeyName endpoint, int maxNames) =>
        endpoint.LastEpoch == _endpoints.Epoch ? endpoint.LastCell! : FindCell(_endpoints, endpoint, maxNames);

    public Cell RegionCell(KeyName region, int maxNames) =>
        region.LastEpoch == _regions.Epoch ? region.LastCell! : FindCell(_regions, region, maxNames);

    public Cell RejectCell(KeyName reason) => FindCell(_rejects, reason, int.MaxValue);

    public Cell StatusCell(int status) => _statuses[status] ?? AddStatus(status);

    /// <summary>Adds all cells of a segment of a smaller window.</summary>
    public void Merge(IReadOnlyList<WindowCell> cells, int maxNames)
    {
        BeginChange();
        foreach (WindowCell cell in cells)
        {
            switch (cell.Dimension)
            {
                case Dimension.Endpoint:
                    Merge(_endpoints, cell, maxNames);
                    break;
                case Dimension.Region:
                    Merge(_regions, cell, maxNames);
                    break;
                case Dimension.Reject:
                    Merge(_rejects, cell, int.MaxValue);
                    break;
                case Dimension.Status:
                    StatusCell(StatusValues.Number(cell.Value)).Merge(cell.Cell);
                    break;
                default:
                    break; // derived
            }
        }
    }

    /// <summary>The stored form of the cells (<see cref="CellsCodec"/>), valid until the window changes.</summary>
    public ReadOnlySpan<byte> Encode()
    {
        if (!_isEncoded)
        {
            (_encoded, _previous) = (_previous, _encoded);
            (_encoding, _previousEncoding) = (_pool.NextEpoch(), _encoding);
            _encoded.Clear();
            _encoded.WriteByte(CellsCodec.Version);
            WriteTable(Dimension.Endpoint, _endpoints);
            WriteTable(Dimension.Region, _regions);
            WriteStatuses();
            WriteTable(Dimension.Reject, _rejects);
            _encoded.WriteByte(CellsCodec.EndOfDimensions);
            _isEncoded = true;
        }

        return _encoded.Written;
    }

    /// <summary>
    /// The compressed form of <see cref="Encode"/>'s bytes, empty when they are better stored as they are: compressed is what is large,
    /// and what has not changed since the last call, that is, since the last batch.
    /// </summary>
    public ReadOnlySpan<byte> Pack()
    {
        ReadOnlySpan<byte> encoded = Encode();
        if (!_isPackingTried && encoded.Length >= (_isResting ? CellBlock.SmallBytes : CellBlock.LargeBytes))
        {
            CellBlock.TryPack(encoded, _packed);
            _isPackingTried = true;
        }

        _isResting = true;
        return _packed.Written;
    }

    private void Change()
    {
        _isEncoded = false;
        _isResting = false;
        _isPackingTried = false;
        _packed.Clear();
    }

    private Cell FindCell(CellTable table, KeyName name, int maxNames)
    {
        int before = table.Count;
        Cell? cell = table.GetOrAdd(name, maxNames);
        if (cell is null)
        {
            _tally.FoldedLines++;
            return table.GetOrAdd(_keys.Other, int.MaxValue)!;
        }

        if (table.Count > before)
        {
            _tally.GrowthBytes += WindowTally.BytesPerCell + name.Utf8.Length;
        }

        name.LastCell = cell;
        name.LastEpoch = table.Epoch;
        return cell;
    }

    private Cell FindCell(CellTable table, ref LastCell last, int maxNames)
    {
        KeyName name = last.Name;
        Cell cell = name.LastEpoch == table.Epoch ? name.LastCell! : FindCell(table, name, maxNames);
        if (name.LastEpoch == table.Epoch)
        {
            // Not so for a name that found no room: the next line of it is to be told as folded again.
            (last.Cell, last.Epoch) = (cell, table.Epoch);
        }

        return cell;
    }

    private Cell AddStatus(int status)
    {
        _tally.GrowthBytes += WindowTally.BytesPerCell;
        _statusOrder.Add(status);
        return _statuses[status] = _pool.Rent();
    }

    private void Merge(CellTable table, WindowCell from, int maxNames)
    {
        Cell? cell = table.GetOrAdd(_keys.Name(Encoding.UTF8.GetBytes(from.Value)), maxNames);
        if (cell is null)
        {
            _tally.FoldedLines += from.Cell.Requests;
            cell = table.GetOrAdd(_keys.Other, int.MaxValue)!;
        }

        cell.Merge(from.Cell);
    }

    private void WriteTable(Dimension dimension, CellTable table)
    {
        if (table.Count > 0)
        {
            _encoded.WriteByte((byte)dimension);
            _encoded.WriteVarint((ulong)table.Count);
            ReadOnlySpan<KeyName> names = table.Names;
            ReadOnlySpan<Cell> cells = table.Cells;
            for (int i = 0; i < names.Length; i++)
            {
                WriteCell(names[i], cells[i]);
            }
        }
    }

    // Of thousands of cells a batch touches some: the others are copied, name and all.
    private void WriteCell(KeyName name, Cell cell)
    {
        int start = _encoded.Length;
        if (cell.Encoding == _previousEncoding && _previousEncoding != 0 && cell.EncodedRequests == cell.Requests)
        {
            _encoded.WriteBytes(_previous.Written.Slice(cell.EncodedStart, cell.EncodedLength));
        }
        else
        {
            _encoded.WriteBlock(name.Utf8);
            WriteCounts(cell);
        }

        cell.SetEncoded(_encoding, start, _encoded.Length - start);
    }

    private void WriteStatuses()
    {
        if (_statusOrder.Count > 0)
        {
            _encoded.WriteByte((byte)Dimension.Status);
            _encoded.WriteVarint((ulong)_statusOrder.Count);
            foreach (int status in _statusOrder)
            {
                _encoded.WriteVarint((ulong)status);
                WriteCounts(_statuses[status]!);
            }
        }
    }

    private void WriteCounts(Cell cell)
    {
        CellsCodec.WriteCounts(_encoded, cell);
        _tally.SaturatedCells += cell.TakeSaturation() ? 1 : 0;
    }

    private void MakeCells()
    {
        if (_hasCells)
        {
            return;
        }

        var reader = new BlobReader(_encoded.Written, $"Cells of window {Key}");
        CellsCodec.ReadVersion(ref reader);
        Dimension dimension = CellsCodec.ReadDimension(ref reader, out bool end);
        while (!end)
        {
            for (int left = CellsCodec.ReadCellCount(ref reader); left > 0; left--)
            {
                CellsCodec.ReadCounts(ref reader, NewCell(ref reader, dimension));
            }

            dimension = CellsCodec.ReadDimension(ref reader, out end);
        }

        if (!reader.AtEnd)
        {
            throw reader.Failure("go on behind their end");
        }

        _hasCells = true;
    }

    private Cell NewCell(ref BlobReader reader, Dimension dimension)
    {
        if (dimension == Dimension.Status)
        {
            int status = (int)reader.ReadVarint(StatusValues.Count - 1, "the status");
            return _statuses[status] is null ? AddStatus(status) : throw reader.Failure($"hold status {status} twice");
        }

        CellTable table = dimension switch
        {
            Dimension.Endpoint => _endpoints,
            Dimension.Region => _regions,
            Dimension.Reject => _rejects,
            _ => throw reader.Failure("hold the dimension 'all', which is derived"),
        };
        string text = reader.ReadText();
        int before = table.Count;
        Cell cell = table.GetOrAdd(_keys.Name(Encoding.UTF8.GetBytes(text)), int.MaxValue)!;
        return table.Count > before ? cell : throw reader.Failure($"hold {dimension.Name()} '{text}' twice");
    }
}
