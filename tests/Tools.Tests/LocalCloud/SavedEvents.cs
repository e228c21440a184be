using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using LogFunctions.LocalCloud.EventSource;

namespace LogFunctions.LocalCloud;

/// <summary>One event of tests/events: its file, what it shows, and how many lines of it count.</summary>
internal sealed record SavedEvent(string File, string Story, int Accepted, int Rejected, Func<byte[]> Make);

/// <summary>
/// Makes the events of tests/events, each with the real encoder of its story: the event writer of the local event source, gzip,
/// the protobuf of KPL. Deterministic but for the bytes of gzip.
/// </summary>
internal static class SavedEvents
{
    private const string StreamArn = "arn:aws:kinesis:us-east-1:123456789012:stream/log-functions-LogStream";
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 5, 0, TimeSpan.Zero);

    private static readonly string[] s_json =
    [
        """{"ts":"2026-03-01T12:05:00.123Z","ip":"203.0.113.7","region":"eu-west-1","method":"GET","endpoint":"/orders/42?page=2","status":200,"rt_ms":12.5,"bytes":5123,"ua":"Mozilla/5.0"}""",
        """{"ts":"2026-03-01T12:05:01.004Z","ip":"2001:db8::7","region":"eu-west-1","method":"POST","endpoint":"/orders","status":201,"rt_ms":48.25,"bytes":310,"ua":"okhttp/4.12"}""",
        """{"ts":"2026-03-01T12:05:02.750Z","ip":"198.51.100.23","region":"us-east-1","method":"GET","endpoint":"/products/9f1c2a7e-0b7e-4a9e-9a55-0c1f6d3e2b11","status":404,"rt_ms":3.1,"bytes":153,"ua":"curl/8.5.0"}""",
        """{"ts":"2026-03-01T12:05:03.400Z","ip":"198.51.100.24","region":"us-east-1","method":"GET","endpoint":"/health","status":200,"rt_ms":0.4,"bytes":2,"ua":"ELB-HealthChecker/2.0"}""",
        """{"ts":"2026-03-01T12:05:04.900Z","ip":"203.0.113.99","region":"ap-south-1","method":"DELETE","endpoint":"/orders/43","status":500,"rt_ms":1204,"bytes":87,"ua":"okhttp/4.12"}""",
    ];

    private static readonly string[] s_combined =
    [
        """203.0.113.7 - - [01/Mar/2026:12:05:00 +0000] "GET /index.html HTTP/1.1" 200 5123 "https://www.example.com/" "Mozilla/5.0 (X11; Linux x86_64)" """.TrimEnd(),
        """2001:db8::7 - frank [01/Mar/2026:13:05:01 +0100] "POST /login?next=%2F HTTP/2.0" 302 0 "-" "Mozilla/5.0" """.TrimEnd(),
        """198.51.100.23 - - [01/Mar/2026:12:05:02 +0000] "\x16\x03\x01" 400 226 "-" "-" """.TrimEnd(),
    ];

    public static IReadOnlyList<SavedEvent> All { get; } =
    [
        new("json.json", "one JSON line per record, as most producers put them", 3, 0,
            () => Event(0, [.. s_json[..3].Select(line => Encoding.UTF8.GetBytes(line + "\n"))])),
        new("ndjson.json", "many JSON lines in one record", 5, 0, () => Event(1, [Lines(s_json)])),
        new("gzip.json", "a gzip record of many lines", 5, 0, () => Event(2, [Gzip(Lines(s_json))])),
        new("combined.json", "Apache combined lines: IPv6, a zone, TLS bytes as request", 3, 0, () => Event(3, [Lines(s_combined[..2]), Lines(s_combined[2..])])),
        new("kpl.json", "an aggregate of the Kinesis Producer Library with four user records", 4, 0, () => Event(4, [Kpl(s_json[..4])])),
        new("cloudwatch-logs.json", "a CloudWatch Logs subscription: a control message, then three log events", 3, 0,
            () => Event(5, [Gzip(Subscription("CONTROL_MESSAGE", ["CWL CONTROL MESSAGE: Checking health of destination"])), Gzip(Subscription("DATA_MESSAGE", s_json[..3]))])),
        new("bad-lines.json", "good lines between cut, timeless, statusless and binary ones: each bad line is a reject, its neighbours count", 3, 4, () => Event(6, [BadLines()])),
        new("sweep.json", "the minute schedule: publish the windows of quiet shards", 0, 0, () => """{"sweep":true}"""u8.ToArray()),
        new("drain.json", "publish everything now, open windows too", 0, 0, () => """{"sweep":true,"drain":true}"""u8.ToArray()),
    ];

    /// <summary>The event in the saved form: indented, for people.</summary>
    public static string Format(byte[] eventJson) =>
        JsonNode.Parse(eventJson)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }) + "\n";

    /// <summary>Payloads with gzip undone, so that two events can be compared whatever zlib compressed them.</summary>
    public static IReadOnlyList<string> Payloads(string eventJson) =>
    [
        .. (JsonNode.Parse(eventJson)!["Records"] as JsonArray ?? []).Select(record =>
        {
            byte[] data = Convert.FromBase64String((string)record!["kinesis"]!["data"]!);
            return Convert.ToHexString(data is [0x1f, 0x8b, ..] ? Gunzip(data) : data);
        }),
    ];

    private static byte[] Event(int shard, byte[][] payloads)
    {
        string shardId = string.Create(CultureInfo.InvariantCulture, $"shardId-{shard:D12}");
        var writer = new KinesisEventWriter(shardId, StreamArn, "us-east-1");
        ShardRecord[] records =
        [
            .. payloads.Select((payload, index) => new ShardRecord(
                // 56 digits, as the service gives them; a few hundred apart, the shard's number in the lowest bits.
                string.Create(CultureInfo.InvariantCulture, $"49661{shard:D2}30884412907754162389045178332910{8_465_913 + (index * 317):D7}9136{(shard * 16) + 2:D6}"),
                index == 0 ? "203.0.113.7" : "2001:db8::7",
                payload,
                s_start.AddMilliseconds(5_987 + (index * 12)))),
        ];
        return writer.Write(records).ToArray();
    }

    private static byte[] Lines(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");

    private static byte[] Gzip(byte[] data)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.SmallestSize))
        {
            gzip.Write(data);
        }

        return stream.ToArray();
    }

    private static byte[] Gunzip(byte[] data)
    {
        using var gzip = new GZipStream(new MemoryStream(data), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>Layout: https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md</summary>
    private static byte[] Kpl(string[] lines)
    {
        using var body = new MemoryStream();
        var output = new CodedOutputStream(body, leaveOpen: true);
        output.WriteTag(1, WireFormat.WireType.LengthDelimited);
        output.WriteString("203.0.113.7");
        foreach (string line in lines)
        {
            using var record = new MemoryStream();
            var recordOutput = new CodedOutputStream(record, leaveOpen: true);
            recordOutput.WriteTag(1, WireFormat.WireType.Varint);
            recordOutput.WriteUInt64(0);
            recordOutput.WriteTag(3, WireFormat.WireType.LengthDelimited);
            recordOutput.WriteBytes(ByteString.CopyFromUtf8(line));
            recordOutput.Flush();
            output.WriteTag(3, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(record.ToArray()));
        }

        output.Flush();
        // The format's own checksum, not a matter of security.
#pragma warning disable CA5351
        return [0xF3, 0x89, 0x9A, 0xC2, .. body.ToArray(), .. MD5.HashData(body.ToArray())];
#pragma warning restore CA5351
    }

    private static byte[] Subscription(string messageType, string[] messages) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        messageType,
        owner = "123456789012",
        logGroup = "/web/access",
        logStream = "i-0123456789abcdef0",
        subscriptionFilters = new[] { "to-log-functions" },
        logEvents = messages.Select((message, index) => new
        {
            id = string.Create(CultureInfo.InvariantCulture, $"3883902103489157734721465463189504204800{index:D16}"),
            timestamp = s_start.AddMilliseconds(index).ToUnixTimeMilliseconds(),
            message,
        }),
    });

    private static byte[] BadLines()
    {
        byte[][] lines =
        [
            Encoding.UTF8.GetBytes(s_json[0]),
            """{"ts":"2026-03-01T12:05:00.500Z","method":"GET","endpoint":"/cut","sta"""u8.ToArray(),
            Encoding.UTF8.GetBytes(s_combined[0]),
            """{"ts":"yesterday","method":"GET","endpoint":"/when","status":200}"""u8.ToArray(),
            """{"ts":"2026-03-01T12:05:01Z","method":"GET","endpoint":"/no-status"}"""u8.ToArray(),
            [0x00, 0xFF, 0xFE, 0x80, 0x07],
            [],
            Encoding.UTF8.GetBytes(s_json[4]),
        ];
        return [.. lines.SelectMany(line => line.Append((byte)'\n'))];
    }
}
