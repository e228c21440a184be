namespace LogFunctions.Core.Windows;

/// <summary>Cells of frozen windows, kept for the next ones, so that a steady stream allocates nothing. Bounded. Not thread-safe.</summary>
internal sealed class CellPool(int maxCells)
{
    private readonly Stack<Cell> _cells = new();
    private long _epoch;

    public Cell Rent() => _cells.TryPop(out Cell? cell) ? cell : new Cell();

    public void Return(Cell cell)
    {
        if (_cells.Count < maxCells)
        {
            cell.Clear();
            _cells.Push(cell);
        }
    }

    public long NextEpoch() => ++_epoch;
}
