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
        body.WriteBlock(LastSequenceNumber.Digits);
        body.WriteBlock(PartialSequenceNumber.Digits);
        body.WriteVarint(PartialLines);
        body.WriteVarint(LastNumber);
        body.WriteVarint(LastDropped);
        body.WriteVarint(_newestEventMs);
        body.WriteVarint(_eventMovedMs);
        body.WriteVarint(NewestArrivalMs);
        body.WriteVarint(PassedMs);
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
        LastNumber = reader.ReadVarint(long.MaxValue, "a segment number of");
        LastDropped = reader.ReadVarint(LastNumber, "a dropped segment's number of");
        _newestEventMs = reader.ReadVarint(LedgerParts.LatestMs, "a newest event time of");
        _eventBeforeMs = _newestEventMs;
        _eventMovedMs = reader.ReadVarint(LedgerParts.LatestMs, "an arrival time of");
        NewestArrivalMs = reader.ReadVarint(LedgerParts.LatestMs, "a newest arrival time of");
        PassedMs = reader.ReadVarint(LedgerParts.LatestMs, "a watermark of");
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
