namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>Counts the stream's metrics of namespace AWS/Kinesis, by the names and meanings of the service.</summary>
internal sealed class StreamMetrics(MetricCollector metrics, TimeProvider time)
{
    private const string Namespace = "AWS/Kinesis";

    /// <summary>Counts a PutRecord or PutRecords.</summary>
    /// <param name="streamName">The stream.</param>
    /// <param name="operation">Which of them.</param>
    /// <param name="accepted">Records taken.</param>
    /// <param name="acceptedBytes">Their data and keys.</param>
    /// <param name="throttled">Records that their shard was too full for.</param>
    /// <param name="failed">Records that failed otherwise.</param>
    /// <param name="elapsed">Time of the call.</param>
    public void Put(string streamName, string operation, int accepted, long acceptedBytes, int throttled, int failed, TimeSpan elapsed)
    {
        Add(streamName, $"{operation}.Success", accepted > 0 ? 1 : 0);
        Add(streamName, $"{operation}.Latency", Math.Round(elapsed.TotalMilliseconds));
        Add(streamName, $"{operation}.Bytes", acceptedBytes);
        if (operation == "PutRecords")
        {
            Add(streamName, "PutRecords.TotalRecords", accepted + throttled + failed);
            Add(streamName, "PutRecords.SuccessfulRecords", accepted);
            Add(streamName, "PutRecords.ThrottledRecords", throttled);
            Add(streamName, "PutRecords.FailedRecords", failed);
        }

        // Only what was taken is incoming: a full stream never looks more than full.
        Add(streamName, "IncomingRecords", accepted);
        Add(streamName, "IncomingBytes", acceptedBytes);
        Add(streamName, "WriteProvisionedThroughputExceeded", throttled);
    }

    /// <summary>Counts a GetRecords.</summary>
    public void Get(string streamName, GetSummary? summary, TimeSpan elapsed)
    {
        Add(streamName, "GetRecords.Success", summary is null ? 0 : 1);
        Add(streamName, "GetRecords.Latency", Math.Round(elapsed.TotalMilliseconds));
        if (summary is { } read)
        {
            Add(streamName, "GetRecords.Records", read.Records);
            Add(streamName, "GetRecords.Bytes", read.Bytes);
            Add(streamName, "GetRecords.IteratorAgeMilliseconds", read.MillisBehindLatest);
        }
    }

    private void Add(string streamName, string name, double value) =>
        metrics.Add(new MetricKey(Namespace, name, "StreamName=" + streamName), time.GetUtcNow().ToUnixTimeSeconds(), value, 1);
}
