using LogFunctions.Core.Ledger;

namespace LogFunctions.Core.Tests.Support;

/// <summary>A shard's larger windows, fed as the function feeds them.</summary>
internal sealed class Chain(LedgerContext context)
{
    private readonly Dictionary<int, RollupLedger> _rollups = [];

    public RollupLedger Rollup(int windowSeconds)
    {
        if (!_rollups.TryGetValue(windowSeconds, out RollupLedger? rollup))
        {
            _rollups.Add(windowSeconds, rollup = new RollupLedger(context, windowSeconds));
        }

        return rollup;
    }

    /// <summary>Takes everything out of the shard's outbox and of what that froze above.</summary>
    public List<Segment> Publish(ShardLedger ledger, long nowMs)
    {
        var published = new List<Segment>();
        foreach (int windowSeconds in context.Options.WindowSeconds)
        {
            for (RollupLedger rollup = Rollup(windowSeconds); rollup.Lacks(ledger);)
            {
                rollup.Take(ledger, nowMs);
                published.AddRange(Empty(rollup));
            }
        }

        published.AddRange(Ledgers.Publish(ledger));
        return published;
    }

    /// <summary>Everything that is still open above.</summary>
    public List<Segment> Drain(long nowMs)
    {
        var published = new List<Segment>();
        foreach (RollupLedger rollup in _rollups.Values)
        {
            rollup.FreezeAll(nowMs);
            published.AddRange(Empty(rollup));
        }

        return published;
    }

    /// <summary>Stored and loaded, by a process of another context.</summary>
    public Chain Recode(LedgerContext other)
    {
        var chain = new Chain(other);
        foreach ((int windowSeconds, RollupLedger rollup) in _rollups)
        {
            byte[] blob = rollup.Encode().ToArray();
            rollup.Release();
            RollupLedger decoded = RollupLedger.Decode(blob, other);
            Assert.Equal(blob, decoded.Encode().ToArray());
            chain._rollups.Add(windowSeconds, decoded);
        }

        return chain;
    }

    private static Segment[] Empty(RollupLedger rollup)
    {
        Segment[] segments = [.. rollup.Outbox];
        rollup.RemovePublished(segments.Length);
        return segments;
    }
}
