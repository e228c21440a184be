using LogFunctions.Simulator.EventSource;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Scheduling;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.Algorithms;

/// <summary>
/// Frame of the peers' algorithms. They are asked for the least: requests per endpoint and minute; lines come to them
/// parsed, and rejects don't matter. Their table offers what DynamoDB offers: add, put, get, conditional put.
/// </summary>
internal abstract class PeerAlgorithm : IAlgorithm
{
    /// <summary>Row key -> requests.</summary>
    protected Dictionary<string, long> Rows { get; } = [];

    /// <summary>Shard -> high-water mark.</summary>
    protected Dictionary<string, string> Marks { get; } = [];

    /// <inheritdoc/>
    public virtual long? TumblingWindowMs => null;

    /// <inheritdoc/>
    public abstract IFunctionCode CreateInstance(OperationGate gate);

    /// <inheritdoc/>
    public virtual HistoryResult Check(World world) => Compare(Truth.CountMinutes(world.Stream, byArrival: false), Rows);

    /// <summary>Differences in lines.</summary>
    protected static HistoryResult Compare(Dictionary<string, long> truth, Dictionary<string, long> rows)
    {
        string? first = null;
        long missing = 0;
        long extra = 0;
        foreach (string key in truth.Keys.Union(rows.Keys))
        {
            long difference = rows.GetValueOrDefault(key) - truth.GetValueOrDefault(key);
            extra += Math.Max(0, difference);
            missing += Math.Max(0, -difference);
            if (difference != 0)
            {
                first ??= $"{key}: {rows.GetValueOrDefault(key)} requests, truth is {truth.GetValueOrDefault(key)}";
            }
        }

        return new HistoryResult(first, missing, extra);
    }

    /// <summary>UpdateItem ADD.</summary>
    protected Task AddAsync(OperationGate gate, string key, long requests, CancellationToken cancellationToken) =>
        gate.WriteAsync(() => $"add {requests} to {key}", () => Rows[key] = Rows.GetValueOrDefault(key) + requests, cancellationToken);

    /// <summary>Row of a line.</summary>
    protected static string KeyOf(SimRecord record, SimLine line) => Truth.MinuteKey(line.EventTimeMs(record.ArrivalMs), line.Endpoint);

    /// <summary>The good lines of a batch.</summary>
    protected static IEnumerable<(SimRecord Record, SimLine Line)> LinesOf(IEnumerable<SimRecord> records) =>
        records.SelectMany(record => record.Lines.Where(line => line.RejectReason is null).Select(line => (record, line)));
}

/// <summary>Code of a peer that has no schedule.</summary>
internal sealed class PeerCode(Func<Batch, CancellationToken, Task<InvokeReply>> invoke) : IFunctionCode
{
    /// <inheritdoc/>
    public Task<InvokeReply> InvokeAsync(Batch batch, CancellationToken cancellationToken) => invoke(batch, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SweepAsync(bool drain, CancellationToken cancellationToken) => Task.FromResult(true);
}

/// <summary>The tutorial's way: every line adds 1 to its row; an error fails the batch, and Lambda repeats it.</summary>
internal sealed class AddPerRecord : PeerAlgorithm
{
    /// <inheritdoc/>
    public override IFunctionCode CreateInstance(OperationGate gate) => new PeerCode(async (batch, cancellationToken) =>
    {
        foreach ((SimRecord record, SimLine line) in LinesOf(batch.Records))
        {
            await AddAsync(gate, KeyOf(record, line), 1, cancellationToken);
        }

        return InvokeReply.Success;
    });
}

/// <summary>
/// The way of the .NET samples and of batch utilities in continue mode: a record that fails is noted in
/// <c>batchItemFailures</c>, the rest goes on. Lambda takes the lowest as its checkpoint and repeats everything after it.
/// </summary>
internal sealed class ContinueAfterFailure : PeerAlgorithm
{
    /// <inheritdoc/>
    public override IFunctionCode CreateInstance(OperationGate gate) => new PeerCode(async (batch, cancellationToken) =>
    {
        string? lowestFailed = null;
        foreach (SimRecord record in batch.Records)
        {
            try
            {
                foreach (SimLine line in record.Lines.Where(line => line.RejectReason is null))
                {
                    await AddAsync(gate, KeyOf(record, line), 1, cancellationToken);
                }
            }
            catch (IOException)
            {
                lowestFailed ??= record.SequenceNumber;
            }
        }

        return new InvokeReply(FailedSequenceNumber: lowestFailed);
    });
}

/// <summary>
/// The way of aggregators with a checkpoint (KCL style, made for Lambda): skip what the shard's high-water mark covers, sum the
/// batch in memory, flush the sums with ADD, then move the mark, on the condition that nobody else moved it.
/// </summary>
internal sealed class FlushThenCheckpoint : PeerAlgorithm
{
    /// <inheritdoc/>
    public override IFunctionCode CreateInstance(OperationGate gate) => new PeerCode(async (batch, cancellationToken) =>
    {
        string mark = await gate.ReadAsync(() => $"get the mark of {batch.ShardId}", () => Marks.GetValueOrDefault(batch.ShardId, ""), cancellationToken);
        SimRecord[] fresh = [.. batch.Records.Where(record => IsPast(record.SequenceNumber, mark))];
        if (fresh.Length == 0)
        {
            return InvokeReply.Success;
        }

        foreach (IGrouping<string, SimLine> sum in LinesOf(fresh).GroupBy(pair => KeyOf(pair.Record, pair.Line), pair => pair.Line))
        {
            await AddAsync(gate, sum.Key, sum.Count(), cancellationToken);
        }

        await gate.WriteAsync(
            () => $"move the mark of {batch.ShardId} to {Batch.Short(fresh[^1].SequenceNumber)}",
            () => Move(batch.ShardId, mark, fresh[^1].SequenceNumber),
            cancellationToken);
        return InvokeReply.Success;
    });

    private static bool IsPast(string sequenceNumber, string mark) =>
        sequenceNumber.Length > mark.Length || (sequenceNumber.Length == mark.Length && string.CompareOrdinal(sequenceNumber, mark) > 0);

    private bool Move(string shardId, string expected, string mark)
    {
        if (Marks.GetValueOrDefault(shardId, "") != expected)
        {
            return false;
        }

        Marks[shardId] = mark;
        return true;
    }
}
