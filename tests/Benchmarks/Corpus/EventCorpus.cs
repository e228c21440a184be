using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace LogFunctions.Benchmarks.Corpus;

/// <summary>How lines are packed into Kinesis records and records into Lambda events.</summary>
internal readonly record struct Packing(int RecordsPerEvent, int LinesPerRecord, bool Gzip)
{
    public override string ToString() => $"{RecordsPerEvent} x {LinesPerRecord}{(Gzip ? " gzip" : "")}";
}

/// <summary>
/// Lambda events as the service sends them (compact JSON, base64 data, 56-digit sequence numbers that grow), in stream
/// order. Enough different bytes that walking them is a walk through memory, not through the cache.
/// </summary>
internal sealed class EventCorpus
{
    private static readonly byte[] s_shardPrefix = "\"eventID\":\"shardId-"u8.ToArray();

    private readonly int[][] _shardDigits;
    private int _shard;

    private EventCorpus(string name, byte[][] events, byte[][][] payloads, int lineCount)
    {
        Name = name;
        Events = events;
        Payloads = payloads;
        LineCount = lineCount;
        _shardDigits = [.. events.Select(FindShardDigits)];
    }

    public string Name { get; }

    public byte[][] Events { get; }

    /// <summary>The decoded record payloads of each event.</summary>
    public byte[][][] Payloads { get; }

    public int LineCount { get; }

    public long EventBytes => Events.Sum(e => (long)e.Length);

    /// <summary>
    /// Makes the same records come from a shard of another name, in place: sequence numbers and event times may then begin again
    /// without being duplicates or late.
    /// </summary>
    public void MoveToNextShard()
    {
        _shard++;
        for (int i = 0; i < Events.Length; i++)
        {
            MoveToShard(i, _shard);
        }
    }

    /// <summary>The same for one event and a shard of a given number.</summary>
    public void MoveToShard(int index, int shard)
    {
        byte[] digits = Encoding.ASCII.GetBytes(shard.ToString("D12", CultureInfo.InvariantCulture));
        foreach (int position in _shardDigits[index])
        {
            digits.CopyTo(Events[index], position);
        }
    }

    /// <summary>Makes all records of an event come from a shard.</summary>
    public static void SetShard(byte[] bytes, int shard)
    {
        byte[] digits = Encoding.ASCII.GetBytes(shard.ToString("D12", CultureInfo.InvariantCulture));
        foreach (int position in FindShardDigits(bytes))
        {
            digits.CopyTo(bytes, position);
        }
    }

    public static EventCorpus Create(string name, LogCorpus lines, Packing packing)
    {
        int linesPerEvent = packing.RecordsPerEvent * packing.LinesPerRecord;
        int eventCount = Math.Max(1, lines.LineCount / linesPerEvent);
        var events = new byte[eventCount][];
        var payloads = new byte[eventCount][][];
        for (int i = 0; i < eventCount; i++)
        {
            payloads[i] = new byte[packing.RecordsPerEvent][];
            for (int r = 0; r < packing.RecordsPerEvent; r++)
            {
                int first = i * linesPerEvent + r * packing.LinesPerRecord;
                byte[] payload = lines.Lines(first, packing.LinesPerRecord).ToArray();
                payloads[i][r] = packing.Gzip ? Compress(payload) : payload;
            }

            events[i] = MakeEvent(payloads[i], i * packing.RecordsPerEvent);
        }

        return new EventCorpus(name, events, payloads, eventCount * linesPerEvent);
    }

    private static byte[] MakeEvent(byte[][] payloads, int firstRecord)
    {
        var text = new StringBuilder("{\"Records\":[");
        for (int i = 0; i < payloads.Length; i++)
        {
            int n = firstRecord + i;
            string sequence = "49590338271490256608559692538361571095" + (921_575_989_136_588_898L + n * 3L).ToString("D18", CultureInfo.InvariantCulture);
            text.Append(i == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $"{{\"kinesis\":{{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":\"{n % 1000:D4}-{n % 77:D2}\",\"sequenceNumber\":\"{sequence}\",\"data\":\"{Convert.ToBase64String(payloads[i])}\",\"approximateArrivalTimestamp\":{1_767_225_700 + n / 555}.{n % 1000:D3}}},\"eventSource\":\"aws:kinesis\",\"eventVersion\":\"1.0\",\"eventID\":\"shardId-000000000006:{sequence}\",\"eventName\":\"aws:kinesis:record\",\"invokeIdentityArn\":\"arn:aws:iam::123456789012:role/lambda-role\",\"awsRegion\":\"us-east-2\",\"eventSourceARN\":\"arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream\"}}");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    private static int[] FindShardDigits(byte[] bytes)
    {
        var positions = new List<int>();
        for (int at = 0, next; (next = bytes.AsSpan(at).IndexOf(s_shardPrefix)) >= 0;)
        {
            at += next + s_shardPrefix.Length;
            positions.Add(at);
        }

        return [.. positions];
    }

    private static byte[] Compress(byte[] payload)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(payload);
        }

        return output.ToArray();
    }
}
