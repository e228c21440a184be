using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.KinesisEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Quick;

namespace LogFunctions.Benchmarks.Peers;

/// <summary>
/// The C# handler the AWS documentation shows, with what it needs to do part of our job: KinesisEvent by the source-generated serializer,
/// a string per record, JsonSerializer.Deserialize, a Dictionary per (minute, endpoint) with counts and a histogram.
/// It does less than ours: one dimension, one window size, no templating, no ledger.
/// </summary>
internal sealed class DocumentedHandler
{
    public const string Name = "documented C# handler";

    private readonly SourceGeneratorLambdaJsonSerializer<DocumentedJsonContext> _serializer = new();
    private readonly Dictionary<(long Minute, string Endpoint), Row> _rows = [];

    public static Measure Measure(EventCorpus corpus, int events)
    {
        byte[][] sample = corpus.Events[..Math.Min(events, corpus.Events.Length)];
        long lines = (long)corpus.LineCount / corpus.Events.Length * sample.Length;
        var handler = new DocumentedHandler();
        return new Measure(Name, lines, sample.Sum(e => (long)e.Length), () =>
        {
            long handled = 0;
            foreach (byte[] bytes in sample)
            {
                handled += handler.Handle(bytes);
            }

            if (handled != lines)
            {
                throw new InvalidOperationException($"The handler counted {handled} lines, expected {lines}.");
            }
        }, () => handler._rows.Clear(), sample.Length);
    }

    private long Handle(byte[] eventJson)
    {
        KinesisEvent kinesisEvent = _serializer.Deserialize<KinesisEvent>(new MemoryStream(eventJson))!;
        long lines = 0;
        foreach (KinesisEvent.KinesisEventRecord record in kinesisEvent.Records!)
        {
            using var reader = new StreamReader(record.Kinesis!.Data!, Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                WebLog log = JsonSerializer.Deserialize(line, DocumentedJsonContext.Default.WebLog)!;
                Add(log);
                lines++;
            }
        }

        return lines;
    }

    private void Add(WebLog log)
    {
        DateTime time = DateTime.Parse(log.Ts, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        (long, string) key = (time.Ticks / TimeSpan.TicksPerMinute, log.Method + " " + log.Endpoint);
        if (!_rows.TryGetValue(key, out Row? row))
        {
            _rows[key] = row = new Row();
        }

        row.Requests++;
        row.Classes[log.Status / 100 % 6]++;
        row.Bytes += log.Bytes;
        row.LatencySumMs += log.RtMs;
        row.Histogram[(int)Math.Clamp(Math.Log(log.RtMs + 1) * 50, 0, 1023)]++;
    }

    private sealed class Row
    {
        public readonly long[] Classes = new long[6];
        public readonly int[] Histogram = new int[1024];
        public long Requests;
        public long Bytes;
        public double LatencySumMs;
    }
}

internal sealed record WebLog
{
    [JsonPropertyName("ts")]
    public required string Ts { get; init; }

    [JsonPropertyName("method")]
    public required string Method { get; init; }

    [JsonPropertyName("endpoint")]
    public required string Endpoint { get; init; }

    [JsonPropertyName("region")]
    public string? Region { get; init; }

    [JsonPropertyName("status")]
    public int Status { get; init; }

    [JsonPropertyName("rt_ms")]
    public double RtMs { get; init; }

    [JsonPropertyName("bytes")]
    public long Bytes { get; init; }
}

[JsonSerializable(typeof(KinesisEvent))]
[JsonSerializable(typeof(WebLog))]
internal sealed partial class DocumentedJsonContext : JsonSerializerContext;
