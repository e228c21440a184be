using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Parsing;

/// <summary>
/// Access log lines read from a text, their end found on the way, against a new parser per line that reads field by field: the same answers
/// in the same order, whatever stands in the text.
/// </summary>
public sealed class AccessLogTextTests
{
    private const long Arrival = 1_772_366_400_000;

    // Hosts, stamps and tails that are usual come often: an unusual part alone decides how a line is read.
    private static readonly string[] s_hosts =
        ["10.2.3.4", "192.168.100.200", "2001:db8:85a3:1000:2000:8a2e:370:7334", "-", "www.example.com", "h2.example", "h2", "https", "www.example.com:443 10.0.0.1", "{a}", "\"h\"", "a\u0001b", "ä", " 10.1.1.1", ""];

    private static readonly string[] s_users = [" - - [", " - - [", " - - [", " - frank [", " - john doe [", " x - [", " -  [", "\t-\t-\t["];

    private static readonly string[] s_stamps =
    [
        "01/Mar/2026:12:00:0D +0000", "01/Mar/2026:12:00:DD +0000", "01/Mar/2026:12:01:0D +0000", "01/Mar/2026:12:00:0D -0730", "31/Dec/1969:23:59:5D -0100",
        "01/Jan/1970:00:00:0D +0000", "31/Feb/2026:12:00:00 +0000", "2026-03-01T12:00:00+00:00", "01/Mar/2026:12:00:0D",
    ];

    private static readonly string[] s_requests =
    [
        "GET /orders/DDDD HTTP/1.1", "POST /a HTTP/2.0", "GET / HTTP/1.0", "PROPFIND /x?y=DD&z= HTTP/1.1", "UPDATEREDIRECTREF /z HTTP/1.1", "get /lower HTTP/1.1", "M-SEARCH * HTTP/1.1",
        "GET /with space HTTP/1.1", "GET /old", "GET  HTTP/1.1", "-", "", "GET", @"\x16\x03\x01", @"GET /a\""b HTTP/1.1", "GET /ä HTTP/1.1", "GET /a\tb HTTP/1.1", "GET /x HTTP/ .1", "GET /x HTTP/1. ",
        "GET /" + new string('p', 70) + " HTTP/1.1", "GET /" + new string('q', 150) + " HTTP/1.1",
    ];

    private static readonly string[] s_numbers =
        [" 200 DDDD", " 404 DDDDDDDD", " 304 -", " 000 0", " 200 DDDDDDDDD", " 200 0-", " 99 1", " 1000 1", " - -", " 200", " 200 ", " 200  1", " 20D DDx", " 200 --"];

    private static readonly string[] s_agents =
    [
        " \"-\" \"curl/8.D\"", " \"-\" \"Mozilla/5.0 (X11; Linux x86_64) Firefox/141.0\"", " \"http://example.com/a?b=DD\" \"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36\"",
        " \"\" \"\"", "", "", " \"-\"", " \"-\" \"cut off", " \"a\"b\" \"-\"", " \"-\"  \"-\"", @" ""-"" ""a \""b\"" c""", " \"-\" \"" + new string('a', 200) + "\"",
    ];

    private static readonly string[] s_tails =
    [
        "", "", " 0.0DD", " D.DDD", " 12.DDD", " DDDDD", " 0.DDD 0.1", " \"10.1.1.1\" rt=0.0DD", " 412 0.035 [default-web-80] [] 10.2.3.4:8080 512 0.034 200 4c5a7c1e", " ", "  ", " -", " 999999999999999999.5", "x",
    ];

    [Fact]
    public void Read_TextOfGeneratedLines_AnswersAsFieldByField() => Seeded.ForEach(1_500, random =>
    {
        int oddPercent = random.Next(3) * 15;
        string lineEnd = random.Next(5) == 0 ? "\r\n" : "\n";
        int lines = random.Next(1, 40);
        var text = new MemoryStream();
        for (int i = 0; i < lines; i++)
        {
            text.Write(random.Next(100) >= oddPercent / 3 ? Generated(random, oddPercent) : Encoding.UTF8.GetBytes(SeedLines.All[random.Next(SeedLines.All.Count)]));
            text.Write(Encoding.ASCII.GetBytes(i < lines - 1 || random.Next(2) == 0 ? lineEnd : ""));
        }
        Check(text.ToArray(), new ParserOptions
        {
            Format = random.Next(3) == 0 ? LogFormat.AccessLog : LogFormat.Auto,
            MaxLineBytes = random.Next(8) == 0 ? random.Next(60, 200) : 65_536,
            ApacheTimeUnit = (ApacheTimeUnit)random.Next(3),
        });
    });

    [Fact]
    public void Read_UsualLineDamagedAtEveryPlace_AnswersAsFieldByField()
    {
        foreach (string line in (string[])[
            "10.2.3.4 - - [01/Mar/2026:12:00:07 +0000] \"GET /orders/42 HTTP/1.1\" 200 1234 \"-\" \"curl/8.5.0\" 0.025",
            "10.2.3.4 - - [01/Mar/2026:12:00:07 +0000] \"POST / HTTP/2.0\" 304 - \"http://example.com/a\" \"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)\"",
            "10.2.3.4 - - [01/Mar/2026:12:00:07 +0000] \"GET /orders/42 HTTP/1.1\" 200 1234"])
        {
            byte[] usual = Encoding.ASCII.GetBytes(line);
            for (int at = 0; at <= usual.Length; at++)
            {
                foreach (byte put in "\"\\ \t\r\n\0-.:0/9A[]{\u007F\u0080\u00FF"u8)
                {
                    byte[] replaced = [.. usual.AsSpan(0, at), put, .. usual.AsSpan(Math.Min(at + 1, usual.Length))];
                    byte[] inserted = [.. usual.AsSpan(0, at), put, .. usual.AsSpan(at)];
                    Check([.. usual, (byte)'\n', .. usual, (byte)'\n', .. replaced, (byte)'\n', .. usual, (byte)'\n', .. inserted, (byte)'\n', .. replaced], new ParserOptions());
                }
                byte[] removed = [.. usual.AsSpan(0, at), .. usual.AsSpan(Math.Min(at + 1, usual.Length))];
                Check([.. usual, (byte)'\n', .. removed, (byte)'\n', .. usual.AsSpan(0, at), (byte)'\n', .. usual, (byte)'\n', .. usual.AsSpan(0, at)], new ParserOptions());
            }
        }
    }

    [Fact]
    public void Read_TextMutatedAtRandom_AnswersAsFieldByField() => Seeded.ForEach(1_500, random =>
    {
        byte[] text = [.. Enumerable.Range(0, 12).SelectMany(_ => (byte[])[.. Generated(random, 3), (byte)'\n'])];
        Check(new Mutator(random).Mutate(text, [.. SeedLines.All.Select(Encoding.UTF8.GetBytes)]), new ParserOptions());
    });

    [Theory]
    [InlineData("10.2.3.4 - - [01/Mar/2026:12:00:07 +0000] \"GET /orders/42 HTTP/1.1\" 200 1234 \"-\" \"curl/8.5.0\" 0.025")]
    [InlineData("10.2.3.4 - - [01/Mar/2026:12:00:07 +0000] \"GET /orders/42 HTTP/1.1\" 304 - \"-\" \"curl/8.5.0\"")]
    [InlineData("10.2.3.4 - - [01/Mar/2026:12:00:07 +0000] \"GET /orders/42 HTTP/1.1\" 200 1234")]
    [InlineData("2001:db8:85a3:1000:2000:8a2e:370:7334 - - [01/Mar/2026:12:00:07 +0000] \"GET / HTTP/1.1\" 200 1234 \"-\" \"curl/8.5.0\" 412 0.025 [up] []")]
    public void Read_UsualLines_AreTakenWhileTheirEndIsSearched(string line)
    {
        byte[] text = Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Repeat(line, 50)));
        var sink = new DescribingSink(new LineParser(new ParserOptions()));
        new PayloadReader(new PayloadOptions()).Read(text, Arrival, ref sink);
        Assert.Equal(50, sink.Lines.Count);
        Assert.Equal(System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated ? 49 : 0, sink.Taken); // the first says what the others are
    }

    private static byte[] Generated(Random random, int oddPercent)
    {
        string Pick(string[] parts) => parts[random.Next(100) < oddPercent ? random.Next(parts.Length) : random.Next(Math.Min(2, parts.Length))];
        string line = Pick(s_hosts) + Pick(s_users) + Pick(s_stamps) + "] \"" + Pick(s_requests) + "\"" + Pick(s_numbers) + Pick(s_agents) + Pick(s_tails);
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(line.Select(c => c == 'D' ? (char)('0' + random.Next(10)) : c)));
        return random.Next(100) < oddPercent ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    /// <summary>The text in one go, against each of its lines handed to a parser of its own.</summary>
    private static void Check(byte[] text, ParserOptions options)
    {
        var expected = new DescribingSink(null, options);
        new PayloadReader(new PayloadOptions()).Read(text, Arrival, ref expected);
        var actual = new DescribingSink(new LineParser(options), options, linesPerCall: 1 + (text.Length % 7)); // any number, the same for the same text
        new PayloadReader(new PayloadOptions()).Read(text, Arrival, ref actual);
        if (!expected.Lines.SequenceEqual(actual.Lines))
        {
            (string right, string wrong) = expected.Lines.Zip(actual.Lines).FirstOrDefault(pair => pair.First != pair.Second);
            Assert.Fail($"{expected.Lines.Count} and {actual.Lines.Count} lines; first\n{right}\nis\n{wrong}");
        }
    }

    /// <summary>Without a parser: each line by a new one, field by field, its text not taken.</summary>
    private struct DescribingSink(LineParser? parser, ParserOptions? options = null, int linesPerCall = int.MaxValue) : ILineSink
    {
        public readonly List<string> Lines { get; } = [];

        public int Taken { get; private set; }

        public readonly void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
        {
            LineParser reader = parser ?? new LineParser(options!, readsPlainLines: false);
            LogRecord record = default;
            RejectReason reason = reader.Parse(line, fallbackTimestampMs, ref record);
            Lines.Add(reason == RejectReason.None ? Describe(reader, in record) : $"{reader.Kind} {reason} at {reader.RejectedAt} {Text(line)}");
        }

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs)
        {
            if (parser is null)
            {
                return 0;
            }
            int before = Lines.Count;
            var taker = new DescribingTaker(Lines, parser, before + (long)linesPerCall);
            int taken = parser.ParseText(text, fallbackTimestampMs, ref taker);
            Taken += Lines.Count - before;
            return taken;
        }

        public readonly void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => Lines.Add($"{reason}");

        public readonly void OnDirective(ReadOnlySpan<byte> directive) => parser?.ApplyDirective(directive);

        // Of a JSON line in a text the line is the text: what can be read.
        private static string Describe(LineParser parser, scoped in LogRecord record) =>
            $"{parser.Kind} {record.TimestampMs} {Text(record.Client)} {Text(record.Region)} {Text(record.Method)} {Text(record.Target)} {record.Status} {record.LatencyUs} "
            + $"{record.ResponseBytes} {(parser.Kind == LineKind.Json ? "" : Text(record.Line))}";

        private readonly struct DescribingTaker(List<string> lines, LineParser parser, long maxLines) : IRecordTaker
        {
            public bool OnRecord(scoped in LogRecord record)
            {
                lines.Add(Describe(parser, in record));
                return lines.Count < maxLines;
            }

            public bool OnRecords(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken)
            {
                var taker = this;
                return EachRecord.Take(ref taker, text, records, out taken);
            }
        }

        private static string Text(ReadOnlySpan<byte> text) => "'" + Encoding.Latin1.GetString(text) + "'";
    }
}
