using LogFunctions.Core.Sketches;

namespace LogFunctions.Core.Windows;

/// <summary>
/// Stored form of the cells of a window, version 1 (docs/decisions/0003): the version byte; then per dimension its number, the count
/// of cells and the cells, value (status: a number, else UTF-8 text) before counts; then 255. Cells of <see cref="Dimension.All"/> are
/// not stored when there are status cells, for they are their sum.
/// </summary>
internal static class CellsCodec
{
    public const byte Version = 1;
    public const byte EndOfDimensions = 255;
    private const int MaxFixedBytes = 1 + (11 * 10);

    // The first byte of a cell says which counts follow: bits 0..5 the status classes other, 1xx..5xx that are not 0,
    // bit 6 the requests (when not the sum of the classes), bit 7 the bytes (when not 0).
    private const int RequestsFlag = 1 << 6;
    private const int BytesFlag = 1 << 7;
    private const byte NoSketch = 0;

    /// <summary>Writes the counts of a cell: the flags, what they announce, then 0 or the sketch with sum, min and max - min.</summary>
    public static void WriteCounts(BlobWriter writer, Cell cell)
    {
        LatencySketch? sketch = cell.LatencyCount > 0 ? cell.SettledLatency : null;
        Span<byte> space = writer.Reserve(MaxFixedBytes + (sketch?.EncodedMaxBytes ?? 1));
        int position = 1;
        int flags = 0;
        long sum = 0;
        for (int statusClass = 0; statusClass < 6; statusClass++)
        {
            long count = cell.StatusCount(statusClass);
            if (count != 0)
            {
                flags |= 1 << statusClass;
                sum = SaturatingSum.Of(sum, count);
                position += Varint.Write(space[position..], (ulong)count);
            }
        }

        if (cell.Requests != sum)
        {
            flags |= RequestsFlag;
            position += Varint.Write(space[position..], (ulong)cell.Requests);
        }

        if (cell.Bytes != 0)
        {
            flags |= BytesFlag;
            position += Varint.Write(space[position..], (ulong)cell.Bytes);
        }

        space[0] = (byte)flags;
        if (sketch is null)
        {
            space[position++] = NoSketch;
        }
        else
        {
            position += sketch.Encode(space[position..]);
            position += Varint.Write(space[position..], (ulong)cell.LatencySumUs);
            position += Varint.Write(space[position..], (ulong)cell.LatencyMinUs);
            position += Varint.Write(space[position..], (ulong)(cell.LatencyMaxUs - cell.LatencyMinUs));
        }

        writer.Advance(position);
    }

    /// <summary>Fills an empty cell.</summary>
    public static void ReadCounts(ref BlobReader reader, Cell cell)
    {
        if (ReadSums(ref reader, cell))
        {
            reader.Skip(LatencySketchCodec.Decode(reader.Rest, cell.Latency));
            ReadExtremes(ref reader, cell);
        }
    }

    // The sketch stays as it is stored until somebody looks into it: who publishes a segment only writes it again.
    private static void ReadCounts(ref BlobReader reader, ReadOnlyMemory<byte> block, Cell cell)
    {
        if (ReadSums(ref reader, cell))
        {
            ReadOnlyMemory<byte> rest = block[^reader.Rest.Length..];
            int length = LatencySketchCodec.Check(rest.Span, out long count);
            cell.SetLatency(LatencySketch.Fold(rest[..length], count));
            reader.Skip(length);
            ReadExtremes(ref reader, cell);
        }
    }

    // Whether a sketch follows.
    private static bool ReadSums(ref BlobReader reader, Cell cell)
    {
        int flags = reader.ReadByte();
        long sum = 0;
        for (int statusClass = 0; statusClass < 6; statusClass++)
        {
            if ((flags & (1 << statusClass)) != 0)
            {
                long count = reader.ReadVarint(long.MaxValue, "a status count of");
                cell.SetStatusCount(statusClass, count);
                sum = SaturatingSum.Of(sum, count);
            }
        }

        cell.Requests = (flags & RequestsFlag) != 0 ? reader.ReadVarint(long.MaxValue, "a request count of") : sum;
        cell.Bytes = (flags & BytesFlag) != 0 ? reader.ReadVarint(long.MaxValue, "a byte count of") : 0;
        if (!reader.Rest.IsEmpty && reader.Rest[0] == NoSketch)
        {
            reader.Skip(1);
            return false;
        }

        return true;
    }

    private static void ReadExtremes(ref BlobReader reader, Cell cell)
    {
        cell.LatencySumUs = reader.ReadVarint(long.MaxValue, "a latency sum of");
        cell.LatencyMinUs = reader.ReadVarint(long.MaxValue, "a least latency of");
        cell.LatencyMaxUs = cell.LatencyMinUs + reader.ReadVarint(long.MaxValue - cell.LatencyMinUs, "a latency range of");
    }

    public static void WriteValue(BlobWriter writer, Dimension dimension, string value)
    {
        if (dimension == Dimension.Status)
        {
            writer.WriteVarint(ulong.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteText(value);
        }
    }

    public static Dimension ReadDimension(ref BlobReader reader, out bool end)
    {
        byte number = reader.ReadByte();
        end = number == EndOfDimensions;
        return end || number <= (byte)Dimension.Reject
            ? (Dimension)number
            : throw reader.Failure($"names the unknown dimension {number}");
    }

    /// <summary>A number of cells; each takes at least 3 bytes, so a hostile count cannot make anybody allocate.</summary>
    public static int ReadCellCount(ref BlobReader reader) => (int)reader.ReadVarint(reader.Rest.Length / 3, "a cell count of");

    public static void ReadVersion(ref BlobReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version)
        {
            throw reader.Failure($"has cells of the unknown version {version} (this build reads {Version})");
        }
    }

    /// <summary>Decodes a block, deriving the <see cref="Dimension.All"/> cell.</summary>
    public static List<WindowCell> ReadAll(ReadOnlyMemory<byte> block)
    {
        var reader = new BlobReader(block.Span, "Window cells block");
        ReadVersion(ref reader);
        var cells = new List<WindowCell>();
        Cell? total = null;
        bool storedTotal = false;
        while (true)
        {
            Dimension dimension = ReadDimension(ref reader, out bool end);
            if (end)
            {
                break;
            }

            storedTotal |= dimension == Dimension.All;
            for (int left = ReadCellCount(ref reader); left > 0; left--)
            {
                string value = dimension == Dimension.Status ? StatusValues.Name((int)reader.ReadVarint(999, "the status")) : reader.ReadText();
                var cell = new Cell();
                ReadCounts(ref reader, block, cell);
                cells.Add(new WindowCell(dimension, value, cell));
                if (dimension == Dimension.Status)
                {
                    total ??= new Cell();
                    total.Merge(cell);
                }
            }
        }

        if (!reader.AtEnd)
        {
            throw reader.Failure("goes on behind its end");
        }

        if (total is not null && !storedTotal)
        {
            cells.Insert(0, new WindowCell(Dimension.All, DimensionNames.AllValue, total));
        }

        return cells;
    }
}
