namespace LogFunctions.Core.Windows;

/// <summary>
/// The cells of one dimension of one open window, by name, in order of first appearance. At most a given number of names; lines of
/// further names count under <see cref="DimensionNames.Other"/>. Not thread-safe.
/// </summary>
internal sealed class CellTable(CellPool pool)
{
    private int[] _slots = new int[16];
    private KeyName[] _names = new KeyName[8];
    private Cell[] _cells = new Cell[8];

    public int Count { get; private set; }

    /// <summary>Changes whenever the table is emptied; never 0 and never used again within a <see cref="CellPool"/>.</summary>
    public long Epoch { get; private set; } = pool.NextEpoch();

    public ReadOnlySpan<KeyName> Names => _names.AsSpan(0, Count);

    public ReadOnlySpan<Cell> Cells => _cells.AsSpan(0, Count);

    /// <summary>The cell of a name, new if need be.</summary>
    /// <param name="name">The name.</param>
    /// <param name="maxNames">A name is only added below this count.</param>
    /// <returns>Null when the name would be one too many.</returns>
    public Cell? GetOrAdd(KeyName name, int maxNames)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(name.Hash >> 32) & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            int index = _slots[slot] - 1;
            if (_names[index].SameAs(name))
            {
                return _cells[index];
            }
        }

        return Count < maxNames ? Add(name, pool.Rent()) : null;
    }

    /// <summary>Adds a name that is known to be absent, with a cell that becomes the table's.</summary>
    public Cell Add(KeyName name, Cell cell)
    {
        if (Count == _names.Length)
        {
            Array.Resize(ref _names, Count * 2);
            Array.Resize(ref _cells, Count * 2);
            _slots = new int[_slots.Length * 2];
            for (int i = 0; i < Count; i++)
            {
                Place(i);
            }
        }

        _names[Count] = name;
        _cells[Count] = cell;
        Place(Count);
        Count++;
        return cell;
    }

    /// <summary>Gives the cells back to the pool.</summary>
    public void Clear()
    {
        for (int i = 0; i < Count; i++)
        {
            pool.Return(_cells[i]);
        }

        Array.Clear(_cells, 0, Count);
        Array.Clear(_names, 0, Count);
        Array.Clear(_slots);
        Count = 0;
        Epoch = pool.NextEpoch();
    }

    private void Place(int index)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(_names[index].Hash >> 32) & mask;
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        _slots[slot] = index + 1;
    }
}
