using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Fuzz.Reference;

namespace LogFunctions.Core.Tests.Parsing;

/// <summary>JSON is untrusted: depth, size, duplicates, escapes, surrogates, broken UTF-8.</summary>
public sealed class JsonLineTests
{
    private const long ArrivalMs = 1_700_000_000_000;

    [Theory]
    [InlineData("""{"ts":1,"endpoint":"/a","endpoint":"/b","status":1,"status":2}""", "/b", 2)] // the last of equal keys
    [InlineData("""{"ts":1,"path":"/alias","endpoint":"/own","status":1}""", "/own", 1)]         // the own name over an alias
    [InlineData("""{"ts":1,"endpoint":"/own","path":"/alias","status":1}""", "/own", 1)]
    [InlineData("""{"ts":1,"endpoint":null,"path":"/alias","status":1}""", "/alias", 1)]         // null states nothing
    [InlineData("""{"ts":1,"endpoint":"/a","endpoint":null,"status":1}""", "/a", 1)]
    [InlineData("""{"ts":1,"\u0065ndpoint":"/\u0061\u002Fb","status":1}""", "/a/b", 1)]          // escapes in keys and values
    [InlineData("""{"ts":1,"endpoint":"/\ud83d\ude00","status":1}""", "/😀", 1)]
    [InlineData("""{"ts":1,"endpoint":"/\ud83d!","status":1}""", "/\uFFFD!", 1)]                 // a lone surrogate
    [InlineData("""{"ts":1,"endpoint":"/\b\f\n\r\t\"\\\/","status":1}""", "/\b\f\n\r\t\"\\/", 1)]
    public void Parse_UnusualMembers_FollowTheRules(string line, string target, int status)
    {
        LogRecord record = default;
        Assert.Equal(RejectReason.None, new LineParser(new ParserOptions()).Parse(Encoding.UTF8.GetBytes(line), ArrivalMs, ref record));
        Assert.Equal(target, Encoding.UTF8.GetString(record.Target));
        Assert.Equal(status, record.Status);
    }

    [Fact]
    public void Parse_BrokenUtf8_IsAcceptedAsBytes()
    {
        LogRecord record = default;
        byte[] line = [.. "{\"ts\":1,\"status\":1,\"endpoint\":\"/"u8, 0xFF, 0xC3, .. "\"}"u8];
        Assert.Equal(RejectReason.None, new LineParser(new ParserOptions()).Parse(line, ArrivalMs, ref record));
        Assert.Equal([(byte)'/', 0xFF, 0xC3], record.Target.ToArray());
    }

    [Theory]
    [InlineData(63, RejectReason.None)]
    [InlineData(64, RejectReason.JsonTooDeep)]
    [InlineData(30_000, RejectReason.JsonTooDeep)]
    public void Parse_Nesting_IsBounded(int innerDepth, RejectReason expected)
    {
        string line = $$"""{"ts":1,"status":1,"endpoint":"/","x":{{new string('[', innerDepth)}}{{new string(']', innerDepth)}}}""";
        LogRecord record = default;
        Assert.Equal(expected, new LineParser(new ParserOptions()).Parse(Encoding.UTF8.GetBytes(line), ArrivalMs, ref record));
    }

    [Fact]
    public void Parse_SmallerDepthLimit_HoldsForLearnedShapesToo()
    {
        var parser = new LineParser(new ParserOptions { MaxJsonDepth = 3 });
        LogRecord record = default;
        Assert.Equal(RejectReason.None, parser.Parse("""{"ts":1,"status":1,"endpoint":"/","x":[[]]}"""u8, ArrivalMs, ref record));
        Assert.Equal(RejectReason.JsonTooDeep, parser.Parse("""{"ts":1,"status":1,"endpoint":"/","x":[[[]]]}"""u8, ArrivalMs, ref record));
    }

    [Theory]
    [InlineData(100, RejectReason.None)]
    [InlineData(101, RejectReason.LineTooLong)]
    public void Parse_LineLength_IsBounded(int length, RejectReason expected)
    {
        string start = """{"ts":1,"status":1,"endpoint":"/""";
        string line = start + new string('x', length - start.Length - 2) + "\"}";
        LogRecord record = default;
        Assert.Equal(expected, new LineParser(new ParserOptions { MaxLineBytes = 100 }).Parse(Encoding.UTF8.GetBytes(line), ArrivalMs, ref record));
    }

    [Fact]
    public void Parse_WithoutTimeAndArrival_IsMissing()
    {
        LogRecord record = default;
        Assert.Equal(RejectReason.TimestampMissing, new LineParser(new ParserOptions()).Parse("""{"status":1,"endpoint":"/"}"""u8, -1, ref record));
    }

    [Fact]
    public void Parse_UserAliases_WinOverBuiltInNames()
    {
        var parser = new LineParser(new ParserOptions { FieldAliases = ParserOptions.ParseFieldAliases("endpoint=route, rt_s=elapsed, status=ip") });
        LogRecord record = default;
        Assert.Equal(RejectReason.None, parser.Parse("""{"ts":1,"endpoint":"/raw/1","route":"/raw/:id","elapsed":0.5,"ip":"404","status":200}"""u8, ArrivalMs, ref record));
        Assert.Equal("/raw/:id", Encoding.UTF8.GetString(record.Target));
        Assert.Equal((404, 500_000), (record.Status, record.LatencyUs));
        Assert.True(record.Client.IsEmpty);
    }

    [Theory]
    [InlineData("endpoint", "field=name")]
    [InlineData("endpoint=", "field=name")]
    [InlineData("path=x", "no field 'path'")]
    [InlineData("endpoint=x,status=x", "twice")]
    public void ParseFieldAliases_Wrong_SaysWhat(string aliases, string said) =>
        Assert.Contains(said, Assert.Throws<FormatException>(() => ParserOptions.ParseFieldAliases(aliases)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(LogFormat.Json, """127.0.0.1 - - [23/Nov/2024:19:06:12 +0000] "GET / HTTP/1.0" 200 2326""")]
    [InlineData(LogFormat.AccessLog, """{"ts":1,"status":1,"endpoint":"/"}""")]
    [InlineData(LogFormat.Alb, """127.0.0.1 - - [23/Nov/2024:19:06:12 +0000] "GET / HTTP/1.0" 200 2326""")]
    [InlineData(LogFormat.CloudFrontRealtime, """{"ts":1,"status":1,"endpoint":"/"}""")]
    [InlineData(LogFormat.CloudFrontStandard, """{"ts":1,"status":1,"endpoint":"/"}""")]
    public void Parse_FixedFormat_RejectsOthers(LogFormat format, string line)
    {
        LogRecord record = default;
        Assert.NotEqual(RejectReason.None, new LineParser(new ParserOptions { Format = format }).Parse(Encoding.UTF8.GetBytes(line), ArrivalMs, ref record));
    }

    /// <summary>The law behind the shapes: whatever lines came before, a line means the same.</summary>
    [Fact]
    public void Parse_AfterAnyOtherLines_GivesWhatANewParserGives()
    {
        string[] lines = ShapeVariants().ToArray();
        var used = new LineParser(new ParserOptions());
        var random = new Random(7);
        for (int i = 0; i < 8_000; i++)
        {
            byte[] line = Encoding.UTF8.GetBytes(lines[random.Next(lines.Length)]);
            ReferenceRecord expected = ReferenceRecord.Of(new LineParser(new ParserOptions()), line, ArrivalMs);
            Assert.Equal(expected, ReferenceRecord.Of(used, line, ArrivalMs));
        }
    }

    /// <summary>One skeleton, with values that must not be taken for another line's.</summary>
    private static IEnumerable<string> ShapeVariants()
    {
        string[] times = ["\"2024-11-23T19:06:12Z\"", "\"2024-11-23T19:06:61Z\"", "1732388772", "null", "\"\""];
        string[] statuses = ["200", "\"200\"", "0200", "2e2", "200.", "true", "\"\\u0032\"", "[1]"];
        string[] ends = ["}", ",\"ua\":\"a\\\"b\"}", ",\"ua\":\"a\"b\"}", ",\"ua\":\"\u0001\"}", ",\"x\":{\"y\":[1,2]}}", "} ", "}}", ""];
        return from time in times
               from status in statuses
               from end in ends
               select $$"""{"ts":{{time}},"endpoint":"/a","status":{{status}}{{end}}""";
    }
}
