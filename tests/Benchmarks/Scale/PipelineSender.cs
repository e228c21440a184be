using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using LogFunctions.Benchmarks.Corpus;

namespace LogFunctions.Benchmarks.Scale;

/// <summary>
/// Puts prepared records of 100 lines into a stream as fast as it takes them, for a while. What the stream throttles is put again, so that the
/// number of lines is known.
/// </summary>
internal sealed class PipelineSender(IAmazonKinesis kinesis, string streamName, LogCorpus lines)
{
    private const int Senders = 2;
    private const int LinesPerRecord = 100;
    private const int RecordsPerPut = 20; // about half a MB
    private const int MaxAttempts = 200;

    private readonly byte[][] _payloads = [.. Enumerable.Range(0, lines.LineCount / LinesPerRecord).Select(i => lines.Lines(i * LinesPerRecord, LinesPerRecord).ToArray())];
    private int _nextPayload;

    /// <summary>Lines that the stream took.</summary>
    public async Task<long> SendAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(duration);
        long[] sent = await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(() => SendUntilAsync(end.Token, cancellationToken), cancellationToken)));
        return sent.Sum();
    }

    private async Task<long> SendUntilAsync(CancellationToken end, CancellationToken cancellationToken)
    {
        long sent = 0;
        while (!end.IsCancellationRequested)
        {
            List<PutRecordsRequestEntry> entries = [.. Enumerable.Range(0, RecordsPerPut).Select(_ => NextEntry())];
            await PutAsync(entries, cancellationToken);
            sent += RecordsPerPut * LinesPerRecord;
        }

        return sent;
    }

    private PutRecordsRequestEntry NextEntry()
    {
        int number = Interlocked.Increment(ref _nextPayload);
        return new PutRecordsRequestEntry
        {
            Data = new MemoryStream(_payloads[number % _payloads.Length], writable: false),
            PartitionKey = Guid.NewGuid().ToString("N"),
        };
    }

    private async Task PutAsync(List<PutRecordsRequestEntry> entries, CancellationToken cancellationToken)
    {
        for (int attempt = 1; entries.Count > 0; attempt++)
        {
            PutRecordsResponse response = await kinesis.PutRecordsAsync(new PutRecordsRequest { StreamName = streamName, Records = entries }, cancellationToken);
            List<PutRecordsResultEntry> results = response.Records ?? [];
            entries = [.. entries.Where((_, i) => results[i].ErrorCode is not null)];
            if (entries.Count > 0)
            {
                if (attempt == MaxAttempts)
                {
                    throw new InvalidOperationException($"The stream refused {entries.Count} records {MaxAttempts} times: {results.First(result => result.ErrorCode is not null).ErrorCode}.");
                }

                entries.ForEach(entry => entry.Data.Position = 0);
                await Task.Delay(50, cancellationToken);
            }
        }
    }
}
