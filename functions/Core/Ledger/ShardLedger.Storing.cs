using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Ledger;

/// <content>The stored form (docs/decisions/0003).</content>
public sealed partial class ShardLedger
{
    /// <summary>The blob, valid until the next call on any ledger of this context.</summary>
    public ReadOnlyMemory<byte> Encode()
    {
        Flush();
        BlobWriter body = _context.Blob;
        LedgerEnvelope.Begin(body);
        WritePosition(body);
        body.WriteVarint(LastNumber);
        body.WriteVarint(LastNumber - LastDropped);
        body.WriteVarint(NewestArrivalMs);
        body.WriteVarint(ZigZag(_newestEventMs - NewestArrivalMs));
        body.WriteVarint(ZigZag(_eventMovedMs - NewestArrivalMs));
        body.WriteVarint(ZigZag(PassedMs - NewestArrivalMs));
        body.WriteVarint((ulong)_options.WindowSeconds.Count);
        foreach (int windowSeconds in _options.WindowSeconds)
        {
            body.WriteVarint((ulong)windowSeconds);
        }

        body.WriteVarint((ulong)_windows.Count);
        foreach (OpenWindow window in _windows)
        {
            LedgerParts.WriteWindow(body, window);
        }

        LedgerParts.WriteOutbox(body, _outbox);
        ReadOnlyMemory<byte> blob = LedgerEnvelope.Finish(body, LedgerEnvelope.ShardFormat);
        _current = null;
        SetMeasured(blob.Length);
        return blob;
    }

    /// <summary>Reads a blob written by <see cref="Encode"/>, for those who only look at it: <see cref="Heat"/> is empty.</summary>
    /// <exception cref="FormatException">The bytes are not a ledger; the message says what was found where.</exception>
    public static ShardLedger Decode(ReadOnlySpan<byte> blob, LedgerContext context) => Decode(blob, heat: [], context);

    /// <summary>Reads a blob written by <see cref="Encode"/>, and the heat that was stored with it.</summary>
    /// <exception cref="FormatException">The bytes are not a ledger; the message says what was found where.</exception>
    public static ShardLedger Decode(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> heat, LedgerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var ledger = new ShardLedger(context);
        try
        {
            ledger.Heat = ShardHeat.Decode(heat);
            ledger.ReadBody(new BlobReader(LedgerEnvelope.Open(blob, LedgerEnvelope.ShardFormat), "Ledger blob"));
        }
        catch (FormatException)
        {
            ledger.Release();
            throw;
        }

        ledger.SetMeasured(blob.Length);
        return ledger;
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    // Times are near the newest arrival, and stored as what they differ from it.
    private long ReadTime(ref BlobReader reader, string what)
    {
        ulong code = reader.ReadVarint();
        long timeMs = unchecked(NewestArrivalMs + ((long)(code >> 1) ^ -(long)(code & 1)));
        return timeMs is >= 0 and <= LedgerParts.LatestMs ? timeMs : throw reader.Failure($"has {what} {timeMs}");
    }

    private void ReadBody(BlobReader reader)
    {
        ReadPosition(ref reader);
        LastNumber = reader.ReadVarint(long.MaxValue, "a segment number of");
        LastDropped = LastNumber - reader.ReadVarint(LastNumber, "a number of segments dropped of");
        NewestArrivalMs = reader.ReadVarint(LedgerParts.LatestMs, "a newest arrival time of");
        _newestEventMs = ReadTime(ref reader, "a newest event time of");
        _eventBeforeMs = _newestEventMs;
        _eventMovedMs = ReadTime(ref reader, "an arrival time of");
        PassedMs = ReadTime(ref reader, "a watermark of");
        for (long left = reader.ReadVarint(reader.Rest.Length, "a count of window lengths of"); left > 0; left--)
        {
            _storedSizes.Add((int)reader.ReadVarint(int.MaxValue, "a window length of"));
        }

        for (long left = reader.ReadVarint(reader.Rest.Length, "a window count of"); left > 0; left--)
        {
            ReadWindow(ref reader);
        }

        LedgerParts.ReadOutbox(ref reader, _outbox, LastNumber);
        if (!reader.AtEnd)
        {
            throw reader.Failure("goes on behind its end");
        }
    }

    private void ReadWindow(ref BlobReader reader)
    {
        OpenWindow window = _context.RentWindow();
        _windows.Add(window);
        LedgerParts.ReadWindow(ref reader, window);
        if (!_windowsByKey.TryAdd(window.Key, window))
        {
            throw reader.Failure($"has window {window.Key} twice");
        }
    }
}
