using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Parsing;

public sealed class CloudFrontTests
{
    private static readonly string s_realtime43 = SeedLines.All.First(line => line.Split('\t').Length == 43);
    private static readonly string s_realtime69 = SeedLines.All.First(line => line.Split('\t').Length == 69);
    private static readonly string s_standard = SeedLines.All.First(line => line.Split('\t').Length == 33);

    [Fact]
    public void Parse_RealtimeWith43Or69Fields_GivesTheSame()
    {
        foreach (string line in new[] { s_realtime43, s_realtime69 })
        {
            LogRecord record = default;
            var parser = new LineParser(new ParserOptions());
            Assert.Equal(RejectReason.None, parser.Parse(Encoding.UTF8.GetBytes(line), -1, ref record));
            Assert.Equal(LineKind.CloudFrontRealtime, parser.Kind);
            Assert.Equal(1_616_435_217_404, record.TimestampMs);
            Assert.Equal("GET /favicon.ico?v=2 DE 203.0.113.7", $"{Text(record.Method)} {Text(record.Target)} {Text(record.Region)} {Text(record.Client)}");
            Assert.Equal((200, 16343, 3_000), (record.Status, record.ResponseBytes, record.LatencyUs));
        }
    }

    [Fact]
    public void FieldList_Known_Has69Names()
    {
        Assert.Equal(69, CloudFrontFieldList.AllRealtime.ColumnCount);
        Assert.Equal(69, CloudFrontFieldList.KnownNames.Distinct().Count());
        Assert.Equal(43, CloudFrontFieldList.Realtime.ColumnCount);
        Assert.Equal(33, CloudFrontFieldList.Standard.ColumnCount);
    }

    [Fact]
    public void Parse_ChosenFields_ReadsThemInTheirOrder()
    {
        var options = new ParserOptions { CloudFrontFields = ParserOptions.ParseCloudFrontFields("timestamp, sc-status, cs-method, cs-uri-stem, x-edge-location, time-taken") };
        var parser = new LineParser(options);
        LogRecord record = default;
        Assert.Equal(RejectReason.None, parser.Parse("1616435217.5\t404\tHEAD\t/x\tFRA50-C1\t1.25"u8, -1, ref record));
        Assert.Equal((404, 1_250_000, 1_616_435_217_500), (record.Status, record.LatencyUs, record.TimestampMs));
        Assert.Equal("HEAD /x FRA50-C1", $"{Text(record.Method)} {Text(record.Target)} {Text(record.Region)}");
        Assert.Equal(RejectReason.LineFieldCount, parser.Parse("1616435217.5\t404\tHEAD\t/x\tFRA50-C1"u8, -1, ref record));
    }

    [Theory]
    [InlineData("timestamp,sc-status,cs-uri-stem,nonsense", "nonsense")]
    [InlineData("timestamp,sc-status,cs-uri-stem,c-ip,c-ip", "twice")]
    [InlineData("timestamp,cs-uri-stem", "sc-status")]
    public void ParseCloudFrontFields_Wrong_SaysWhat(string fields, string said) =>
        Assert.Contains(said, Assert.Throws<FormatException>(() => ParserOptions.ParseCloudFrontFields(fields)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_StandardLine_GivesItsFields()
    {
        LogRecord record = default;
        var parser = new LineParser(new ParserOptions());
        Assert.Equal(RejectReason.None, parser.Parse(Encoding.UTF8.GetBytes(s_standard), -1, ref record));
        Assert.Equal(LineKind.CloudFrontStandard, parser.Kind);
        Assert.Equal(1_575_493_351_000, record.TimestampMs);
        Assert.Equal("GET /index.html LAX1 192.0.2.100", $"{Text(record.Method)} {Text(record.Target)} {Text(record.Region)} {Text(record.Client)}");
        Assert.Equal((200, 392, 1_000), (record.Status, record.ResponseBytes, record.LatencyUs));
    }

    [Fact]
    public void FieldsDirective_InAPayload_HoldsUntilItsEnd()
    {
        var parser = new LineParser(new ParserOptions());
        var sink = new ParsingSink(parser);
        var reader = new PayloadReader(new PayloadOptions());
        byte[] withHeader = "#Version: 1.0\n#Fields: date time sc-status cs-uri-stem\n2019-12-04\t21:02:31\t404\t/gone\n"u8.ToArray();
        reader.Read(withHeader, 0, ref sink);
        reader.Read("2019-12-04\t21:02:31\t404\t/gone\n"u8, 0, ref sink);

        Assert.Equal(["404 /gone", "line.fieldCount"], sink.Results);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private readonly struct ParsingSink(LineParser parser) : ILineSink
    {
        public List<string> Results { get; } = [];

        public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
        {
            LogRecord record = default;
            RejectReason reason = parser.Parse(line, fallbackTimestampMs, ref record);
            Results.Add(reason == RejectReason.None ? $"{record.Status} {Text(record.Target)}" : reason.Name());
        }

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

        public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => Results.Add(reason.Name());

        public void OnDirective(ReadOnlySpan<byte> directive) => parser.ApplyDirective(directive);
    }
}
