using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Parsing;

/// <summary>
/// Text of many lines: whatever stands in it, wherever it is cut and after whichever line the taker stops, it holds the lines that a search for
/// newlines finds, and each is read as by a new parser.
/// </summary>
public sealed class JsonTextTests
{
    private const long Arrival = 1_772_366_400_000;

    // D = a digit, S = some text, ~ = the type of a CloudWatch Logs message or some text.
    private static readonly string[] s_usual =
    [
        """{"ts":"2026-03-01T12:00:0D.DDDZ","ip":"10.D.D.DD","region":"eu-west-D","method":"GET","endpoint":"/orders/S","status":20D,"rt_ms":DD.DDD,"bytes":DDDD,"ua":"Mozilla/5.0 (X11; Linux) S"}""",
        """{"ts":"2026-03-01T12:00:0D.DDDZ","ip":"10.D.D.DD","region":"eu-west-D","method":"GET","endpoint":"/orders/S","status":20D,"rt_ms":DD.DDD,"bytes":DDDD,"ua":"Mozilla/5.0 (X11; Linux) S","id":"DDS"}""",
        """{"ts":"2026-03-01T12:0D:59.DDDZ","method":"POST","endpoint":"/S","status":DDD,"rt_ms":D.DDD,"bytes":DDDDDDDDD,"ok":true,"a_name_of_more_than_thirty_two_bytes":"S","x":null,"n":D}""",
        """{"time":"2026-03-01T12:00:0D.DDDZ","ip":"10.D","path":"/SSS?q=S","status":50D,"rt_us":DDDD.D,"bytes":DDD,"a":"S","b":"S","c":"S","d":"S","e":"S","f":"S","g":"S"}""",
        """{"ts": "2026-03-01T12:00:0D.DDDZ", "ip": "10.D.D.DD", "method": "POST", "endpoint": "/a/b?x=S", "status": 50D, "rt_ms": DDD, "bytes": DDDDDDDDDD}""",
        """{"owner":"S","ts":"2026-03-01T12:00:0D.DDDZ","method":"GET","endpoint":"/S","status":20D,"rt_ms":DD.D,"bytes":DDD,"messageType":"~"}""",
    ];

    private static readonly string[] s_odd =
    [
        "", "   ", "{", "}", "{}", "[]", "garbage", "#Fields: date time",
        """{"ts":"2026-03-01T12:00:00.000Z","endpoint":"/short","status":200}""",
        """{"ts":"2026-03-01T12:00:0D.DDDZ","ip":"10.D.D.DD","region":"eu\u002dwest-D","method":"GET","endpoint":"/orders/\"S","status":20D,"rt_ms":DD.DDD,"bytes":DDDD,"ua":"S"}""",
        """{"ts":"2026-03-01T12:00:0D.DDDZ","ip":"10.D.D.DD","region":"eu-west-D","method":"GET","endpoint":"/or""",
        """10.0.0.1 - - [01/Mar/2026:12:00:0D +0000] "GET /S HTTP/1.1" 200 DDD "-" "S" """,
        """{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logStream":"s","subscriptionFilters":[],"logEvents":[{"id":"1","timestamp":1772366400000,"message":"{\"endpoint\":\"/in\",\"status\":200}"}]}""",
        """{"owner":"S","ts":"2026-03-01T12:00:0D.DDDZ","method":"GET","endpoint":"/S","status":20D,"rt_ms":DD.D,"bytes":DDD,"messageType":"DATA_MESSAGE","logEvents":[{"message":"garbage"}]}""",
    ];

    [Fact]
    public void Read_TextOfAnyLines_HoldsWhatANewParserSaysOfEach() => Seeded.ForEach(600, random =>
    {
        byte[] text = Text(random);
        List<string> expected = ReadLineByLine(text);
        var sink = new TextSink(new LineParser(new ParserOptions()), int.MaxValue);
        new PayloadReader(new PayloadOptions()).Read(text, Arrival, ref sink);
        Assert.Equal(expected, sink.Lines);

        // The same when the sink takes only some lines a time, and when the parser has seen all of it before.
        var fewAtATime = new TextSink(sink.Parser, random.Next(1, 12));
        new PayloadReader(new PayloadOptions()).Read(text, Arrival, ref fewAtATime);
        Assert.Equal(expected, fewAtATime.Lines);
    });

    [Fact]
    public void ParseText_TakerThatStops_GetsNoLineMoreAndTheBytesSayWhere() => Seeded.ForEach(300, random =>
    {
        byte[] text = Text(random);
        var parser = new LineParser(new ParserOptions());
        var all = new TextSink(parser, int.MaxValue);
        new PayloadReader(new PayloadOptions()).Read(text, Arrival, ref all);
        for (int start = 0; start < text.Length; start = NextLine(text, start))
        {
            int stopAfter = random.Next(1, 20);
            var taker = new DescribingTaker([], stopAfter);
            int taken = parser.ParseText(text.AsSpan(start), Arrival, ref taker);
            Assert.True(taker.Lines.Count <= stopAfter);
            bool isEnded = taken == 0 || text[start + taken - 1] == '\n';
            Assert.Equal(taker.Lines.Count, text.AsSpan(start, taken).Count((byte)'\n') + (isEnded ? 0 : 1));
            Assert.True(isEnded || start + taken == text.Length);
            Assert.Equal(ReadLineByLine(text.AsSpan(start, taken)), taker.Lines);
        }
    });

    /// <summary>All literals are found, one begins in the one before it, and a quote too many makes up for the one that both share.</summary>
    [Fact]
    public void Parse_LiteralsOfALearnedShapeThatOverlap_IsNoJson()
    {
        string Line(string c, string e) => "{\"ts\":\"2026-03-01T12:00:00.123Z\",\"endpoint\":\"/a\",\"status\":200,\"c\":" + c + ",\"d\":\"text\",\"e\":\"" + e + "\"}";
        foreach (string before in (string[])["", "\"x\":1,"])
        {
            byte[] Bytes(string c, string e) => Encoding.UTF8.GetBytes(Line(c, e).Replace("\"c\"", before + "\"c\"", StringComparison.Ordinal));
            var parser = new LineParser(new ParserOptions());
            Describe(parser, Bytes("\"\"", "text"));
            byte[] line = Bytes("\"", "te\"xt");
            Assert.Equal(Describe(new LineParser(new ParserOptions()), line), Describe(parser, line));
        }
    }

    /// <summary>Whatever the length of the text, and so of what is left of it behind the last whole block.</summary>
    [Fact]
    public void ParseText_LinesLikeTheFirst_AreTakenToTheLast()
    {
        byte[] line = Encoding.UTF8.GetBytes(s_usual[0].Replace('D', '1') + "\n");
        for (int lines = 2; lines < 80; lines++)
        {
            byte[] text = [.. Enumerable.Repeat(line, lines).SelectMany(bytes => bytes)];
            text = lines % 2 == 0 ? text : text[..^1]; // the last without a newline
            var parser = new LineParser(new ParserOptions());
            string first = Describe(parser, text.AsSpan(0, line.Length - 1));
            var taker = new DescribingTaker([], int.MaxValue);
            int taken = parser.ParseText(text.AsSpan(line.Length), Arrival, ref taker);
            Assert.Equal(System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated ? text.Length - line.Length : 0, taken);
            Assert.Equal(System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated ? lines - 1 : 0, taker.Lines.Count);
            Assert.All(taker.Lines, other => Assert.Equal(first, other));
        }
    }

    [Theory]
    [InlineData("ip")]
    [InlineData("region")]
    [InlineData("method")]
    [InlineData("endpoint")]
    public void Parse_NumberWhereALearnedShapeHasATextAsNumber_MustBeANumber(string field)
    {
        string Line(string value) =>
            "{\"ts\":\"2026-03-01T12:00:00.123Z\"" + (field == "endpoint" ? "" : ",\"endpoint\":\"/a\"") + ",\"status\":200,\"" + field + "\":" + value
            + ",\"ua\":\"a text that is long enough for a block of bytes\"}";
        foreach (string value in (string[])["5", "5x", "", "-", "05", "1e5"])
        {
            var parser = new LineParser(new ParserOptions());
            Describe(parser, Encoding.UTF8.GetBytes(Line("77")));
            byte[] line = Encoding.UTF8.GetBytes(Line(value));
            Assert.Equal(Describe(new LineParser(new ParserOptions()), line), Describe(parser, line));
        }
    }

    [Fact]
    public void Parse_TimeWithoutQuotesWhereALearnedShapeHasANumber_IsNoJson()
    {
        string Line(string time) => "{\"ts\":" + time + ",\"endpoint\":\"/a\",\"status\":200,\"ua\":\"a text that is long enough for a block of bytes\"}";
        var parser = new LineParser(new ParserOptions());
        Describe(parser, Encoding.UTF8.GetBytes(Line("\"2026-03-01T12:00:00.123Z\"")));
        Describe(parser, Encoding.UTF8.GetBytes(Line("1772366400000")));
        byte[] line = Encoding.UTF8.GetBytes(Line("2026-03-01T12:00:00.123Z"));
        Assert.Equal(Describe(new LineParser(new ParserOptions()), line), Describe(parser, line));
    }

    [Theory]
    [InlineData("2026-03-01T12:00:60.999Z")]
    [InlineData("2026-03-01T12:00:61.000Z")]
    [InlineData("2026-03-01T12:00:99.999Z")]
    [InlineData("2026-03-01T12:00:0:.000Z")]
    [InlineData("2026-03-01T12:00:00.0/0Z")]
    [InlineData("2026-03-01T12:00:00,000Z")]
    [InlineData("2026-03-01T12:00:00.000z")]
    [InlineData("2026-03-01T12:00;00.000Z")]
    [InlineData("2026-03-01T12:01:00.000Z")]
    [InlineData("2026-03-01T12:00:00Z")]
    public void Parse_TimeOfALearnedShape_IsReadAsByANewParser(string time)
    {
        string Line(string ts) => "{\"ts\":\"" + ts + "\",\"endpoint\":\"/a\",\"status\":200,\"bytes\":12,\"rt_ms\":1.5,\"ua\":\"a text that is long enough\"}";
        var parser = new LineParser(new ParserOptions());
        Describe(parser, Encoding.UTF8.GetBytes(Line("2026-03-01T12:00:00.123Z")));
        byte[] line = Encoding.UTF8.GetBytes(Line(time));
        Assert.Equal(Describe(new LineParser(new ParserOptions()), line), Describe(parser, line));
    }

    private static byte[] Text(Random random)
    {
        var text = new MemoryStream();
        int shapes = random.Next(1, s_usual.Length + 1);
        int oddEvery = random.Next(3) == 0 ? 3 : 25;
        int changeEvery = random.Next(2) == 0 ? 4 : 200;
        string lineEnd = random.Next(6) == 0 ? "\r\n" : "\n";
        for (int i = random.Next(60); i >= 0; i--)
        {
            string shape = random.Next(oddEvery) == 0 ? s_odd[random.Next(s_odd.Length)] : s_usual[random.Next(shapes)];
            List<byte> line = Line(random, shape);
            if (random.Next(changeEvery) == 0 && line.Count > 0)
            {
                line[random.Next(line.Count)] = (byte)"\"\\,: {}[]0.x\u0001\t\r\n\u007f"[random.Next(17)];
            }

            text.Write(line.ToArray());
            text.Write(Encoding.ASCII.GetBytes(lineEnd));
        }

        byte[] bytes = text.ToArray();
        return random.Next(3) == 0 ? bytes[..random.Next(1, bytes.Length + 1)] : bytes;
    }

    private static List<byte> Line(Random random, string shape)
    {
        var line = new List<byte>(shape.Length + 16);
        foreach (char c in shape)
        {
            if (c == 'D' && random.Next(8) != 0)
            {
                line.Add((byte)('0' + random.Next(10)));
            }
            else if (c == 'S')
            {
                // At times a text of several blocks, or of more than one list of marks.
                int length = random.Next(60) == 0 ? random.Next(6_000) : random.Next(12);
                string letters = random.Next(20) == 0 ? "ab, " : "abcdefgh";
                for (int i = 0; i < length; i++)
                {
                    line.Add((byte)letters[random.Next(letters.Length)]);
                }
            }
            else if (c == '~')
            {
                line.AddRange(Encoding.ASCII.GetBytes(random.Next(3) == 0 ? "CONTROL_MESSAGE" : "text"));
            }
            else if (c != 'D')
            {
                line.Add((byte)c);
            }
        }

        return line;
    }

    // What the text reader does with a text that is offered line by line to a parser that remembers nothing.
    private static List<string> ReadLineByLine(ReadOnlySpan<byte> text)
    {
        var sink = new LineSink([]);
        new PayloadReader(new PayloadOptions()).Read(text, Arrival, ref sink);
        return sink.Lines;
    }

    private static int NextLine(byte[] text, int start) => Array.IndexOf(text, (byte)'\n', start) is var end && end < 0 ? text.Length : end + 1;

    private static string Describe(LineParser parser, ReadOnlySpan<byte> line)
    {
        LogRecord record = default;
        RejectReason reason = parser.Parse(line, Arrival, ref record);
        return reason == RejectReason.None ? Describe(in record) : $"{reason} at {parser.RejectedAt}";
    }

    // Without the client, of which nothing is known where many lines are read at once.
    private static string Describe(scoped in LogRecord record) =>
        $"{record.TimestampMs} {Text(record.Region)} {Text(record.Method)} {Text(record.Target)} {record.Status} {record.LatencyUs} {record.ResponseBytes}";

    private static string Text(ReadOnlySpan<byte> text) => "'" + Encoding.Latin1.GetString(text) + "'";

    private struct DescribingTaker(List<string> lines, int stopAfter) : IRecordTaker
    {
        private int _left = stopAfter;

        public readonly List<string> Lines => lines;

        public bool OnRecord(scoped in LogRecord record)
        {
            lines.Add(Describe(in record));
            return --_left > 0;
        }

        public bool OnRecords(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken) => EachRecord.Take(ref this, text, records, out taken);
    }

    private readonly struct LineSink(List<string> lines) : ILineSink
    {
        public List<string> Lines => lines;

        public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs) => lines.Add(Describe(new LineParser(new ParserOptions()), line));

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

        public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => lines.Add($"{reason}");

        public void OnDirective(ReadOnlySpan<byte> directive) => lines.Add("directive");
    }

    private readonly struct TextSink(LineParser parser, int linesAtATime) : ILineSink
    {
        public List<string> Lines { get; } = [];

        public LineParser Parser => parser;

        public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs) => Lines.Add(Describe(parser, line));

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs)
        {
            var taker = new DescribingTaker(Lines, linesAtATime);
            return parser.ParseText(text, fallbackTimestampMs, ref taker);
        }

        public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => Lines.Add($"{reason}");

        public void OnDirective(ReadOnlySpan<byte> directive) => Lines.Add("directive");
    }
}
