using System.Runtime.CompilerServices;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using LogFunctions.Simulator.Scheduling;
using LogFunctions.WindowStore;

namespace LogFunctions.Simulator.Ours;

/// <summary>
/// The window store as one Lambda instance sees it: every call goes through the instance's <see cref="OperationGate"/>.
/// </summary>
/// <param name="gate">Where requests are delayed and fail.</param>
/// <param name="tables">What all instances share. Its calls complete at once.</param>
/// <param name="audit">Watches what is sent.</param>
internal sealed class SimWindowStore(OperationGate gate, IWindowStore tables, StoreAudit audit) : IWindowStore
{
    /// <inheritdoc/>
    public Task<LedgerItem?> ReadLedgerAsync(ShardKey shard, CancellationToken cancellationToken) =>
        gate.ReadAsync(
            () => $"read the ledger of {shard}",
            () => Now(tables.ReadLedgerAsync(shard, CancellationToken.None)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryWriteLedgerAsync(ShardKey shard, LedgerItem item, long expectedVersion, CancellationToken cancellationToken)
    {
        LedgerItem sent = item with { Blob = item.Blob.ToArray(), Heat = item.Heat.ToArray() }; // what is on the wire does not change when the writer reuses its buffer
        audit.OnLedgerWrite(shard, sent);
        return gate.WriteAsync(
            () => $"write the ledger of {shard} as version {sent.Version} ({sent.Blob.Length} B, up to …{End(sent.LastSequenceNumber)})",
            () => audit.OnLedgerAnswer(Now(tables.TryWriteLedgerAsync(shard, sent, expectedVersion, CancellationToken.None))),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerHead> ListLedgersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<LedgerHead> heads = await gate.ReadAsync(() => "list the ledgers", () => audit.ListLedgers(tables), cancellationToken);
        foreach (LedgerHead head in heads)
        {
            yield return head;
        }
    }

    /// <inheritdoc/>
    public async Task PublishAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken)
    {
        byte[] encoded = segment.Encoded.ToArray();
        try
        {
            await gate.WriteRowsAsync(
                () => $"publish segment {segment.Number} of {shard}, window {segment.Window}, {segment.Cells.Count} rows",
                part =>
                {
                    audit.OnPublish(shard, segment, encoded);
                    Now(tables.PublishAsync(shard, part == 0 ? segment : PartOf(segment, part), CancellationToken.None));
                },
                cancellationToken);
        }
        catch (OperationCanceledException e)
        {
            throw new StoreUnavailableException($"publishing segment {segment.Number} of {shard} was cancelled", e);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WindowRow> QueryRowsAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<WindowRow> rows = await gate.ReadAsync(
            () => $"query {query.WindowSeconds}#{query.Dimension.Name()}#{query.Value}", () => tables.QueryRowsAsync(query, CancellationToken.None).ToBlockingEnumerable().ToList(), cancellationToken);
        foreach (WindowRow row in rows)
        {
            yield return row;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedValue> ListValuesAsync(
        Dimension dimension, WindowRange range, bool isConsistent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ListedValue> values = await gate.ReadAsync(
            () => $"list values of {dimension.Name()}",
            () => tables.ListValuesAsync(dimension, range, isConsistent, CancellationToken.None).ToBlockingEnumerable().ToList(),
            cancellationToken);
        foreach (ListedValue value in values)
        {
            yield return value;
        }
    }

    /// <summary>One request per ledger: a scan sees each item at another moment.</summary>
    public async IAsyncEnumerable<(ShardKey Key, LedgerItem Item)> ReadLedgersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<LedgerHead> heads = tables.ListLedgersAsync(cancellationToken).ToBlockingEnumerable(cancellationToken).ToList();
        foreach (ShardKey key in heads.Select(head => head.Shard))
        {
            if (await ReadLedgerAsync(key, cancellationToken) is { } item)
            {
                yield return (key, item);
            }
        }
    }

    private static string End(SequenceNumber number)
    {
        string text = number.ToString();
        return text.Length > 6 ? text[^6..] : text;
    }

    /// <summary>The same segment with some of its rows, as a batch write that came back with unprocessed items leaves it.</summary>
    private static Segment PartOf(Segment segment, int part)
    {
        // Rows of the dimension "all" are derived from those of "status" when a segment is decoded, so they stay or go together.
        IEnumerable<WindowCell> rows = segment.Cells.Where(
            (cell, i) => cell.Dimension is Dimension.All or Dimension.Status ? (part & 1) == 1 : ((part >> (1 + (i % 15))) & 1) == 1);
        return Segment.FromCells(segment.Window, segment.Number, segment.FrozenAtSeconds, rows);
    }

    private static T Now<T>(Task<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new SimulationException("the tables did not answer at once");

    private static void Now(Task task)
    {
        if (!task.IsCompleted)
        {
            throw new SimulationException("the tables did not answer at once");
        }

        task.GetAwaiter().GetResult();
    }
}
