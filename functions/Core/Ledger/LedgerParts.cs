using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Ledger;

/// <summary>What the stored forms of both ledgers consist of: windows that still take lines, and segments (docs/decisions/0003).</summary>
internal static class LedgerParts
{
    /// <summary>The year 10000, milliseconds since the epoch.</summary>
    public const long LatestMs = LogRecordLimits.MaxTimestampMs + 1;

    private const int LargestWindowSeconds = 366 * 86400;
    private const int LateFlag = 1;
    private const int LingerFlag = 2;

    /// <summary>What an open window holds.</summary>
    public static Segment PartOf(OpenWindow window) => new(window.Key, number: 0, frozenAtSeconds: 0, window.Encode().ToArray());

    public static void WriteWindow(BlobWriter body, OpenWindow window)
    {
        body.WriteByte((byte)((window.IsLate ? LateFlag : 0) | (window.LingerUntilMs > 0 ? LingerFlag : 0)));
        WriteKey(body, window.Key);
        if (window.LingerUntilMs > 0)
        {
            body.WriteVarint(window.LingerUntilMs);
        }

        CellBlock.Write(body, window.Encode(), window.Pack());
    }

    /// <summary>Fills an empty window.</summary>
    public static void ReadWindow(ref BlobReader reader, OpenWindow window)
    {
        int flags = reader.ReadByte();
        WindowKey key = ReadKey(ref reader);
        long lingerUntilMs = (flags & LingerFlag) != 0 ? reader.ReadVarint(2 * LatestMs, "a lingering time of") : 0;
        ReadOnlySpan<byte> cells = CellBlock.Read(ref reader, out ReadOnlySpan<byte> packed);
        window.Open(key, lingerUntilMs, (flags & LateFlag) != 0, cells, packed);
    }

    public static void WriteOutbox(BlobWriter body, List<Segment> outbox)
    {
        body.WriteVarint((ulong)outbox.Count);
        foreach (Segment segment in outbox)
        {
            WriteKey(body, segment.Window);
            body.WriteVarint(segment.Number);
            body.WriteVarint(segment.FrozenAtSeconds);
            CellBlock.Write(body, segment.Encoded.Span, segment.Packed.Span);
        }
    }

    /// <param name="reader">Where it stands.</param>
    /// <param name="outbox">Gets the segments.</param>
    /// <param name="lastNumber">Last number that was given to one.</param>
    public static void ReadOutbox(ref BlobReader reader, List<Segment> outbox, long lastNumber)
    {
        long before = 0;
        for (long left = reader.ReadVarint(reader.Rest.Length, "a segment count of"); left > 0; left--)
        {
            WindowKey key = ReadKey(ref reader);
            long number = reader.ReadVarint(lastNumber, "a segment number of");
            if (number <= before)
            {
                throw reader.Failure($"has segment {number} behind segment {before}");
            }

            long frozenAtSeconds = reader.ReadVarint(LatestMs / 1000, "a freezing time of");
            ReadOnlySpan<byte> block = CellBlock.Read(ref reader, out ReadOnlySpan<byte> packed);
            if (block.IsEmpty)
            {
                throw reader.Failure($"has segment {number} without cells");
            }

            outbox.Add(new Segment(key, number, frozenAtSeconds, block.ToArray(), packed.ToArray()));
            before = number;
        }
    }

    private static void WriteKey(BlobWriter body, WindowKey key)
    {
        body.WriteVarint((ulong)key.WindowSeconds);
        body.WriteVarint((ulong)(key.StartSeconds / key.WindowSeconds));
    }

    private static WindowKey ReadKey(ref BlobReader reader)
    {
        long seconds = reader.ReadVarint(LargestWindowSeconds, "a window length of");
        if (seconds == 0)
        {
            throw reader.Failure("has a window of 0 seconds");
        }

        return new WindowKey((int)seconds, seconds * reader.ReadVarint(LatestMs / 1000 / seconds, "a window start of"));
    }
}
