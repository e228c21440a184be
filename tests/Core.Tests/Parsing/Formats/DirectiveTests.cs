using System.Globalization;
using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Parsing.Formats;

/// <summary>Log directives: what a server writes by one is read by it, and one that cannot be read is refused with a caret.</summary>
public sealed class DirectiveTests
{
    private const long ArrivalMs = 1_700_000_000_000;
    private const long TimeMs = 1_728_561_336_000; // 2024-10-10T11:55:36Z

    public static TheoryData<string, string, string, long> Lines() => new()
    {
        { "$remote_addr - $remote_user [$time_local] \"$request\" $request_time $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"",
            "192.0.2.1 - - [10/Oct/2024:13:55:36 +0200] \"GET /a HTTP/1.1\" 0.012 404 555 \"-\" \"curl\"", "192.0.2.1 GET /a 404 555", 12_000 },
        { "log_format main '$http_x_forwarded_for - $remote_user [$time_iso8601] ' '\"$request\" $status $bytes_sent' ' $upstream_response_time $request_time';",
            "198.51.100.7, 192.0.2.1 - - [2024-10-10T13:55:36+02:00] \"GET /a HTTP/1.1\" 200 5 0.001, 0.002 : 0.003 1.234", "198.51.100.7 GET /a 200 5", 1_234_000 },
        { "log_format json escape=json '{\"t\":\"$time_iso8601\",\"r\":\"$request\",\"s\":$status,\"rt\":$request_time,\"urt\":$upstream_response_time,\"b\":$body_bytes_sent,\"ip\":\"$remote_addr\"}';",
            "{\"t\":\"2024-10-10T11:55:36+00:00\",\"r\":\"GET /a?q=\\\"x\\\" HTTP/1.1\",\"s\":200,\"rt\":0.250,\"urt\":-,\"b\":7,\"ip\":\"192.0.2.1\"}", "192.0.2.1 GET /a?q=\"x\" 200 7", 250_000 },
        { "$msec|$remote_addr|$request_method|$scheme://$host$request_uri|$status|$body_bytes_sent", "1728561336.000|192.0.2.1|GET|https://example.com/a?x=1|200|12", "192.0.2.1 GET /a?x=1 200 12", -1 },
        { "%h %l %u %t \"%r\" %>s %b %D", "192.0.2.1 - bob smith [10/Oct/2024:13:55:36 +0200] \"GET /a HTTP/1.1\" 200 12 4711", "192.0.2.1 GET /a 200 12", 4_711 },
        { "LogFormat \"%v:%p %h %l %u %t \\\"%r\\\" %>s %O \\\"%{Referer}i\\\" \\\"%{User-Agent}i\\\" %I %{ms}T\" vhost", "example.com:443 192.0.2.1 - - [10/Oct/2024:13:55:36 +0200] \"GET /a HTTP/1.1\" 200 12 \"-\" \"a \\\"b\\\" c\" 300 22", "192.0.2.1 GET /a 200 12", 22_000 },
        { "%{X-Forwarded-For}i [%{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}t%{%z}t] \"%m %U%q %H\" %s %B %T", "", "", 0 },
        { "%{X-Forwarded-For}i [%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t] \"%m %U%q %H\" %s %B %T", "198.51.100.7, 192.0.2.9 [10/Oct/2024 13:55:36.000 +0200] \"GET /a?x=1 HTTP/1.1\" 200 12 3", "198.51.100.7 GET /a?x=1 200 12", 3_000_000 },
        { "%a %t %m %U %s %b %F %D %I", "192.0.2.1 [10/Oct/2024:11:55:36 +0000] GET /a 200 12 5 40 exec-1", "192.0.2.1 GET /a 200 12", 40 },
        { "#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes sc-win32-status time-taken", "2024-10-10 11:55:36 192.0.2.1 GET /a 200 12 0 875", "192.0.2.1 GET /a 200 12", 875_000 },
        { "#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes time-taken cs(User-Agent)", "2024-10-10 11:55:36 192.0.2.1 GET /a 200 12 0.013 \"Mozilla (X11)\"", "192.0.2.1 GET /a 200 12", 13_000 },
        { "#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes time-taken", "2024-10-10 11:55:36 192.0.2.1 GET /a 200 12 13", "192.0.2.1 GET /a 200 12", -1 },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Parse_LineOfTheDirective_GivesItsFields(string directive, string line, string expected, long latencyUs)
    {
        if (line.Length == 0)
        {
            Assert.Throws<FormatException>(() => LogFormatSetting.Parse(directive)); // a fraction and a zone with nothing between them
            return;
        }

        var parser = new LineParser(LogFormatSetting.Parse(directive).ApplyTo(new ParserOptions()));
        LogRecord record = default;
        RejectReason reason = parser.Parse(Encoding.UTF8.GetBytes(line), ArrivalMs, ref record);
        Assert.True(reason == RejectReason.None, $"{reason.Name()} at {parser.RejectedAt}");
        Assert.Equal((expected.Replace("https://example.com", "", StringComparison.Ordinal), latencyUs, TimeMs), (Describe(record), record.LatencyUs, record.TimestampMs));
        Assert.NotEqual(RejectReason.None, parser.Parse("something else"u8, ArrivalMs, ref record));
    }

    [Theory]
    [InlineData("$remote_addr $request $status$body_bytes_sent", "$status$body_bytes_sent")]
    [InlineData("%h \"%r\" %>s %b%D", "%b%D")]
    [InlineData("%h %l %u %t \"%r\" %b", "%h %l %u %t \"%r\" %b")]
    [InlineData("%h \"%r\" %>s %{%Q}t", "%{%Q}t")]
    [InlineData("%h \"%r\" %>s %Y", "%Y")]
    public void Parse_DirectiveThatCannotBeRead_IsRefusedWithACaret(string directive, string marked)
    {
        string[] lines = Assert.Throws<FormatException>(() => LogFormatSetting.Parse(directive)).Message.Split('\n');
        int start = lines[2].IndexOf('^', StringComparison.Ordinal);
        Assert.Equal(marked, lines[1].Substring(start, lines[2].Length - start));
    }

    [Fact]
    public void Parse_SeveralDirectives_AreTriedInTheirOrder_AndANameTakesTheRest()
    {
        LogFormatSetting setting = LogFormatSetting.Parse("$request $status;;%>s %r\nauto");
        Assert.Equal((LogFormat.Auto, 2, false), (setting.Format, setting.Directives.Count, setting.DirectivesOnly));
        var parser = new LineParser(setting.ApplyTo(new ParserOptions()));
        LogRecord record = default;
        Assert.Equal(RejectReason.None, parser.Parse("GET /a HTTP/1.1 200"u8, ArrivalMs, ref record));
        Assert.Equal(RejectReason.None, parser.Parse("404 GET /b HTTP/1.1"u8, ArrivalMs, ref record));
        Assert.Equal((404, ArrivalMs), (record.Status, record.TimestampMs));
        Assert.Equal(RejectReason.None, parser.Parse("{\"path\":\"/c\",\"status\":500}"u8, ArrivalMs, ref record));
        Assert.Equal(500, record.Status);
    }

    /// <summary>Any order of variables with any separators: what is written in it is read from it, and changed lines cost no neighbour.</summary>
    [Fact]
    public void Directive_OfAnyOrder_ReadsWhatIsWrittenByIt() => Seeded.ForEach(400, random =>
    {
        string[] variables = ["$remote_addr", "[$time_local]", "\"$request\"", "$status", "$body_bytes_sent", "$request_time", "\"$http_referer\"", "\"$http_user_agent\"", "$upstream_response_time", "$unknown_1", "$gzip_ratio"];
        random.Shuffle(variables);
        string separator = new[] { " ", " - ", "|", "\t", " ; " }[random.Next(5)];
        var parser = new LineParser(LogFormatSetting.Parse(string.Join(separator, variables)).ApplyTo(new ParserOptions()));
        byte[]? neighbour = null;
        string neighbourIs = "";
        for (int i = 0; i < 20; i++)
        {
            int status = random.Next(100, 600);
            int bytes = random.Next(1_000_000);
            int ms = random.Next(100_000);
            string path = $"/p{random.Next(100)}?q={random.Next(10)}";
            Dictionary<string, string> values = new()
            {
                ["$remote_addr"] = "192.0.2." + random.Next(256).ToString(CultureInfo.InvariantCulture),
                ["[$time_local]"] = "[10/Oct/2024:13:55:36 +0200]",
                ["\"$request\""] = $"\"GET {path} HTTP/1.1\"",
                ["$status"] = status.ToString(CultureInfo.InvariantCulture),
                ["$body_bytes_sent"] = bytes.ToString(CultureInfo.InvariantCulture),
                ["$request_time"] = (ms / 1000m).ToString("0.000", CultureInfo.InvariantCulture),
                ["\"$http_referer\""] = random.Next(2) == 0 ? "\"-\"" : "\"http://example.com/ a\"",
                ["\"$http_user_agent\""] = "\"Mozilla/5.0 (X11; Linux)\"",
                ["$upstream_response_time"] = new[] { "-", "0.001", "0.001, 0.002 : 0.003" }[random.Next(3)],
                ["$unknown_1"] = new[] { "-", "abc", "12" }[random.Next(3)],
                ["$gzip_ratio"] = "3.71",
            };
            byte[] line = Encoding.UTF8.GetBytes(string.Join(separator, variables.Select(variable => values[variable])));
            string right = $"{values["$remote_addr"]} GET {path} {status} {bytes} {ms * 1000L}";
            Assert.Equal(right, Read(parser, line));
            byte[] broken = [.. line[..random.Next(line.Length)], (byte)random.Next(32, 127)];
            _ = Read(parser, broken);
            Assert.Equal(neighbour is null ? right : neighbourIs, Read(parser, neighbour ?? line));
            (neighbour, neighbourIs) = (line, right);
        }
    });

    [Fact]
    public void Parse_ByDirectiveAndKnownFormats_AllocatesNothing()
    {
        var directive = new LineParser(LogFormatSetting.Parse("%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %D").ApplyTo(new ParserOptions()));
        byte[] combined = Encoding.UTF8.GetBytes("192.0.2.1 - - [10/Oct/2024:13:55:36 +0200] \"GET /a HTTP/1.1\" 200 12 \"-\" \"curl\" 4711");
        var auto = new LineParser(new ParserOptions());
        byte[] squid = Encoding.UTF8.GetBytes("1677971734.079   1234 192.0.2.1 TCP_MISS/200 680 GET http://example.com/v11/a.cab? - HIER_DIRECT/198.51.100.4 application/x");
        byte[] tail = Encoding.UTF8.GetBytes("192.0.2.1 - - [10/Oct/2024:13:55:36 +0200] \"GET /a HTTP/1.1\" 200 12 \"-\" \"curl\" 162 \"router\" \"http://192.0.2.3:80\" 22ms");
        ReadAll();
        Assert.Equal(0, Allocation.Least(ReadAll));

        void ReadAll()
        {
            for (int i = 0; i < 1_000; i++)
            {
                LogRecord record = default;
                _ = directive.Parse(combined, ArrivalMs, ref record);
                _ = auto.Parse(squid, ArrivalMs, ref record);
                _ = auto.Parse(tail, ArrivalMs, ref record);
            }
        }
    }

    private static string Read(LineParser parser, byte[] line)
    {
        LogRecord record = default;
        return parser.Parse(line, ArrivalMs, ref record) == RejectReason.None ? $"{Describe(record)} {record.LatencyUs}" : "rejected";
    }

    private static string Describe(LogRecord record) =>
        $"{Encoding.UTF8.GetString(record.Client)} {Encoding.UTF8.GetString(record.Method)} {Encoding.UTF8.GetString(record.Target)} {record.Status} {record.ResponseBytes}";
}
