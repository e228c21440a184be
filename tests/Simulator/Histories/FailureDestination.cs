using LogFunctions.Simulator.EventSource;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.Histories;

/// <summary>How far a shard's stored state says it was read. Sequence numbers are empty where there is none.</summary>
/// <param name="Last">Everything up to this record is counted, but for what was skipped because it was given up.</param>
/// <param name="Partial">The record behind it of which some lines are counted.</param>
/// <param name="PartialLines">How many of its lines.</param>
internal sealed record StoredPosition(string Last, string Partial, long PartialLines);

/// <summary>
/// The batches that the event source gave up, by retries or by age, and the operator who puts them back at the end, as docs/operations.md says:
/// what the shard's ledger does not yet reach is put from where it stands, exactly; what it has passed is put whole, so that nothing is lost
/// and a part that had been counted counts twice.
/// </summary>
/// <param name="world">Its history.</param>
internal sealed class FailureDestination(World world)
{
    private readonly List<(SimShard Shard, List<SimRecord> Records)> _batches = [];

    /// <summary>Whether something waits to be put back.</summary>
    public bool HasBatches => _batches.Count > 0;

    /// <summary>Takes a batch that is not delivered any more; records of an earlier one are in it already.</summary>
    public void GiveUp(SimShard shard, int from, int to)
    {
        List<SimRecord> records = shard.Records.GetRange(from, to - from).FindAll(record => !record.IsGivenUp);
        records.ForEach(record => record.IsGivenUp = true);
        if (records.Count > 0)
        {
            _batches.Add((shard, records));
        }

        world.Trace(() => $"{shard.Id}: {to - from} records from {Batch.Short(shard.Records[from].SequenceNumber)} are given up");
    }

    /// <summary>Where to replay from at the latest, so that no batch that was given up is met in its middle: the position in it would no longer tell.</summary>
    public int BeforeGivenUp(SimShard shard, int position)
    {
        while (position > 0 && position < shard.Records.Count
            && _batches.Exists(batch => batch.Records.Contains(shard.Records[position - 1]) && batch.Records.Contains(shard.Records[position])))
        {
            position--;
        }

        return position;
    }

    /// <summary>Puts everything back, and notes in the records given up what must and what may be counted of them.</summary>
    /// <param name="positionOf">The stored state of a shard.</param>
    /// <param name="rule">What the operator does.</param>
    public void PutBack(Func<string, StoredPosition> positionOf, RedriveRule rule)
    {
        foreach ((SimShard shard, List<SimRecord> records) in _batches)
        {
            StoredPosition position = positionOf(shard.Id);
            bool isPassed = SimRecord.Compare(position.Last, records[^1].SequenceNumber) >= 0;
            foreach (SimRecord record in records)
            {
                PutBack(record, position, isPassed, rule);
            }
        }
    }

    private void PutBack(SimRecord record, StoredPosition position, bool isPassed, RedriveRule rule)
    {
        if (isPassed && rule == RedriveRule.LeavesWhatWasPassed)
        {
            return; // its lines are still asked for
        }

        int counted = isPassed ? 0
            : SimRecord.Compare(record.SequenceNumber, position.Last) <= 0 ? record.Lines.Count
            : record.SequenceNumber == position.Partial ? (int)position.PartialLines
            : 0;
        record.CountsUpTo(counted, restMayCount: isPassed);
        List<SimLine> rest = [.. record.Lines.Skip(rule == RedriveRule.ForgetsThePosition ? 0 : counted)];
        if (rest.Count > 0)
        {
            SimRecord put = world.Stream.Put(world.Scheduler.NowMs, rest);
            put.CountsUpTo(record.Lines.Count - counted, restMayCount: false);
            world.Trace(() => $"{Batch.Short(record.SequenceNumber)} is put back as {Batch.Short(put.SequenceNumber)} of {put.ShardId}, {rest.Count} of {record.Lines.Count} lines");
        }
    }
}

/// <summary>What the operator does with batches that were given up.</summary>
internal enum RedriveRule
{
    /// <summary>As documented.</summary>
    Documented,

    /// <summary>Puts batches whole, also those of which the ledger says that a part is counted.</summary>
    ForgetsThePosition,

    /// <summary>Takes a batch for counted when the ledger has passed it.</summary>
    LeavesWhatWasPassed,
}
