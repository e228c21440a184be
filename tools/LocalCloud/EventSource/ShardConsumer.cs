namespace LogFunctions.LocalCloud.EventSource;

/// <summary>Packs the records of one shard into batches, as the batch size, the payload limit and the batching window allow, and delivers one after the other.</summary>
internal sealed class ShardConsumer(ShardReader reader, BatchDelivery delivery, KinesisEventWriter writer, EventSourceOptions options, TimeProvider time)
{
    private readonly Queue<(ShardRecord Record, int Bytes)> _pending = new();
    private long _pendingBytes = KinesisEventWriter.EnvelopeBytes;

    /// <summary>Completes when the shard is closed and every record of it is settled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (_pending.Count > 0 || await FetchAsync(cancellationToken))
        {
            await GatherAsync(cancellationToken);
            await delivery.DeliverAsync(TakeBatch(), cancellationToken);
        }
    }

    private bool IsFull => _pending.Count >= options.BatchSize || _pendingBytes >= options.PayloadLimitBytes;

    /// <summary>Waits for more until the batch is full, the window is over, or the shard ends.</summary>
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        TakeWhatIsThere();
        if (IsFull || options.BatchingWindow == TimeSpan.Zero)
        {
            return;
        }

        using var window = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), window, options.BatchingWindow, Timeout.InfiniteTimeSpan);
        try
        {
            while (!IsFull && await FetchAsync(window.Token))
            {
                TakeWhatIsThere();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The window is over.
        }
    }

    private async Task<bool> FetchAsync(CancellationToken cancellationToken)
    {
        if (!await reader.Pages.WaitToReadAsync(cancellationToken))
        {
            return false;
        }

        TakeWhatIsThere();
        return true;
    }

    private void TakeWhatIsThere()
    {
        while (!IsFull && reader.Pages.TryRead(out IReadOnlyList<ShardRecord>? page))
        {
            foreach (ShardRecord record in page)
            {
                int bytes = writer.SizeOf(record);
                _pending.Enqueue((record, bytes));
                _pendingBytes += bytes;
            }
        }
    }

    /// <summary>As many records as fit, at least one: a record that alone exceeds the limit is a batch of its own, for the destination.</summary>
    private ShardRecord[] TakeBatch()
    {
        var batch = new List<ShardRecord>(Math.Min(_pending.Count, options.BatchSize));
        long bytes = KinesisEventWriter.EnvelopeBytes;
        while (batch.Count < options.BatchSize && _pending.TryPeek(out (ShardRecord Record, int Bytes) next)
            && (batch.Count == 0 || bytes + next.Bytes <= options.PayloadLimitBytes))
        {
            _pending.Dequeue();
            _pendingBytes -= next.Bytes;
            bytes += next.Bytes;
            batch.Add(next.Record);
        }

        return [.. batch];
    }
}
