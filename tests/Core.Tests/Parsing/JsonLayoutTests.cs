using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Parsing;

/// <summary>What a parser remembers of the lines before makes the next line cheaper and never other: each line is held against a new parser.</summary>
public sealed class JsonLayoutTests
{
    private static readonly string[] s_shapes =
    [
        """{"ts":"2026-03-01T12:00:0D.DDDZ","ip":"10.D.D.DD","region":"eu-west-D","method":"GET","endpoint":"/orders/DD","status":20D,"rt_ms":DD.DDD,"bytes":DDDD,"ua":"Mozilla/5.0 (X11; Linux)"}""",
        """{"ts": "2026-03-01T12:00:0D.DDDZ", "ip": "10.D.D.DD", "method": "POST", "endpoint": "/a/b?x=D", "status": 50D, "rt_ms": DDD, "bytes": DDDDDDDDDD}""",
        """{"time_iso8601":"2026-03-01T12:00:0D+00:00","remote_addr":"2001:db8::D","request":"GET /x/DD HTTP/1.1","status":"40D","request_time":"0.DDD","body_bytes_sent":"DDD","http_user_agent":"curl/8.D","a_name_of_more_than_thirty_two_bytes_D":D}""",
        """{"msec":17723664DD.DDD,"method":"PUT","path":"/v1/users/DD/items/DDD","status":204,"request_time":D.DDDDDD,"x":-D.DeD,"y":null,"z":true,"ignored":DDDDDDDDDDDD}""",
        """{"status":null,"endpoint":"-","ts":177236640DDDD,"bytes":D,"host":"-","rt_us":DDDDDDD,"n":{"a":[D]}}""",
        """{"ts":"2026-03-01T12:00:0D.DDDZ","method":"GET","endpoint":"/short","status":20D}""",
    ];

    [Fact]
    public void Parse_LinesOfTakingTurnsShapes_AreReadAsByANewParser() => Seeded.ForEach(300, random =>
    {
        byte[] text = Lines(random, out List<byte[]> lines);
        var expected = lines.ConvertAll(line => Describe(new LineParser(new ParserOptions()), line));

        var parser = new LineParser(new ParserOptions());
        Assert.Equal(expected, lines.ConvertAll(line => Describe(parser, line)));

        var sink = new DescribingSink(new LineParser(new ParserOptions()));
        new PayloadReader(new PayloadOptions()).Read(text, Arrival, ref sink);
        Assert.Equal(lines.ConvertAll(line => Describe(new LineParser(new ParserOptions()), line, withClient: false)), sink.Lines);
    });

    [Fact]
    public void OnTextOfLines_UsualLines_AreTaken()
    {
        byte[] line = Encoding.UTF8.GetBytes(s_shapes[0].Replace('D', '1') + "\n");
        byte[] text = [.. Enumerable.Repeat(line, 50).SelectMany(bytes => bytes)];
        var sink = new DescribingSink(new LineParser(new ParserOptions()));
        new PayloadReader(new PayloadOptions()).Read(text, Arrival, ref sink);
        Assert.Equal(50, sink.Lines.Count);
        Assert.True(sink.Taken >= (System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated ? 48 : 0), $"{sink.Taken} of 50 lines were taken while their end was searched");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("7")]
    [InlineData("12345678")]
    [InlineData("123456789")]
    [InlineData("012")]
    [InlineData("1.5")]
    [InlineData("0.0000001")]
    [InlineData("00.5")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1..5")]
    [InlineData("1.2.3")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("")]
    [InlineData("12a")]
    public void Parse_NumberOfALearnedShape_IsReadAsByANewParser(string number)
    {
        foreach (string field in (string[])["status", "rt_ms", "bytes", "other"])
        {
            string Line(string value) =>
                "{\"ts\":\"2026-03-01T12:00:00.123Z\",\"endpoint\":\"/a\",\"status\":" + (field == "status" ? value : "200")
                + (field == "status" ? "" : $",\"{field}\":{value}") + ",\"ua\":\"a text that is long enough for a block\"}";
            var parser = new LineParser(new ParserOptions());
            Describe(parser, Encoding.UTF8.GetBytes(Line("200")));
            byte[] line = Encoding.UTF8.GetBytes(Line(number));
            Assert.Equal(Describe(new LineParser(new ParserOptions()), line), Describe(parser, line));
        }
    }

    private const long Arrival = 1_772_366_400_000;

    private static byte[] Lines(Random random, out List<byte[]> lines)
    {
        lines = [];
        var text = new MemoryStream();
        string lineEnd = random.Next(4) == 0 ? "\r\n" : "\n";
        int shapes = random.Next(1, s_shapes.Length + 1);
        for (int i = 0; i < 30; i++)
        {
            byte[] line = Line(random, s_shapes[random.Next(shapes)]);
            if (line.AsSpan().ContainsAny((byte)'\n', (byte)'\r') || line.AsSpan().Trim(" \t"u8).IsEmpty || line[0] is not (byte)'{')
            {
                continue;
            }

            lines.Add(line);
            text.Write(line);
            text.Write(Encoding.ASCII.GetBytes(lineEnd));
        }

        return text.ToArray();
    }

    private static byte[] Line(Random random, string shape)
    {
        var line = new List<byte>(shape.Length + 16);
        foreach (char c in shape)
        {
            // A run of D becomes digits, of varying length.
            if (c != 'D')
            {
                line.Add((byte)c);
            }
            else if (random.Next(8) != 0)
            {
                line.Add((byte)('0' + random.Next(10)));
            }
        }

        while (random.Next(5) == 0)
        {
            int at = random.Next(line.Count);
            switch (random.Next(4))
            {
                case 0:
                    line[at] = (byte)"\"\\,: {}[]0.x\u0001\t"[random.Next(14)];
                    break;
                case 1:
                    line.RemoveAt(at);
                    break;
                case 2:
                    line.Insert(at, (byte)"\"\\,: {}[]0.x"[random.Next(12)]);
                    break;
                default:
                    line.RemoveRange(at, line.Count - at);
                    break;
            }

            if (line.Count == 0)
            {
                line.Add((byte)'{');
            }
        }

        return [.. line];
    }

    private static string Describe(LineParser parser, ReadOnlySpan<byte> line, bool withClient = true)
    {
        LogRecord record = default;
        RejectReason reason = parser.Parse(line, Arrival, ref record);
        return reason == RejectReason.None ? Describe(in record, withClient) : $"{reason} at {parser.RejectedAt}";
    }

    // Of lines that are read many at once the client is not known.
    private static string Describe(scoped in LogRecord record, bool withClient) =>
        $"{record.TimestampMs} {(withClient ? Text(record.Client) : "")} {Text(record.Region)} {Text(record.Method)} {Text(record.Target)} {record.Status} {record.LatencyUs} {record.ResponseBytes}";

    private static string Text(ReadOnlySpan<byte> text) => "'" + Encoding.Latin1.GetString(text) + "'";

    private struct DescribingSink(LineParser parser) : ILineSink
    {
        public readonly List<string> Lines { get; } = [];

        public int Taken { get; private set; }

        public readonly void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs) => Lines.Add(Describe(parser, line, withClient: false));

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs)
        {
            int before = Lines.Count;
            var taker = new DescribingTaker(Lines);
            int taken = parser.ParseText(text, fallbackTimestampMs, ref taker);
            Taken += Lines.Count - before;
            return taken;
        }

        public readonly void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => Lines.Add($"{reason}");

        public readonly void OnDirective(ReadOnlySpan<byte> directive) => parser.ApplyDirective(directive);
    }

    private readonly struct DescribingTaker(List<string> lines) : IRecordTaker
    {
        public bool OnRecord(scoped in LogRecord record)
        {
            lines.Add(Describe(in record, withClient: false));
            return true;
        }

        public bool OnRecords(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken)
        {
            var taker = this;
            return EachRecord.Take(ref taker, text, records, out taken);
        }
    }
}
