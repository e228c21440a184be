using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>
/// Puts the rows of one segment by BatchWriteItem: a few requests of 25 in flight, the rest not yet made, so that thousands
/// of cells need the memory of some hundred rows.
/// </summary>
internal sealed class SegmentPublisher(
    IAmazonDynamoDB client, WindowStoreOptions options, RetryPolicy retries, ShardKey shard, Segment segment)
{
    /// <summary>Puts per BatchWriteItem: the API's limit. (Its 16 MB are far: a row is at most a few KB.)</summary>
    private const int BatchSize = 25;

    private readonly int _rowCount = segment.Cells.Count;
    private int _rowsStored;

    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        var parallelOptions = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.PublishParallelism,
            CancellationToken = cancellationToken,
        };
        try
        {
            // One batch needs no scheduler.
            if (_rowCount <= BatchSize)
            {
                foreach (List<WriteRequest> batch in Batches())
                {
                    await StoreAsync(batch, cancellationToken);
                }
            }
            else
            {
                await Parallel.ForEachAsync(Batches(), parallelOptions, (batch, token) => new ValueTask(StoreAsync(batch, token)));
            }
        }
        catch (OperationCanceledException exception)
        {
            throw Left("cancelled", exception);
        }
    }

    private IEnumerable<List<WriteRequest>> Batches()
    {
        List<WriteRequest> batch = new(Math.Min(BatchSize, _rowCount));
        long expiresAtSeconds = options.ExpiresAtSeconds(segment.Window, segment.FrozenAtSeconds);
        foreach (WindowCell cell in segment.Cells)
        {
            batch.Add(
                new WriteRequest { PutRequest = new PutRequest { Item = WindowRowCodec.Encode(shard, segment, cell, expiresAtSeconds) } });
            if (batch.Count == BatchSize)
            {
                yield return batch;
                batch = new(BatchSize);
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private async Task StoreAsync(List<WriteRequest> batch, CancellationToken cancellationToken)
    {
        RetryPolicy.Backoff? backoff = null;
        List<WriteRequest>? left = batch;
        while (true)
        {
            int sent = left.Count;
            Exception? failure = null;
            try
            {
                left = await WriteAsync(left, cancellationToken);
            }
            catch (Exception exception) when (TableClient.IsFailureOfCall(exception))
            {
                cancellationToken.ThrowIfCancellationRequested();
                failure = exception;
            }

            if (left is null)
            {
                break;
            }

            backoff ??= retries.Start();
            if (left.Count < sent)
            {
                backoff.Progressed();
            }

            if ((failure is not null && !RetryPolicy.IsTransient(failure)) || !await backoff.WaitAsync(cancellationToken))
            {
                throw Left(
                    failure is null ? $"table '{options.WindowsTable}' left writes unprocessed (throttled)" : TableClient.Describe(failure, options.WindowsTable),
                    failure);
            }
        }

        Interlocked.Add(ref _rowsStored, batch.Count);
    }

    /// <summary>One request; what the table did not take comes back, null when it took everything.</summary>
    private async Task<List<WriteRequest>?> WriteAsync(List<WriteRequest> puts, CancellationToken cancellationToken)
    {
        BatchWriteItemResponse response = await client.BatchWriteItemAsync(
            new BatchWriteItemRequest { RequestItems = new Dictionary<string, List<WriteRequest>>(1) { [options.WindowsTable] = puts } },
            cancellationToken);
        // Asked for by table name or ARN, answered by either: whatever is in there is ours.
        List<WriteRequest>? unprocessed = response.UnprocessedItems?.Values.SingleOrDefault();
        return unprocessed is { Count: > 0 } ? unprocessed : null;
    }

    private StoreUnavailableException Left(string reason, Exception? inner)
    {
        int left = _rowCount - Volatile.Read(ref _rowsStored);
        return new StoreUnavailableException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Publishing segment {segment.Number} ({segment.Window}) of {shard}: at most {left} of {_rowCount} rows left: {reason}."),
            inner);
    }
}
