using LogFunctions.Simulator.EventSource;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.Histories;

/// <summary>
/// The batches that the event source gave up, by retries or by age, and the operator who puts them back at the end, as docs/operations.md says: what is
/// counted of them stays away, exactly, as long as the shard's ledger tells; what it no longer tells is put whole, so that nothing is lost and a part that
/// had been counted counts twice.
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

    /// <summary>Puts everything back, and notes in the records given up what must and what may be counted of them.</summary>
    /// <param name="countedLines">How many lines of a record are counted; null when nobody can tell.</param>
    public void PutBack(Func<SimRecord, long?> countedLines)
    {
        // Before anything is put: what is put back is counted meanwhile.
        var batches = _batches.Select(batch => (batch.Records, Counted: batch.Records.ConvertAll(record => countedLines(record)))).ToList();
        foreach ((List<SimRecord> records, List<long?> counted) in batches)
        {
            bool isUncertain = counted.Contains(null);
            world.Note(isUncertain ? Situation.BatchesRedrivenWhole : Situation.BatchesRedrivenExactly);
            for (int i = 0; i < records.Count; i++)
            {
                PutBack(records[i], isUncertain ? 0 : (int)Math.Min(counted[i]!.Value, records[i].Lines.Count), isUncertain);
            }
        }
    }

    private void PutBack(SimRecord record, int counted, bool isUncertain)
    {
        record.CountsUpTo(counted, restMayCount: isUncertain);
        List<SimLine> rest = [.. record.Lines.Skip(counted)];
        if (rest.Count > 0)
        {
            SimRecord put = world.Stream.Put(world.Scheduler.NowMs, rest, record.Stream);
            world.Trace(() => $"{Batch.Short(record.SequenceNumber)} is put back as {Batch.Short(put.SequenceNumber)} of {put.ShardId}, {rest.Count} of {record.Lines.Count} lines");
        }
    }
}
