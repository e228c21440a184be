namespace LogFunctions.Aggregator;

/// <summary>Where rejected lines are kept: S3, or a test.</summary>
public interface IRejectSink
{
    /// <summary>
    /// Keeps one file. Idempotent: the key names the first and the last line looked at, so it never has two contents, and a batch
    /// that is delivered again writes the same file again. Delivered with other bounds it writes another file; the same line may be
    /// in several.
    /// </summary>
    /// <param name="key">Relative path, for example <c>stream/shardId-000000000000/2026/11/23/4959…898-0_4959…902-3.ndjson.gz</c>.</param>
    /// <param name="gzipNdjson">One JSON object per line, gzip; valid until the task ends.</param>
    /// <param name="cancellationToken">Ends at the invocation's deadline.</param>
    Task WriteAsync(string key, ReadOnlyMemory<byte> gzipNdjson, CancellationToken cancellationToken);
}
