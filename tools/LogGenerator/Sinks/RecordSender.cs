using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using LogFunctions.LogGenerator.Packing;

namespace LogFunctions.LogGenerator.Sinks;

/// <summary>
/// Gathers records into PutRecords requests and sees each record through: accepted, or given up after
/// <see cref="KinesisSinkOptions.MaxAttempts"/>. Used by one producer; requests run side by side up to the bound.
/// </summary>
internal sealed class RecordSender(IAmazonKinesis client, KinesisSinkOptions options, SinkTally tally, TimeProvider time, Random jitter) : IAsyncDisposable
{
    /// <summary>Limit of the service.</summary>
    private const int MaxRecordsPerRequest = 500;

    /// <summary>The service takes 10 MiB; older emulators 5 MB. Larger requests are no faster.</summary>
    private const int MaxRequestBytes = 1 << 20;

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _slots = new(options.MaxRequestsInFlight);
    private readonly HashSet<Task> _inFlight = [];
    private List<PackedRecord> _gathered = [];
    private int _gatheredBytes;

    /// <summary>Takes a record; sends the gathered ones when they fill a request. Waits while the bound of requests is reached.</summary>
    public async ValueTask AddAsync(PackedRecord record, CancellationToken cancellationToken)
    {
        int size = record.SizeBytes;
        if (_gathered.Count == MaxRecordsPerRequest || (_gathered.Count > 0 && _gatheredBytes + size > MaxRequestBytes))
        {
            await SubmitAsync(cancellationToken);
        }

        tally.AddRecord(record);
        _gathered.Add(record);
        _gatheredBytes += size;
    }

    /// <summary>Sends what is gathered, without waiting for the answer.</summary>
    public async ValueTask SubmitAsync(CancellationToken cancellationToken)
    {
        await ThrowIfFailedAsync();
        if (_gathered.Count == 0)
        {
            return;
        }

        await _slots.WaitAsync(cancellationToken);
        List<PackedRecord> records = _gathered;
        _gathered = [];
        _gatheredBytes = 0;
        // Without the caller's token: what was taken is seen through, also after Ctrl-C; the attempts are bounded.
        _inFlight.Add(SendAsync(records));
    }

    /// <summary>Sends what is gathered and waits for every answer.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        await SubmitAsync(cancellationToken);
        await Task.WhenAll(_inFlight);
        _inFlight.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(_inFlight);
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException)
        {
            // Thrown to the producer already, or it is on its way out with another failure.
        }

        _slots.Dispose();
    }

    private async ValueTask ThrowIfFailedAsync()
    {
        foreach (Task done in _inFlight.Where(task => task.IsCompleted).ToArray())
        {
            _inFlight.Remove(done);
            await done;
        }
    }

    private async Task SendAsync(List<PackedRecord> records)
    {
        try
        {
            for (int attempt = 1; records.Count > 0; attempt++)
            {
                bool isLast = attempt == options.MaxAttempts;
                records = await PutAsync(records, isLast);
                if (records.Count > 0 && isLast)
                {
                    // Refused to the end: the others may have more luck.
                    tally.AddFailed(records);
                    return;
                }

                if (records.Count > 0)
                {
                    tally.AddRetried(records.Count);
                    await Task.Delay(DelayAfter(attempt), time);
                }
            }
        }
        catch
        {
            tally.AddFailed(records);
            throw;
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>
    /// One request; returns the records that must be sent again. Throws what no retry can cure, and the last time also that
    /// there was no answer: nobody is there.
    /// </summary>
    private async Task<List<PackedRecord>> PutAsync(List<PackedRecord> records, bool isLast)
    {
        PutRecordsResponse response;
        try
        {
            response = await client.PutRecordsAsync(NewRequest(records));
        }
        catch (ProvisionedThroughputExceededException exception)
        {
            tally.AddThrottled(records.Count);
            tally.SetError(exception.Message);
            return records;
        }
        catch (Exception exception) when (!isLast && IsWorthRetrying(exception))
        {
            tally.AddPossiblyDoubled(records.Count);
            tally.SetError(exception.Message);
            return records;
        }

        if (response.Records?.Count != records.Count)
        {
            throw new InvalidOperationException($"PutRecords answered for {response.Records?.Count ?? 0} of {records.Count} records.");
        }

        return Refused(records, response.Records);
    }

    private List<PackedRecord> Refused(List<PackedRecord> records, List<PutRecordsResultEntry> results)
    {
        var refused = new List<PackedRecord>();
        int throttled = 0;
        for (int i = 0; i < records.Count; i++)
        {
            if (string.IsNullOrEmpty(results[i].ErrorCode))
            {
                continue;
            }

            refused.Add(records[i]);
            throttled += results[i].ErrorCode == nameof(ProvisionedThroughputExceededException) ? 1 : 0;
            tally.SetError($"{results[i].ErrorCode}: {results[i].ErrorMessage}");
        }

        tally.AddAccepted(records.Count - refused.Count);
        tally.AddThrottled(throttled);
        return refused;
    }

    private PutRecordsRequest NewRequest(List<PackedRecord> records) => new()
    {
        StreamName = options.StreamName,
        Records = [.. records.Select(record => new PutRecordsRequestEntry { Data = new MemoryStream(record.Data, writable: false), PartitionKey = record.PartitionKey })],
    };

    /// <summary>
    /// No answer at all (time-out, broken connection) or a failure of the service. Such a request may have been carried out:
    /// sending it again can double its records, which is counted.
    /// </summary>
    private static bool IsWorthRetrying(Exception exception) => exception switch
    {
        AmazonServiceException service => (int)service.StatusCode >= 500 || service.StatusCode == 0 || service.Retryable is not null,
        AmazonClientException or HttpRequestException or IOException or TaskCanceledException => true,
        _ => false,
    };

    /// <summary>Doubles from attempt to attempt up to the bound; half of it is random, so that producers spread out.</summary>
    private TimeSpan DelayAfter(int attempt)
    {
        double delayMs = Math.Min(s_maxDelay.TotalMilliseconds, s_firstDelay.TotalMilliseconds * Math.Pow(2, attempt - 1));
        double share;
        lock (jitter)
        {
            share = jitter.NextDouble();
        }

        return TimeSpan.FromMilliseconds(delayMs * (0.5 + (share / 2)));
    }
}
