using System.Text;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Tests.Parsing;

public sealed class CommonFormatTests
{
    [Fact]
    public void Parse_OwnJson_FillsEveryField()
    {
        LogRecord record = default;
        var parser = new LineParser(new ParserOptions());
        byte[] line = Encoding.UTF8.GetBytes(
            """{"ts":"2024-11-23T19:06:12.123Z","ip":"10.0.0.1","region":"eu-west-1","method":"GET","endpoint":"/orders/42?x=1","status":200,"rt_ms":12.5,"bytes":512,"ua":"curl"}""");

        Assert.Equal(RejectReason.None, parser.Parse(line, -1, ref record));
        Assert.Equal(1_732_388_772_123, record.TimestampMs);
        Assert.Equal("10.0.0.1"u8, record.Client);
        Assert.Equal("eu-west-1"u8, record.Region);
        Assert.Equal("GET"u8, record.Method);
        Assert.Equal("/orders/42?x=1"u8, record.Target);
        Assert.Equal(200, record.Status);
        Assert.Equal(12_500, record.LatencyUs);
        Assert.Equal(512, record.ResponseBytes);
    }
}
