using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace LogFunctions.WindowStore;

/// <summary>
/// Puts lists of values into the catalog, behind the rows of their segment. It never fails and never waits for long: what the table does
/// not take waits in memory for the next segment, and a value whose list is lost that way is listed again with its next row. Thread-safe.
/// </summary>
/// <param name="client">From <see cref="DynamoClientFactory"/>.</param>
/// <param name="options">Table, life of rows, bounds.</param>
/// <param name="time">Clock and timers.</param>
/// <param name="random">For jitter, and for the mark of this writer.</param>
/// <param name="postponed">Told how many lists wait, and why; null = nobody is.</param>
internal sealed class CatalogWriter(
    IAmazonDynamoDB client, WindowStoreOptions options, TimeProvider time, Random random, Action<int, Exception?>? postponed)
{
    /// <summary>Lists that wait at most; some MB, since a list is at most 64 KB.</summary>
    public const int MaxWaiting = 64;

    // Puts per BatchWriteItem: the API's limit.
    private const int BatchSize = 25;

    private readonly CatalogMemory _memory = new(options.CatalogMemoryValues, options.CatalogRareValues);
    private readonly RetryPolicy _retries = new(
        options with { RetryLimit = TimeSpan.FromSeconds(1), RetryMaxDelay = options.RetryBaseDelay * 8 }, time, random);
    private readonly uint _writer = Mark(random);
    private readonly Lock _lock = new();
    private readonly List<Item> _waiting = [];

    /// <summary>Lists the values of a segment whose rows are stored.</summary>
    /// <param name="shard">The ledger that froze it.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task ListAsync(ShardKey shard, Segment segment, CancellationToken cancellationToken)
    {
        Enqueue(shard, segment);
        while (Take() is { Count: > 0 } batch)
        {
            (List<Item> left, Exception? failure) = await SendAsync(batch, cancellationToken);
            if (left.Count > 0)
            {
                int waiting = PutBack(left);
                postponed?.Invoke(waiting, failure);
                return;
            }
        }
    }

    private static uint Mark(Random random)
    {
        lock (random)
        {
            return (uint)random.NextInt64(1L << 32);
        }
    }

    private void Enqueue(ShardKey shard, Segment segment)
    {
        long rowExpires = options.ExpiresAtSeconds(segment.Window, segment.FrozenAtSeconds);
        long periodSeconds = TableSchema.CatalogPeriodSeconds(segment.Window.WindowSeconds);

        // As long as the last row that it stands for: of the last window of the period.
        long listExpires = rowExpires + periodSeconds - (segment.Window.StartSeconds % periodSeconds);
        List<CatalogEntry> entries = [];
        foreach (WindowCell cell in segment.Cells)
        {
            string value = TableSchema.StoredValue(cell.Value);
            bool isRare = cell.Cell.Requests < options.CatalogMinRequests && cell.Value != DimensionNames.Other;
            if (_memory.TryTake(segment.Window, cell.Dimension, value, isRare, rowExpires, listExpires))
            {
                entries.Add(new CatalogEntry(cell.Dimension, value, cell.Cell.Requests));
            }
        }

        string partition = TableSchema.CatalogPartition(segment.Window.WindowSeconds, (int)(_writer % TableSchema.CatalogPartitions));
        for (int from = 0, number = 0; from < entries.Count; number++)
        {
            byte[] list = CatalogCodec.EncodeList(entries, ref from);
            string sort = TableSchema.CatalogSort(segment.Window, shard, segment.Number, _writer, number);
            lock (_lock)
            {
                _waiting.Add(CatalogCodec.Encode(partition, sort, list, listExpires));
            }
        }
    }

    private List<Item> Take()
    {
        lock (_lock)
        {
            List<Item> batch = _waiting[..Math.Min(_waiting.Count, BatchSize)];
            _waiting.RemoveRange(0, batch.Count);
            return batch;
        }
    }

    // How many wait now. What does not fit is lost, and with it the belief that its values are listed.
    private int PutBack(List<Item> left)
    {
        lock (_lock)
        {
            _waiting.InsertRange(0, left);
            if (_waiting.Count > MaxWaiting)
            {
                _waiting.RemoveRange(0, _waiting.Count - MaxWaiting);
                _memory.Forget();
            }

            return _waiting.Count;
        }
    }

    // What the table did not take within a second, and why.
    private async Task<(List<Item> Left, Exception? Failure)> SendAsync(List<Item> lists, CancellationToken cancellationToken)
    {
        RetryPolicy.Backoff? backoff = null;
        while (true)
        {
            Exception? failure = null;
            try
            {
                BatchWriteItemResponse response = await client.BatchWriteItemAsync(RequestOf(lists), cancellationToken);
                List<WriteRequest>? unprocessed = response.UnprocessedItems?.Values.SingleOrDefault();
                if (unprocessed is not { Count: > 0 })
                {
                    return ([], null);
                }

                lists = [.. unprocessed.Select(write => write.PutRequest.Item)];
            }
            catch (Exception exception) when (TableClient.IsFailureOfCall(exception))
            {
                failure = exception;
            }

            backoff ??= _retries.Start();
            if ((failure is not null && !RetryPolicy.IsTransient(failure)) || !await WaitAsync(backoff, cancellationToken))
            {
                return (lists, failure);
            }
        }
    }

    private static async Task<bool> WaitAsync(RetryPolicy.Backoff backoff, CancellationToken cancellationToken)
    {
        try
        {
            return !cancellationToken.IsCancellationRequested && await backoff.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private BatchWriteItemRequest RequestOf(List<Item> lists) => new()
    {
        RequestItems = new Dictionary<string, List<WriteRequest>>(1)
        {
            [options.WindowsTable] = [.. lists.Select(list => new WriteRequest { PutRequest = new PutRequest { Item = Rewound(list) } })],
        },
    };

    // A list may be sent again: its stream from the beginning.
    private static Item Rewound(Item list)
    {
        list[TableSchema.Values].B.Position = 0;
        return list;
    }
}
