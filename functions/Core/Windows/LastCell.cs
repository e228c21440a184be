namespace LogFunctions.Core.Windows;

/// <summary>
/// A name and the cell it was last counted in, where a cache holds the name: as most lines fall into the same window, the way from an entry
/// of the cache to the cell is one comparison.
/// </summary>
internal struct LastCell
{
    public KeyName Name;
    public Cell? Cell;

    /// <summary>Which opening of a window <see cref="Cell"/> belongs to (<see cref="CellTable.Epoch"/>); 0 = none.</summary>
    public long Epoch;
}
