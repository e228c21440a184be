using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Ledger;

/// <content>The stored form (docs/decisions/0003).</content>
public sealed partial class ShardLedger
{
    private const int LargestWindowSeconds = 366 * 86400;
    private const long LatestMs = 253_402_300_800_000; // the year 10000
    private const int BaseFlag = 1;
    private const int LateFlag = 2;
    private const int LingerFlag = 4;

    /// <summary>The blob, valid until the next call on any ledger of this context.</summary>
    public ReadOnlyMemory<byte> Encode()
    {
        Flush();
        BlobWriter body = _context.Blob;
        LedgerEnvelope.Begin(body);
        body.WriteBlock(LastSequenceNumber.Digits);
        body.WriteBlock(PartialSequenceNumber.Digits);
        body.WriteVarint(PartialLines);
        body.WriteVarint(_nextSegment);
        body.WriteVarint(_newestEventMs);
        body.WriteVarint(_newestArrivalMs);
        body.WriteVarint(_passedMs);
        body.WriteVarint((ulong)_windows.Count);
        foreach (OpenWindow window in _windows)
        {
            WriteWindow(body, window);
        }

        body.WriteVarint((ulong)_outbox.Count);
        ReadOnlyMemory<byte> last = default;
        foreach (Segment segment in _outbox)
        {
            WriteKey(body, segment.Window);
            body.WriteVarint(segment.Number);
            body.WriteVarint(segment.FrozenAtSeconds);
            bool isSameAsLast = !last.IsEmpty && segment.Encoded.Equals(last);
            CellBlock.Write(body, isSameAsLast ? [] : segment.Encoded.Span, isSameAsLast ? [] : segment.Packed.Span);
            last = segment.Encoded;
        }

        ReadOnlyMemory<byte> blob = LedgerEnvelope.Finish(body);
        _current = null;
        SetMeasured(blob.Length);
        return blob;
    }

    /// <summary>Reads a blob written by <see cref="Encode"/>.</summary>
    /// <exception cref="FormatException">The bytes are not a ledger; the message says what was found where.</exception>
    public static ShardLedger Decode(ReadOnlySpan<byte> blob, LedgerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var ledger = new ShardLedger(context);
        try
        {
            ledger.ReadBody(new BlobReader(LedgerEnvelope.Open(blob), "Ledger blob"));
        }
        catch (FormatException)
        {
            ledger.Release();
            throw;
        }

        ledger.SetMeasured(blob.Length);
        return ledger;
    }

    private static void WriteWindow(BlobWriter body, OpenWindow window)
    {
        int flags = (window.IsBase ? BaseFlag : 0) | (window.IsLate ? LateFlag : 0) | (window.LingerUntilMs > 0 ? LingerFlag : 0);
        body.WriteByte((byte)flags);
        WriteKey(body, window.Key);
        if (window.LingerUntilMs > 0)
        {
            body.WriteVarint(window.LingerUntilMs);
        }

        CellBlock.Write(body, window.Encode(), window.Pack());
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

    private static SequenceNumber ReadSequenceNumber(ref BlobReader reader)
    {
        try
        {
            return SequenceNumber.Parse(reader.ReadBlock());
        }
        catch (FormatException exception)
        {
            throw reader.Failure($"has no sequence number where one is expected ({exception.Message})");
        }
    }

    private void ReadBody(BlobReader reader)
    {
        LastSequenceNumber = ReadSequenceNumber(ref reader);
        PartialSequenceNumber = ReadSequenceNumber(ref reader);
        PartialLines = reader.ReadVarint(long.MaxValue, "a line count of");
        _nextSegment = reader.ReadVarint(long.MaxValue, "a segment number of");
        _newestEventMs = reader.ReadVarint(LatestMs, "a newest event time of");
        _newestArrivalMs = reader.ReadVarint(LatestMs, "a newest arrival time of");
        _passedMs = reader.ReadVarint(LatestMs, "a watermark of");
        for (long left = reader.ReadVarint(reader.Rest.Length, "a window count of"); left > 0; left--)
        {
            ReadWindow(ref reader);
        }

        Segment? last = null;
        for (long left = reader.ReadVarint(reader.Rest.Length, "a segment count of"); left > 0; left--)
        {
            WindowKey key = ReadKey(ref reader);
            long number = reader.ReadVarint(_nextSegment - 1, "a segment number of");
            long frozenAtSeconds = reader.ReadVarint(LatestMs / 1000, "a freezing time of");
            ReadOnlySpan<byte> block = CellBlock.Read(ref reader, out ReadOnlySpan<byte> packed);
            last = !block.IsEmpty ? new Segment(key, number, frozenAtSeconds, block.ToArray(), packed.ToArray())
                : last is not null ? new Segment(key, number, frozenAtSeconds, last.Encoded, last.Packed)
                : throw reader.Failure("has a first segment without cells");
            _outbox.Add(last);
        }

        if (!reader.AtEnd)
        {
            throw reader.Failure("goes on behind its end");
        }
    }

    private void ReadWindow(ref BlobReader reader)
    {
        int flags = reader.ReadByte();
        WindowKey key = ReadKey(ref reader);
        long lingerUntilMs = (flags & LingerFlag) != 0 ? reader.ReadVarint(2 * LatestMs, "a lingering time of") : 0;
        ReadOnlySpan<byte> cells = CellBlock.Read(ref reader, out ReadOnlySpan<byte> packed);
        bool isBase = (flags & BaseFlag) != 0;
        if (_windowsByKey.ContainsKey((key, isBase)))
        {
            throw reader.Failure($"has window {key} twice");
        }

        OpenWindow window = _context.RentWindow();
        window.Open(key, isBase, lingerUntilMs, (flags & LateFlag) != 0, cells, packed);
        Add(window);
    }
}
