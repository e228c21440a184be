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
        string? iterator = await source.GetIteratorAsync(shardId, position, cancellationToken);
        onPositioned();
        TimeSpan idleDelay = options.IdlePollDelay;
        while (iterator is not null)
        {
            long instant = clock.Now;
            RecordPage page;
            try
            {
                page = await source.ReadAsync(iterator, _limit, cancellationToken);
            }
            catch (IteratorExpiredException)
            {
                // A function that was slow for minutes: go on behind the last record read.
                iterator = await source.GetIteratorAsync(shardId, position, cancellationToken);
                continue;
            }
            catch (ReadThrottledException)
            {
                log.Warning($"{shardId}: reads are throttled; waiting {options.RetryDelay.TotalSeconds} s.");
                await Task.Delay(options.RetryDelay, time, cancellationToken);
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
            else if (iterator is not null)
            {
                if (page.MillisBehindLatest == 0)
                {
                    progress.CaughtUp(instant);
                }

                await Task.Delay(idleDelay, time, cancellationToken);
                idleDelay = idleDelay * 2 < options.IdlePollDelayMax ? idleDelay * 2 : options.IdlePollDelayMax;
            }
        }
    }

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
