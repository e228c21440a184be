using System.Text;
using LogFunctions.Hosting;

namespace LogFunctions.Functions.Tests.Hosting;

public sealed class FunctionLogTests
{
    [Fact]
    public void Messages_Always_AreOneLineInOneWrite()
    {
        var output = new RecordingWriter();
        var log = new FunctionLog(output);
        log.Info(1, "started");
        log.Warn(101, "a message\r\nof two\u2028or three lines");
        log.Error(201, "");
        Assert.Equal(["INFO 1 started\n", "WARN 101 a message of two or three lines\n", "ERROR 201 \n"], output.Writes);
    }

    [Fact]
    public void Quote_AnyBytes_IsPrintableAsciiAndCut()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        string text = FunctionLog.Quote(all, 256);
        Assert.All(text, character => Assert.InRange(character, ' ', '~'));
        Assert.Equal("\"a\\\"\\\\\\x0ab\"", FunctionLog.Quote("a\"\\\nb"u8));
        Assert.Equal("\"ab\" and 3 bytes more", FunctionLog.Quote("abcde"u8, 2));
        Assert.Equal("\"\"", FunctionLog.Quote([]));
    }

    private sealed class RecordingWriter : StringWriter
    {
        public List<string> Writes { get; } = [];

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(string? value) => Writes.Add(value!);
    }
}
