using System.Threading.Channels;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>
/// Reads one shard in order, ahead of the function: it fetches the next page while the function works on the last.
/// </summary>
internal sealed class ShardReader(IShardSource source, EventSourceOptions options, ShardProgress progress, DrainClock clock, TimeProvider time, ILocalCloudLog log)
{
    /// <summary>Pages read ahead.</summary>
    private const int PagesAhead = 2;

    /// <summary>
    /// What a page should weigh. Kinesis itself stops a page at 10 MB; kinesalite counts records only, and 10,000 large ones in one
    /// answer would stop it for seconds.
    /// </summary>
    private const int PageTargetBytes = 4 * 1024 * 1024;

    private const int FirstLimit = 100;
    private const int LimitMax = 10_000;

    private readonly Channel<IReadOnlyList<ShardRecord>> _pages = Channel.CreateBounded<IReadOnlyList<ShardRecord>>(PagesAhead);
    private int _limit = FirstLimit;

    /// <summary>The pages, none of them empty; completed when the shard is closed and read to its end.</summary>
    public ChannelReader<IReadOnlyList<ShardRecord>> Pages => _pages.Reader;

    /// <param name="onPositioned">Called once the first iterator is there: records put from now on will be read.</param>
    public async Task RunAsync(string shardId, ReadPosition position, Action onPositioned, CancellationToken cancellationToken)
    {
        try
        {
            await ReadToEndAsync(shardId, position, onPositioned, cancellationToken);
            _pages.Writer.TryComplete();
        }
        catch (Exception error)
        {
            _pages.Writer.TryComplete(error);
        }
    }

    private async Task ReadToEndAsync(string shardId, ReadPosition position, Action onPositioned, CancellationToken cancellationToken)
    {
        string? iterator = null;
        TimeSpan idleDelay = options.IdlePollDelay;
        for (int failureCount = 0; ;)
        {
            long instant = clock.Now;
            RecordPage page;
            try
            {
                iterator ??= await source.GetIteratorAsync(shardId, position, cancellationToken);
                onPositioned();
                page = await source.ReadAsync(iterator, _limit, cancellationToken);
                failureCount = 0;
            }
            catch (IteratorExpiredException)
            {
                // A function that was slow for minutes: go on behind the last record read.
                iterator = null;
                continue;
            }
            catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // The same iterator again: only so is nothing skipped when reading began at LATEST.
                await PauseAsync(shardId, ++failureCount, error, cancellationToken);
                continue;
            }

            iterator = page.NextIterator;
            if (page.Records.Count > 0)
            {
                idleDelay = options.IdlePollDelay;
                position = ReadPosition.After(page.Records[^1].SequenceNumber);
                AdaptLimit(page.Records);
                progress.Read(page.Records.Count);
                await _pages.Writer.WriteAsync(page.Records, cancellationToken);
            }

            if (iterator is null)
            {
                return;
            }

            if (page.Records.Count == 0)
            {
                ReportCaughtUp(page, instant);
                await Task.Delay(idleDelay, time, cancellationToken);
                idleDelay = Min(2 * idleDelay, options.IdlePollDelayMax);
            }
        }
    }

    private void ReportCaughtUp(RecordPage page, long instant)
    {
        if (page.MillisBehindLatest == 0)
        {
            progress.CaughtUp(instant);
        }
    }

    private Task PauseAsync(string shardId, int failureCount, Exception error, CancellationToken cancellationToken)
    {
        TimeSpan delay = Min(options.RetryDelay * Math.Pow(2, Math.Min(failureCount - 1, 20)), options.RetryDelayMax);
        log.Warning($"{shardId}: {error.Message} Reading again in {delay.TotalSeconds} s.");
        return Task.Delay(delay, time, cancellationToken);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    /// <summary>Grows fourfold at most per page, shrinks at once.</summary>
    private void AdaptLimit(IReadOnlyList<ShardRecord> records)
    {
        int largestBytes = 1;
        foreach (ShardRecord record in records)
        {
            largestBytes = Math.Max(largestBytes, record.Data.Length);
        }

        _limit = Math.Clamp(PageTargetBytes / largestBytes, 1, Math.Min(LimitMax, 4 * _limit));
    }
}
