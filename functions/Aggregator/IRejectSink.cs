namespace LogFunctions.Aggregator;

/// <summary>Where rejected lines are kept: S3, a folder, or a test.</summary>
public interface IRejectSink
{
    /// <summary>
    /// Keeps one file. Idempotent: the key follows from the position in the stream, so a batch that is delivered again writes the
    /// same file again.
    /// </summary>
    /// <param name="key">Relative path, for example <c>stream/shardId-000000000000/2026/11/23/4959…-0.ndjson.gz</c>.</param>
    /// <param name="gzipNdjson">One JSON object per line, gzip; valid until the task ends.</param>
    /// <param name="cancellationToken">Ends at the invocation's deadline.</param>
    Task WriteAsync(string key, ReadOnlyMemory<byte> gzipNdjson, CancellationToken cancellationToken);
}
