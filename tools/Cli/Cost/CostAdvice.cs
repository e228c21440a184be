namespace LogFunctions.Cli.Cost;

/// <summary>What a change of one setting would save or cost a month, largest saving first.</summary>
/// <param name="model">The bill.</param>
internal sealed class CostAdvice(CostModel model)
{
    /// <summary>All changes that make sense for the workload.</summary>
    public IReadOnlyList<CostChange> Of(Workload work)
    {
        double now = Total(work);
        var changes = new List<CostChange>();
        void Add(string what, Workload changed) => changes.Add(new CostChange(what, Total(changed) - now));

        Add("one more shard", work with { Shards = work.PaidShards + 1 });
        Add("one more metric endpoint", work with { MetricEndpoints = work.MetricEndpoints + 1 });
        int needed = work.NeededShards(0.7);
        if (work.PaidShards > needed)
        {
            Add($"{needed} shards, as many as this traffic needs at 70 %", work with { Shards = needed });
        }

        double packed = Math.Floor(25_600 / work.LineBytes);
        if (work.LinesPerRecord * 2 <= packed)
        {
            Add($"{packed:N0} lines in a record (25 KB)", work with { LinesPerRecord = packed, Shards = Math.Min(work.PaidShards, (work with { LinesPerRecord = packed }).NeededShards(0.7)) });
        }

        if (work.BatchingWindowSeconds < 10)
        {
            Add("BatchingWindowSeconds 10", work with { BatchingWindowSeconds = 10 });
        }

        if (work.RetentionHours > 24)
        {
            Add("RetentionHours 24", work with { RetentionHours = 24 });
        }
        else
        {
            Add("RetentionHours 168", work with { RetentionHours = 168 });
        }

        if (work.HourRowDays > 90)
        {
            Add("HourRowTtlDays 90", work with { HourRowDays = 90 });
        }

        return [.. changes.OrderBy(change => change.Usd)];
    }

    private double Total(Workload work) => model.Month(work).Sum(line => line.Usd);
}
