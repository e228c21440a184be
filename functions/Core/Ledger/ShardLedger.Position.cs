namespace LogFunctions.Core.Ledger;

/// <content>How far the stream is read, and what was passed on the way.</content>
public sealed partial class ShardLedger
{
    // The clocks of instances, and arrival times, may be this far apart.
    private const long ClockSlackMs = 10_000;

    private readonly List<LedgerGap> _gaps = [];

    // As stored: of those who wrote the boundaries that are there.
    private long _gapLagMs;

    /// <summary>Every record up to and including this one is counted, or was passed because it was given up.</summary>
    public SequenceNumber LastSequenceNumber { get; private set; }

    /// <summary>
    /// A record behind <see cref="LastSequenceNumber"/> of which only the first <see cref="PartialLines"/> lines are counted, because
    /// its result did not fit into one ledger write; the default value when there is none.
    /// </summary>
    public SequenceNumber PartialSequenceNumber { get; private set; }

    /// <summary>Lines (rejects included) of <see cref="PartialSequenceNumber"/> that are counted.</summary>
    public long PartialLines { get; private set; }

    /// <summary>Gaps before this record may be forgotten; the default value when none was.</summary>
    public SequenceNumber ForgottenBefore { get; private set; }

    /// <summary>All of it, for those who want to know what is counted.</summary>
    public StreamPosition Position => new(LastSequenceNumber, PartialSequenceNumber, PartialLines)
    {
        Gaps = [.. _gaps],
        ForgottenBefore = ForgottenBefore,
        GapLagMs = _gapLagMs,
    };

    /// <summary>
    /// To be called with the first record of a batch that is not counted yet, before its arrival and its lines. What may lie between it and the last one
    /// counted is noted as a gap: records there can only have been given up, and that takes the event source some time.
    /// </summary>
    /// <param name="record">Digits of the record's number, behind <see cref="LastSequenceNumber"/>.</param>
    /// <param name="isNext">Whether it is known to follow the last one.</param>
    /// <param name="nowMs">Clock, milliseconds since the epoch.</param>
    public void GoOnWith(ReadOnlySpan<byte> record, bool isNext, long nowMs)
    {
        _gapLagMs = Math.Max(_gapLagMs, GapLagMs);
        if (PartialLines > 0)
        {
            // Another one than that which is counted in part: that one was given up, with all beside it.
            if (PartialSequenceNumber.CompareDigits(record) != 0)
            {
                // Before it there may be one that came to the same end: gaps have no record in common of which lines are counted.
                SequenceNumber after = _gaps.Count > 0 && _gaps[^1].Partial > LastSequenceNumber ? _gaps[^1].Partial : LastSequenceNumber;
                AddGap(new LedgerGap(after, SequenceNumber.Parse(record), PartialSequenceNumber, PartialLines));
                PartialSequenceNumber = default;
                PartialLines = 0;
            }
        }
        else if (!isNext && (GapLagMs == 0 || nowMs - NewestArrivalMs >= GapLagMs))
        {
            AddGap(new LedgerGap(LastSequenceNumber, SequenceNumber.Parse(record)));
        }
    }

    /// <summary>Moves on to a record whose lines are all counted.</summary>
    public void AdvanceTo(SequenceNumber record)
    {
        if (record <= LastSequenceNumber)
        {
            throw new InvalidOperationException($"Cannot advance to record {record}: the ledger is already at {LastSequenceNumber}.");
        }

        LastSequenceNumber = record;
        PartialSequenceNumber = default;
        PartialLines = 0;
    }

    /// <summary>Notes that the first lines of the record after <see cref="LastSequenceNumber"/> are counted.</summary>
    public void AdvanceInto(SequenceNumber record, long lines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lines, 1);
        if (record <= LastSequenceNumber)
        {
            throw new InvalidOperationException($"Cannot advance into record {record}: the ledger is already at {LastSequenceNumber}.");
        }

        PartialSequenceNumber = record;
        PartialLines = lines;
    }

    private long GapLagMs => Math.Max(0, (_options.GiveUpAfterSeconds * 1000L) - ClockSlackMs);

    private void AddGap(LedgerGap gap)
    {
        // The one before may be part of it: nothing was counted since it began.
        if (_gaps.Count > 0 && _gaps[^1].After == gap.After && _gaps[^1].PartialLines == 0)
        {
            _gaps.RemoveAt(_gaps.Count - 1);
        }

        _gaps.Add(gap);
        while (_gaps.Count > _options.MaxGaps)
        {
            ForgottenBefore = _gaps[0].Before > ForgottenBefore ? _gaps[0].Before : ForgottenBefore;
            _gaps.RemoveAt(0);
        }
    }

    private void WritePosition(BlobWriter body)
    {
        SequenceNumberCodec.Write(body, LastSequenceNumber, default);
        SequenceNumberCodec.Write(body, PartialSequenceNumber, LastSequenceNumber);
        body.WriteVarint(PartialLines);
        body.WriteVarint((ulong)_gaps.Count);
        foreach (LedgerGap gap in _gaps)
        {
            SequenceNumberCodec.Write(body, gap.After, LastSequenceNumber);
            SequenceNumberCodec.Write(body, gap.Before, gap.After.IsNone ? LastSequenceNumber : gap.After);
            SequenceNumberCodec.Write(body, gap.Partial, gap.Before);
            body.WriteVarint(gap.PartialLines);
        }

        SequenceNumberCodec.Write(body, ForgottenBefore, LastSequenceNumber);
        body.WriteVarint(_gapLagMs);
    }

    private void ReadPosition(ref BlobReader reader)
    {
        LastSequenceNumber = SequenceNumberCodec.Read(ref reader, default);
        PartialSequenceNumber = SequenceNumberCodec.Read(ref reader, LastSequenceNumber);
        PartialLines = reader.ReadVarint(long.MaxValue, "a line count of");
        for (long left = reader.ReadVarint(reader.Rest.Length / 4, "a gap count of"); left > 0; left--)
        {
            SequenceNumber after = SequenceNumberCodec.Read(ref reader, LastSequenceNumber);
            SequenceNumber before = SequenceNumberCodec.Read(ref reader, after.IsNone ? LastSequenceNumber : after);
            SequenceNumber partial = SequenceNumberCodec.Read(ref reader, before);
            _gaps.Add(new LedgerGap(after, before, partial, reader.ReadVarint(long.MaxValue, "a line count of")));
        }

        ForgottenBefore = SequenceNumberCodec.Read(ref reader, LastSequenceNumber);
        _gapLagMs = reader.ReadVarint(long.MaxValue, "a lag of");
    }
}
