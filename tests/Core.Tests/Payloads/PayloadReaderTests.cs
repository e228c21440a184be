using System.IO.Compression;
using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Payloads;

public sealed class PayloadReaderTests
{
    private const long ArrivalMs = 1_700_000_000_000;
    private static readonly byte[][] s_lines = ["one"u8.ToArray(), """{"a":1}"""u8.ToArray(), "three"u8.ToArray()];
    private static readonly string[] s_texts = s_lines.Select(Encoding.UTF8.GetString).ToArray();

    public static TheoryData<string, string[]> Texts => new()
    {
        { "one\ntwo\n", ["one", "two"] },
        { "one\r\ntwo", ["one", "two"] },
        { "\n\n one\n \t\r\n\r\n", ["one"] },
        { "", [] },
        { "\uFEFFone\n", ["one"] },
        { """[{"a":1},{"a":2}]""", ["""{"a":1}""", """{"a":2}"""] },
        { """[{"a":1} , {"a":"],["}]""", ["""{"a":1}""", """{"a":"],["}"""] },
        { "[\n  {\"a\":1},\n  {\"a\":\n2}\n]\n", ["{\"a\":1}", "{\"a\":\n2}"] },
        { "{\n  \"a\": 1\n}\n", ["{\n  \"a\": 1\n}\n"] },
        { "[]\n[ ]\none", ["one"] },
        { """[{"a":1}][{"a":2}]""", ["""{"a":1}""", """{"a":2}"""] },
        { """["one \"1\"","two\nthree"]""", ["one \"1\"", "two", "three"] },
        // a broken element costs no neighbour
        { """[{"a":1},{"a":NaN},{"a":3}]""", ["""{"a":1}""", """{"a":NaN}""", """{"a":3}"""] },
        { "[{\"a\":1},{\"a\":[2,{\"a\":3}]\n{\"b\":4}\n", ["{\"a\":1}", "{\"a\":[2,{\"a\":3}]", "{\"b\":4}"] },
        { "[{\"a\":1\n{\"b\":2}\n", ["{\"a\":1", "{\"b\":2}"] },
        { "{\"a\":1\n{\"b\":2}\n", ["{\"a\":1", "{\"b\":2}"] },
        { "[Wed Oct 11 14:32:52 2000] [error] x\n", ["[Wed Oct 11 14:32:52 2000] [error] x"] },
        // JSON that only looks like an envelope
        { """{"owner":"bob","status":1}""", ["""{"owner":"bob","status":1}"""] },
        { """{"owner":"bob",oops}""", ["""{"owner":"bob",oops}"""] },
        { "#Fields: date time\n#Version: 1.0\n# prose\n", ["# prose"] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Read_Text_GivesItsLines(string text, string[] expected)
    {
        CollectingSink sink = Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal(expected.Select(line => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(line))), sink.Lines.Select(line => line.Line));
        Assert.Empty(sink.Rejects);
        Assert.All(sink.Lines, line => Assert.Equal(ArrivalMs, line.FallbackTimestampMs));
    }

    [Fact]
    public void Read_Containers_GiveTheirLines()
    {
        byte[] text = Packing.Lines(s_lines);
        Expect(Packing.Gzip(text));
        Expect(Packing.Kpl(s_lines));
        Expect(Packing.Kpl([text]));
        Expect(Packing.Kpl(s_lines.Select(line => Packing.Gzip(line))));
        Expect(Packing.Gzip(Packing.Kpl(s_lines)));
        Expect(Packing.Gzip(Packing.Gzip(text)));
        Expect(Packing.Gzip(text, CompressionLevel.NoCompression));
        Expect([.. Packing.Gzip(text), .. new byte[100]]);                                        // padded
        Expect([.. Packing.Gzip(text.AsSpan(0, 5)), .. Packing.Gzip(text.AsSpan(5))]);                          // members in the middle of a line
        Expect([.. Packing.Gzip(Packing.Lines(s_lines[..1])), .. Packing.Lines(s_lines[1..])]);   // text after gzip
        Expect([.. Packing.Gzip([]), .. text]);
        Assert.Empty(Read(Packing.Gzip([])).Lines);
        Assert.Empty(Read(Packing.Kpl([])).Lines);
    }

    [Fact]
    public void Read_GzipHeaderWithEveryOption_IsOpened()
    {
        byte[] plain = Packing.Gzip(Packing.Lines(s_lines));
        byte[] header = [0x1F, 0x8B, 8, 0x1C, 0, 0, 0, 0, 0, 3, 2, 0, (byte)'e', (byte)'x', .. "name\0comment\0"u8];
        Expect([.. header, .. plain[10..]]);
        Expect([.. header, .. plain[10..], .. plain[..0], .. new byte[3]]);
    }

    [Fact]
    public void Read_GzipCutAnywhere_IsOneReject()
    {
        byte[] gzip = Packing.Gzip(Packing.Lines(s_lines));
        byte[] two = [.. gzip, .. gzip];
        for (int length = 2; length < gzip.Length; length++)
        {
            ExpectReject(gzip[..length], RejectReason.ContainerGzipCorrupt);
            ExpectReject(two[..(gzip.Length + length)], RejectReason.ContainerGzipCorrupt);
        }
    }

    [Fact]
    public void Read_GzipWithAnyBitFlippedInBodyOrChecksum_NeverGivesOtherLines()
    {
        byte[] gzip = Packing.Gzip(Packing.Lines(s_lines));
        for (int bit = 10 * 8; bit < gzip.Length * 8; bit++)
        {
            byte[] damaged = [.. gzip];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            CollectingSink sink = Read(damaged);
            Assert.True(sink.Rejects.Count > 0 || sink.Lines.Select(line => line.Line).SequenceEqual(s_texts), $"bit {bit}");
        }
    }

    [Fact]
    public void Read_GzipBomb_IsOneRejectAtOnePastTheBound()
    {
        const int Limit = 64 * 1024;
        var reader = new PayloadReader(new PayloadOptions { MaxInflatedBytes = Limit });
        CollectingSink atBound = CollectingSink.Read(reader, Packing.Gzip(Encoding.ASCII.GetBytes(new string('x', Limit))), ArrivalMs);
        Assert.Equal(Limit, Assert.Single(atBound.Lines).Line.Length);

        byte[] bomb = Packing.Gzip(Encoding.ASCII.GetBytes(new string('x', Limit + 1)));
        CollectingSink past = CollectingSink.Read(reader, bomb, ArrivalMs);
        Assert.Empty(past.Lines);
        Assert.Equal((RejectReason.ContainerGzipTooLarge, Encoding.Latin1.GetString(bomb)), Assert.Single(past.Rejects));
    }

    [Fact]
    public void Read_ManyBombsInOnePayload_ShareTheBound()
    {
        byte[] half = Packing.Gzip(Encoding.ASCII.GetBytes(new string('x', 40_000)));
        var reader = new PayloadReader(new PayloadOptions { MaxInflatedBytes = 64 * 1024 });
        CollectingSink sink = CollectingSink.Read(reader, Packing.Kpl([half, half, half]), ArrivalMs);
        Assert.Single(sink.Lines);
        Assert.Equal(2, sink.Rejects.Count);
        Assert.Single(CollectingSink.Read(reader, Packing.Kpl([half]), ArrivalMs).Lines); // the next payload has the whole bound again
    }

    [Fact]
    public void Read_ThreeContainersDeep_IsRejected()
    {
        ExpectReject(Packing.Gzip(Packing.Gzip(Packing.Gzip("x"u8))), RejectReason.ContainerTooDeep);
        ExpectReject(Packing.Gzip(Packing.Gzip(Packing.Kpl(["x"u8.ToArray()]))), RejectReason.ContainerTooDeep);
    }

    private static CollectingSink Read(byte[] payload) => CollectingSink.Read(new PayloadReader(new PayloadOptions()), payload, ArrivalMs);

    private static void Expect(byte[] payload)
    {
        CollectingSink sink = Read(payload);
        Assert.Empty(sink.Rejects);
        Assert.Equal(s_texts, sink.Lines.Select(line => line.Line));
    }

    private static void ExpectReject(byte[] payload, RejectReason expected)
    {
        CollectingSink sink = Read(payload);
        Assert.Empty(sink.Lines);
        Assert.Equal(expected, Assert.Single(sink.Rejects).Reason);
    }
}
