using System.Globalization;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;

namespace LogFunctions.Cli.Replay;

/// <summary>
/// Puts records into a stream. PutRecords may refuse some records of a request: those are sent again, with backoff and jitter,
/// until they are taken; a line is sent or the run fails.
/// </summary>
/// <param name="client">The stream's API; stays the caller's.</param>
/// <param name="streamName">The stream.</param>
/// <param name="time">Timers of the backoff.</param>
/// <param name="random">Jitter.</param>
internal sealed class KinesisWriter(IAmazonKinesis client, string streamName, TimeProvider time, Random random)
{
    private const int MaxAttempts = 60;
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(2);

    private long _keys;

    /// <summary>Record attempts refused by the stream, because a shard had enough or failed.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>Delivers the records; those of one shard in order, unless some are refused.</summary>
    /// <exception cref="CliException">The stream goes on refusing.</exception>
    public async Task WriteAsync(IReadOnlyList<LineRecord> records, CancellationToken cancellationToken)
    {
        List<PutRecordsRequestEntry> entries = [.. records.Select(ToEntry)];
        for (int attempt = 1; ; attempt++)
        {
            PutRecordsResponse response = await client.PutRecordsAsync(new PutRecordsRequest { StreamName = streamName, Records = entries }, cancellationToken);
            if (response.FailedRecordCount is null or 0)
            {
                return;
            }

            List<PutRecordsResultEntry> results = response.Records ?? [];
            PutRecordsResultEntry[] refused = [.. results.Where(r => r.ErrorCode is not null)];
            RefusedCount += refused.Length;
            if (attempt == MaxAttempts)
            {
                throw new CliException($"stream {streamName} refused {refused.Length} records {MaxAttempts} times: {refused[0].ErrorCode}: {refused[0].ErrorMessage}");
            }

            entries = [.. entries.Where((_, i) => results[i].ErrorCode is not null)];
            entries.ForEach(e => e.Data.Position = 0);
            await Task.Delay(Backoff(attempt), time, cancellationToken);
        }
    }

    // Keys are hashed by MD5: counting spreads records evenly over the shards.
    private PutRecordsRequestEntry ToEntry(LineRecord record) => new()
    {
        Data = new MemoryStream(record.Data.ToArray(), writable: false),
        PartitionKey = record.PartitionKey ?? (_keys++).ToString("x8", CultureInfo.InvariantCulture),
    };

    private TimeSpan Backoff(int attempt)
    {
        double ceiling = Math.Min(s_maxDelay.TotalMilliseconds, s_firstDelay.TotalMilliseconds * Math.Pow(2, attempt - 1));
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + (0.5 * random.NextDouble())));
    }
}
