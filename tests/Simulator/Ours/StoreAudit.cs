using LogFunctions.Core.Ledger;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Scheduling;
using LogFunctions.WindowStore;

namespace LogFunctions.Simulator.Ours;

/// <summary>Watches every request to the tables of a history for what must never be sent; keeps the first finding.</summary>
internal sealed class StoreAudit(World world, LedgerOptions limits)
{
    private readonly HashSet<(ShardKey, long)> _published = [];
    private IReadOnlyList<LedgerHead> _lastList = [];

    /// <summary>The first thing that was wrong, in words; null when nothing was.</summary>
    public string? Finding { get; private set; }

    /// <summary>Checks a ledger before it is sent.</summary>
    public void OnLedgerWrite(ShardKey shard, LedgerItem item)
    {
        if (item.Blob.Length > limits.HardLimitBytes)
        {
            Find($"the ledger of {shard} is {item.Blob.Length} bytes; at most {limits.HardLimitBytes} are promised");
        }

        if (item.Blob.Length > limits.LimitBytes / 16 * 15)
        {
            world.Note(Situation.FullLedgers);
        }
    }

    /// <summary>Checks, when a segment arrives at the tables, that it still is what was sent.</summary>
    public void OnPublish(ShardKey shard, Segment segment, byte[] sent)
    {
        if (!segment.Encoded.Span.SequenceEqual(sent))
        {
            Find($"segment {segment.Number} of {shard} changed while it was published");
        }

        if (!_published.Add((shard, segment.Number)))
        {
            world.Note(Situation.SegmentsPublishedAgain);
        }
    }

    /// <summary>Notes the answer to a ledger write.</summary>
    public bool OnLedgerAnswer(bool written)
    {
        world.Note(Situation.LedgerRacesLost, written ? 0 : 1);
        return written;
    }

    /// <summary>The ledgers of now, or, while faults may be, those of the last time somebody asked: lists are eventually consistent.</summary>
    public IReadOnlyList<LedgerHead> ListLedgers(IWindowStore tables)
    {
        IReadOnlyList<LedgerHead> before = _lastList;
        _lastList = tables.ListLedgersAsync(CancellationToken.None).ToBlockingEnumerable().ToList();
        return !world.Faults.Over && world.Choices.Next(ChoiceKind.Store, 8) == 7 ? before : _lastList;
    }

    /// <summary>Notes something wrong.</summary>
    public void Find(string finding) => Finding ??= finding;
}
