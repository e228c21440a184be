using System.Text;
using CsCheck;
using LogFunctions.Cli.Replay;

namespace LogFunctions.Tools.Tests.Cli;

public sealed class LinePackerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Records_OfAnyText_HoldEveryLineOnceWholeAndInOrder()
    {
        Gen<string> line = Gen.OneOf(Gen.String[Gen.Char['a', 'z'], 0, 60], Gen.Const(""), Gen.Const("  "), Gen.Const("x\r"));
        Gen.Select(line.List[0, 60], Gen.Bool, Gen.Int[1, 200], Gen.Int[1, 50]).Sample((lines, endsWithLineFeed, targetBytes, readBytes) =>
        {
            string text = string.Join('\n', lines) + (endsWithLineFeed ? "\n" : "");
            List<LineRecord> records = Pack(Encoding.UTF8.GetBytes(text), new LinePacker(targetBytes), readBytes);

            string[] expected = [.. lines.Where(l => l.Trim().Length > 0)];
            string[] packed = [.. records.SelectMany(LinesOf)];
            Assert.Equal(expected, packed);
            Assert.Equal(expected.Length, records.Sum(r => r.Lines));
            Assert.All(records, r => Assert.True(r.Lines == 1 || r.Data.Length <= targetBytes));
        }, iter: 300);
    }

    [Fact]
    public void Record_OfEveryOtherSize_IsFilledUp()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i:D9}\n")));
        List<LineRecord> records = Pack(text, new LinePacker(targetBytes: 105), 4096);
        Assert.All(records, r => Assert.Equal(10, r.Lines));
        Assert.Equal(100, records.Count);
    }

    [Theory]
    [InlineData(LinePacker.MaxRecordBytes - 1, 0)]
    [InlineData(LinePacker.MaxRecordBytes, 1)]
    [InlineData(3 * LinePacker.MaxRecordBytes, 1)]
    public void Line_AroundTheRecordLimit_IsOneLineAndItsNeighboursStay(int lineBytes, int cut)
    {
        byte[] text = [.. "before\n"u8, .. Enumerable.Repeat((byte)'x', lineBytes), .. "\nafter"u8];
        var packer = new LinePacker();
        List<LineRecord> records = Pack(text, packer, 100_000);
        Assert.Equal(3, records.Sum(r => r.Lines));
        Assert.Equal("before", LinesOf(records[0]).Single());
        Assert.Equal(Math.Min(lineBytes, LinePacker.MaxRecordBytes), LinesOf(records[1]).Single().Length);
        Assert.Equal("after", LinesOf(records[2]).Single());
        Assert.Equal(cut, packer.CutLines);
    }

    [Fact]
    public void LongLine_AtTheEndOfTheFile_IsCutOnce()
    {
        byte[] text = new byte[(2 * LinePacker.MaxRecordBytes) + 5];
        Array.Fill(text, (byte)'x');
        var packer = new LinePacker();
        Assert.Equal(1, Pack(text, packer, 100_000).Sum(r => r.Lines));
        Assert.Equal(1, packer.CutLines);
    }

    [Fact]
    public void Records_OfPacedReplay_DoNotSpanMoreThanASecond()
    {
        byte[] text = "1000\n1500\n2000\n2001\nnone\n9000\n"u8.ToArray();
        var packer = new LinePacker(eventTime: line => int.TryParse(line.TrimEnd("\n"u8), out int ms) ? ms : -1);
        List<LineRecord> records = Pack(text, packer, 3);
        Assert.Equal([1000L, 2001L, 9000L], records.Select(r => r.EventTimeMs));
        Assert.Equal([3, 2, 1], records.Select(r => r.Lines));
    }

    [Fact]
    public void HeaderLine_OfW3cFiles_BeginsEveryRecordOfItsLines()
    {
        byte[] text = "#Version: 1.0\n#Fields: a b\n1 2\n3 4\n#Fields: b a\n6 5\n"u8.ToArray();
        List<LineRecord> records = Pack(text, new LinePacker(targetBytes: 24), 7);
        Assert.Equal(
            ["#Version: 1.0\n", "#Fields: a b\n1 2\n3 4\n", "#Fields: b a\n6 5\n"],
            records.Select(r => Encoding.UTF8.GetString(r.Data.Span)));
        Assert.Equal([1, 2, 1], records.Select(r => r.Lines));
    }

    private static string[] LinesOf(LineRecord record) =>
        Encoding.UTF8.GetString(record.Data.Span).TrimEnd('\n').Split('\n');

    private static List<LineRecord> Pack(byte[] text, LinePacker packer, int readBytes)
    {
        using var stream = new TrickleStream(text, readBytes);
        return packer.PackAsync(stream, Token).ToBlockingEnumerable(Token).ToList();
    }

    /// <summary>Gives a few bytes per read, as pipes do.</summary>
    private sealed class TrickleStream(byte[] bytes, int readBytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, readBytes)], cancellationToken);
    }
}
