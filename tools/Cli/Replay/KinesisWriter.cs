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
    public Task WriteAsync(IReadOnlyList<LineRecord> records, CancellationToken cancellationToken) =>
        WriteAsync([.. records.Select(r => (r.Data, r.PartitionKey))], taken: null, cancellationToken);

    /// <summary>Delivers records with partition keys of their own (null = any) in one request, and tells which were taken as soon as they are.</summary>
    /// <exception cref="CliException">The stream goes on refusing some; the others were told.</exception>
    public async Task WriteAsync(IReadOnlyList<(ReadOnlyMemory<byte> Data, string? PartitionKey)> records, Action<int>? taken, CancellationToken cancellationToken)
    {
        List<(PutRecordsRequestEntry Entry, int Index)> entries = [.. records.Select((r, i) => (ToEntry(r.Data, r.PartitionKey), i))];
        for (int attempt = 1; ; attempt++)
        {
            var request = new PutRecordsRequest { StreamName = streamName, Records = [.. entries.Select(e => e.Entry)] };
            PutRecordsResponse response = await client.PutRecordsAsync(request, cancellationToken);
            List<PutRecordsResultEntry> results = response.Records ?? [];
            bool hasRefused = response.FailedRecordCount is not (null or 0);
            for (int i = 0; i < entries.Count; i++)
            {
                if (!hasRefused || results[i].ErrorCode is null)
                {
                    taken?.Invoke(entries[i].Index);
                }
            }

            if (!hasRefused)
            {
                return;
            }

            PutRecordsResultEntry[] refused = [.. results.Where(r => r.ErrorCode is not null)];
            RefusedCount += refused.Length;
            if (attempt == MaxAttempts)
            {
                throw new CliException($"stream {streamName} refused {refused.Length} records {MaxAttempts} times: {refused[0].ErrorCode}: {refused[0].ErrorMessage}");
            }

            entries = [.. entries.Where((_, i) => results[i].ErrorCode is not null)];
            entries.ForEach(e => e.Entry.Data.Position = 0);
            await Task.Delay(Backoff(attempt), time, cancellationToken);
        }
    }

    // Keys are hashed by MD5: counting spreads records evenly over the shards.
    private PutRecordsRequestEntry ToEntry(ReadOnlyMemory<byte> data, string? partitionKey) => new()
    {
        Data = new MemoryStream(data.ToArray(), writable: false),
        PartitionKey = partitionKey ?? (_keys++).ToString("x8", CultureInfo.InvariantCulture),
    };

    private TimeSpan Backoff(int attempt)
    {
        double ceiling = Math.Min(s_maxDelay.TotalMilliseconds, s_firstDelay.TotalMilliseconds * Math.Pow(2, attempt - 1));
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + (0.5 * random.NextDouble())));
    }
}
