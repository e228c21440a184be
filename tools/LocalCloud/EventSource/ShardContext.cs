namespace LogFunctions.LocalCloud.EventSource;

/// <summary>What the mapping and all its shards share.</summary>
internal sealed record MappingContext(
    string MappingId,
    string StreamArn,
    string Region,
    string FunctionName,
    string FunctionArn,
    EventSourceOptions Options,
    IFailureDestination? Destination,
    CheckpointStore Checkpoints,
    MetricCollector Metrics,
    ILocalCloudLog Log,
    TimeProvider Time)
{
    /// <summary>What the template calls the mapping: the function's id and the event's; empty outside a template.</summary>
    public string MappingName { get; init; } = "";

    /// <summary>Makes the last part of the keys in the destination, and request ids; they must not repeat.</summary>
    public Func<string> NewId { get; init; } = () => Guid.NewGuid().ToString();
}

/// <summary>The bookkeeping of one shard: checkpoint, progress, pauses, records given up.</summary>
internal sealed class ShardContext(MappingContext mapping, string shardId, ShardProgress progress)
{
    private readonly EventSourceOptions _options = mapping.Options;

    public string NewRequestId() => mapping.NewId();

    public bool IsTooOld(ShardRecord record) => _options.MaximumRecordAge is { } maximumAge && mapping.Time.GetUtcNow() - record.ArrivalTime > maximumAge;

    public void CountAttempt(ShardRecord last)
    {
        double ageMs = Math.Max(0, (mapping.Time.GetUtcNow() - last.ArrivalTime).TotalMilliseconds);
        mapping.Metrics.Add("AWS/Lambda", "IteratorAge", $"FunctionName={mapping.FunctionName}", ageMs);
    }

    public void Warn(string message) => mapping.Log.Warning($"{mapping.FunctionName} {shardId}: {message}");

    public void Settle(ReadOnlySpan<ShardRecord> records)
    {
        mapping.Checkpoints.Advance(shardId, records[^1].SequenceNumber);
        progress.Settle(records.Length);
    }

    /// <summary>Waits before the next try, longer each time.</summary>
    public Task PauseAsync(int failureCount, string reason, CancellationToken cancellationToken)
    {
        double factor = Math.Pow(2, Math.Clamp(failureCount - 1, 0, 20));
        TimeSpan delay = _options.RetryDelay * factor < _options.RetryDelayMax ? _options.RetryDelay * factor : _options.RetryDelayMax;
        Warn($"{reason}; trying again in {delay.TotalSeconds} s.");
        return Task.Delay(delay, mapping.Time, cancellationToken);
    }

    /// <summary>Writes the records to the on-failure destination. Until that has worked the shard stands still, so nothing is lost.</summary>
    public async Task GiveUpAsync(
        ReadOnlyMemory<ShardRecord> records, ReadOnlyMemory<byte> payload, FailedTries tries, CancellationToken cancellationToken)
    {
        if (mapping.Destination is null)
        {
            mapping.Log.Error($"{mapping.FunctionName} {shardId}: {records.Length} records were given up ({tries.Reason}) and are lost: there is no on-failure destination.");
            return;
        }

        DateTimeOffset now = mapping.Time.GetUtcNow();
        string key = FailureDocument.Key(mapping.MappingId, shardId, now, mapping.NewId());
        var info = new FailureInfo(tries, shardId, mapping.StreamArn, mapping.FunctionArn, now);
        byte[] document = FailureDocument.Write(info, records.Span, payload.Span);
        for (int failureCount = 1; ; failureCount++)
        {
            try
            {
                await mapping.Destination.WriteAsync(key, document, cancellationToken);
                break;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                await PauseAsync(failureCount, $"the on-failure destination cannot be written ({error.Message})", cancellationToken);
            }
        }

        mapping.Metrics.Add("AWS/Lambda", "OnFailureDestinationDeliveredEventCount", $"FunctionName={mapping.FunctionName}", records.Length);
        if (mapping.MappingName.Length > 0)
        {
            // As Lambda counts it; the mapping's name stands for its id here.
            mapping.Metrics.Add("AWS/Lambda", "OnFailureDestinationDeliveredEventCount", $"EventSourceMappingUUID={mapping.MappingName}", records.Length);
        }
        Warn($"{records.Length} records were given up ({tries.Reason}) and kept as {key}.");
    }
}
