using LogFunctions.Core.Ledger;
using LogFunctions.Simulator.Streams;
using LogFunctions.WindowStore;

namespace LogFunctions.Simulator.Ours;

/// <summary>Compares the heat that a ledger carries with the records of its shard, counted the slow way: each once, whatever was retried.</summary>
internal static class HeatCheck
{
    /// <summary>The first difference, in words; null when there is none. Shards of which nobody can tell what was given up are left out.</summary>
    public static string? Find(SimStream stream, Func<string, string, LedgerItem?> itemOf, Func<SimRecord, long?> countedLines)
    {
        foreach (SimShard shard in stream.Shards)
        {
            var counted = shard.Records.ConvertAll(record => (Record: record, Lines: record.IsGivenUp ? countedLines(record) : StreamPosition.AllLines));
            if (counted.Exists(pair => pair.Lines is null))
            {
                continue;
            }

            string expected = Describe(Count([.. counted.Where(pair => pair.Lines > 0).Select(pair => pair.Record)]));
            string found = Describe(itemOf(shard.Stream, shard.Id) is { } item ? ShardHeat.Decode(item.Heat.Span).Recent : []);
            if (expected != found)
            {
                return $"the heat of {shard.Id} is {found}; its records give {expected}";
            }
        }

        return null;
    }

    private static List<HeatInterval> Count(IReadOnlyList<SimRecord> records)
    {
        if (records.Count == 0)
        {
            return [];
        }

        long newest = records.Max(record => record.ArrivalMs) / 1000;
        long from = (newest / 10 * 10) - 110;
        List<HeatInterval> intervals = [];
        for (long start = from; start <= newest; start += 10)
        {
            List<SimRecord> within = [.. records.Where(record => record.ArrivalMs / 1000 is var second && second >= start && second < start + 10)];
            var seconds = within.GroupBy(record => record.ArrivalMs / 1000).ToList();
            if (within.Count > 0 || intervals.Count > 0 || start + 10 > newest)
            {
                intervals.Add(new HeatInterval(
                    start,
                    within.Count,
                    within.Sum(record => (long)record.PayloadBytes),
                    seconds.Select(second => (long)second.Count()).DefaultIfEmpty().Max(),
                    seconds.Select(second => second.Sum(record => (long)record.PayloadBytes)).DefaultIfEmpty().Max()));
            }
        }

        return intervals;
    }

    private static string Describe(IEnumerable<HeatInterval> intervals) => string.Join(", ", intervals);
}
