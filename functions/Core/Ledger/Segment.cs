using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Ledger;

/// <summary>
/// A frozen part of a window of one shard, ready to be published as rows. Immutable: publishing the same segment again writes the same
/// bytes, which makes publishing idempotent. A window may have several segments; a reader adds them up.
/// </summary>
public sealed class Segment
{
    private IReadOnlyList<WindowCell>? _cells;

    /// <param name="window">The window.</param>
    /// <param name="number">Number of the segment, unique within the ledger.</param>
    /// <param name="frozenAtSeconds">When it was frozen, seconds since the epoch.</param>
    /// <param name="encoded">The cells in their stored form.</param>
    /// <param name="packed">The same compressed; empty when the ledger holds them as they are.</param>
    internal Segment(WindowKey window, long number, long frozenAtSeconds, ReadOnlyMemory<byte> encoded, ReadOnlyMemory<byte> packed = default)
    {
        Packed = packed;
        Window = window;
        Number = number;
        FrozenAtSeconds = frozenAtSeconds;
        Encoded = encoded;
    }

    /// <summary>The window this is a part of.</summary>
    public WindowKey Window { get; }

    /// <summary>Number of the segment, unique within the ledger and ascending: microseconds of the clock when it was frozen, or a little more.</summary>
    public long Number { get; }

    /// <summary>When it was frozen, seconds since the Unix epoch. Rows expire counted from here or from the window's end, the later.</summary>
    public long FrozenAtSeconds { get; }

    /// <summary>The cells in their stored form (docs/decisions/0003).</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    internal ReadOnlyMemory<byte> Packed { get; }

    /// <summary>Bytes the cells take in a ledger.</summary>
    internal int StoredLength => Packed.IsEmpty ? Encoded.Length : Packed.Length;

    /// <summary>The cells, <see cref="Dimension.All"/> first, decoded on the first call. Not to be changed.</summary>
    /// <exception cref="FormatException">The stored form is damaged.</exception>
    public IReadOnlyList<WindowCell> Cells => _cells ??= CellsCodec.ReadAll(Encoded);

    /// <summary>Makes a segment of cells. A cell of <see cref="Dimension.All"/> may be left out when there are status cells.</summary>
    public static Segment FromCells(WindowKey window, long number, long frozenAtSeconds, IEnumerable<WindowCell> cells)
    {
        var writer = new BlobWriter();
        writer.WriteByte(CellsCodec.Version);
        foreach (IGrouping<Dimension, WindowCell> group in cells.GroupBy(cell => cell.Dimension).OrderBy(group => group.Key))
        {
            writer.WriteByte((byte)group.Key);
            writer.WriteVarint((ulong)group.Count());
            foreach (WindowCell cell in group)
            {
                CellsCodec.WriteValue(writer, cell.Dimension, cell.Value);
                CellsCodec.WriteCounts(writer, cell.Cell);
            }
        }

        writer.WriteByte(CellsCodec.EndOfDimensions);
        return new Segment(window, number, frozenAtSeconds, writer.Written.ToArray());
    }
}
