using System.Runtime.CompilerServices;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.WindowStore;

namespace LogFunctions.Aggregator;

/// <summary>
/// Takes the lines of a payload into a ledger until the ledger is full. What it counted is only valid once the ledger is stored, so the
/// figures are those of one attempt.
/// </summary>
internal sealed class LineCounter(LineParser parser, RejectCollector rejects)
{
    private const int MaxStretch = 16;

    private readonly long[] _rejected = new long[RejectReasonNames.Count];
    private ShardLedger _ledger = null!;
    private ShardKey _shard;
    private readonly byte[] _sequenceNumber = new byte[SequenceNumber.MaxDigits];
    private int _sequenceLength;
    private long _skipLines;
    private long _maxLines;

    /// <summary>Lines counted in this attempt.</summary>
    public long Accepted { get; private set; }

    /// <summary>Rejected lines of this attempt.</summary>
    public long Rejected { get; private set; }

    /// <summary>The same by reason.</summary>
    public ReadOnlySpan<long> RejectedByReason => _rejected;

    /// <summary>Whether no further line is taken until the ledger is stored.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Lines of the current record that are counted, those of earlier attempts included.</summary>
    public long LinesDone { get; private set; }

    /// <summary>Whether lines of the current record were left.</summary>
    public bool HasLeftLines { get; private set; }

    /// <param name="ledger">Where to count.</param>
    /// <param name="shard">Its shard.</param>
    /// <param name="maxLines">Most lines this attempt may take, 1 or more.</param>
    public void BeginAttempt(ShardLedger ledger, ShardKey shard, long maxLines)
    {
        _ledger = ledger;
        _shard = shard;
        _maxLines = maxLines;
        Accepted = 0;
        IsFull = false;

        // Of an earlier attempt that failed, or lost a race, inside a record: this one may find that all its records are done.
        LinesDone = 0;
        HasLeftLines = false;
        if (Rejected > 0)
        {
            Rejected = 0;
            Array.Clear(_rejected);
        }
    }

    /// <param name="sequenceNumber">The record's.</param>
    /// <param name="skipLines">Lines that an earlier attempt counted and stored.</param>
    public void BeginRecord(ReadOnlySpan<byte> sequenceNumber, long skipLines)
    {
        sequenceNumber.CopyTo(_sequenceNumber);
        _sequenceLength = sequenceNumber.Length;
        _skipLines = skipLines;
        LinesDone = 0;
        HasLeftLines = false;
    }

    public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs, long arrivalMs)
    {
        if (!Takes())
        {
            return;
        }

        // An accepted line states every field; zeroing them first for every line would cost as much as reading one.
        Unsafe.SkipInit(out LogRecord record);
        RejectReason reason = parser.Parse(line, fallbackTimestampMs, ref record);
        if (reason == RejectReason.None)
        {
            _ledger.Count(in record);
            Accepted++;
        }
        else
        {
            Reject(reason, line, arrivalMs);
        }

        LookWhetherFull();
    }

    public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs)
    {
        if (LinesDone < _skipLines || IsFull)
        {
            return 0;
        }

        var taker = new Taker(this, _ledger, NextStretch);
        int taken = parser.ParseText(text, fallbackTimestampMs, ref taker);
        Take(taker.LinesOfStretch);
        return taken;
    }

    public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long arrivalMs)
    {
        if (Takes())
        {
            Reject(reason, raw, arrivalMs);
        }
    }

    public void OnDirective(ReadOnlySpan<byte> directive) => parser.ApplyDirective(directive);

    // Lines that may be taken before the next look whether the ledger is full. It knows its growth by groups of lines as well.
    private int NextStretch => (int)Math.Min(MaxStretch, _maxLines - Accepted - Rejected);

    private void Take(int lines)
    {
        if (lines == 0)
        {
            return; // a ledger that was full before takes its one line all the same
        }

        LinesDone += lines;
        Accepted += lines;
        LookWhetherFull();
    }

    private void LookWhetherFull()
    {
        if (_ledger.MayBeFull || Accepted + Rejected >= _maxLines)
        {
            IsFull = Accepted + Rejected >= _maxLines || _ledger.IsFull();
        }
    }

    // Whether the line at hand is new and fits; counts it as done if it will be.
    private bool Takes()
    {
        if (LinesDone < _skipLines)
        {
            LinesDone++;
            return false;
        }

        if (IsFull)
        {
            HasLeftLines = true;
            return false;
        }

        LinesDone++;
        return true;
    }

    private void Reject(RejectReason reason, ReadOnlySpan<byte> raw, long arrivalMs)
    {
        Rejected++;
        _rejected[(int)reason]++;
        _ledger.CountReject(reason.Name(), arrivalMs);
        rejects.Add(reason, raw, _shard, _sequenceNumber.AsSpan(0, _sequenceLength), LinesDone - 1, arrivalMs);
        IsFull |= rejects.IsFull;
    }

    // Counts the lines of a stretch by itself, and tells the counter of them at its end.
    private struct Taker(LineCounter counter, ShardLedger ledger, int stretch) : IRecordTaker
    {
        private int _stretch = stretch;
        private int _left = stretch;

        public readonly int LinesOfStretch => _stretch - _left;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool OnRecord(scoped in LogRecord record)
        {
            ledger.Count(in record);
            return --_left > 0 || GoesOn();
        }

        public bool OnRecords(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken)
        {
            taken = 0;
            bool goesOn = true;
            while (goesOn && taken < records.Length)
            {
                int count = Math.Min(records.Length - taken, _left);
                ledger.Count(text, records.Slice(taken, count));
                taken += count;
                _left -= count;
                goesOn = _left > 0 || GoesOn();
            }

            return goesOn;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private bool GoesOn()
        {
            counter.Take(_stretch);
            _stretch = counter.IsFull ? 0 : counter.NextStretch;
            _left = _stretch;
            return _left > 0;
        }
    }
}

/// <summary>
/// The sink the payload reader calls: a struct, so that the reader is compiled for it and calls without a lookup.
/// </summary>
internal readonly struct LineSink(LineCounter counter, long arrivalMs) : ILineSink
{
    public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs) => counter.OnLine(line, fallbackTimestampMs, arrivalMs);

    public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => counter.OnTextOfLines(text, fallbackTimestampMs);

    public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => counter.OnReject(reason, raw, arrivalMs);

    public void OnDirective(ReadOnlySpan<byte> directive) => counter.OnDirective(directive);
}
