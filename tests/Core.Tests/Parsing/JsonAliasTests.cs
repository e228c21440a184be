using System.Text;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Tests.Parsing;

/// <summary><c>FIELD_ALIASES</c> with paths and units.</summary>
public sealed class JsonAliasTests
{
    [Theory]
    [InlineData("rt_ns=Duration", """{"ts":"2024-10-10T11:55:36Z","endpoint":"/a","status":200,"Duration":24300}""", "/a", 200, 24)]
    [InlineData("rt_s=timings.total", """{"ts":"2024-10-10T11:55:36Z","endpoint":"/a","status":200,"timings":{"db":1,"total":0.25}}""", "/a", 200, 250_000)]
    [InlineData("endpoint=request.uri", """{"ts":"2024-10-10T11:55:36Z","request":{"uri":"/in","line":"GET /x HTTP/1.1"},"path":"/out","status":200}""", "/in", 200, -1)]
    [InlineData("endpoint=a.b.c,status=a.s", """{"ts":"2024-10-10T11:55:36Z","a":{"s":503,"b":{"c":"/deep"}}}""", "/deep", 503, -1)]
    [InlineData("endpoint=a.b", """{"ts":"2024-10-10T11:55:36Z","a.b":"/flat","status":200}""", "/flat", 200, -1)]
    [InlineData("rt_ms=duration", """{"time":"2024-10-10T11:55:36Z","level":"INFO","msg":"m","path":"/a","status":200,"duration":250}""", "/a", 200, 250_000)]
    public void Parse_AliasWithPathOrUnit_Wins(string aliases, string line, string target, int status, long latencyUs)
    {
        var parser = new LineParser(new ParserOptions { FieldAliases = ParserOptions.ParseFieldAliases(aliases) });
        for (int i = 0; i < 3; i++) // learned by then
        {
            LogRecord record = default;
            Assert.Equal(RejectReason.None, parser.Parse(Encoding.UTF8.GetBytes(line), -1, ref record));
            Assert.Equal((target, status, latencyUs), (Encoding.UTF8.GetString(record.Target), record.Status, record.LatencyUs));
        }
    }
}
