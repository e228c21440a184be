using System.IO.Compression;
using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Payloads;

/// <summary>A container is one when it opens as one; what only begins like one is lines, and costs no neighbour.</summary>
public sealed class UnknownCompressionTests
{
    private const long ArrivalMs = 1_700_000_000_000;

    private static readonly string[] s_lines = ["first good line", "{\"ts\":1,\"status\":200}", "x^2 is text", "last good line"];

    // Made by zstd and by hand: no packer of them is at hand. Empty with checksum; "hello" as a raw block; 100 times 'a' as a run.
    private static readonly byte[][] s_zstd =
    [
        [0x28, 0xB5, 0x2F, 0xFD, 0x24, 0x00, 0x01, 0x00, 0x00, 0x99, 0xE9, 0xD8, 0x51],
        [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x05, 0x29, 0x00, 0x00, .. "hello"u8],
        [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58, 0x23, 0x03, 0x00, (byte)'a'],
    ];

    private static readonly byte[] s_snappy = [0xFF, 0x06, 0x00, 0x00, .. "sNaPpY"u8, 0x01, 0x09, 0x00, 0x00, 0xBB, 0x1F, 0x1C, 0x19, .. "hello"u8];

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\0\0\0")]
    public void Read_WholeContainerThatWeDoNotRead_IsNamed(string tail)
    {
        byte[] end = Encoding.Latin1.GetBytes(tail);
        Assert.All(s_zstd, zstd => ExpectReject([.. zstd, .. end], RejectReason.ContainerZstdUnsupported));
        ExpectReject([.. s_zstd[0], .. s_zstd[1], .. end], RejectReason.ContainerZstdUnsupported);
        ExpectReject([.. s_snappy, .. end], RejectReason.ContainerSnappyUnsupported);
        foreach (CompressionLevel level in Enum.GetValues<CompressionLevel>())
        {
            ExpectReject([.. Zlib(Encoding.ASCII.GetBytes(string.Join('\n', s_lines)), level), .. end], RejectReason.ContainerZlibUnsupported);
        }
    }

    [Fact]
    public void Read_ZlibBomb_IsRejectedAtTheBound()
    {
        byte[] bomb = Zlib(new byte[4 << 20], CompressionLevel.Fastest);
        bomb[^1] ^= 1; // never reached

        CollectingSink sink = CollectingSink.Read(new PayloadReader(new PayloadOptions { MaxInflatedBytes = 64 * 1024 }), bomb, ArrivalMs);

        Assert.Equal(RejectReason.ContainerZlibUnsupported, Assert.Single(sink.Rejects).Reason);
    }

    [Fact]
    public void Read_LineThatBeginsLikeAContainer_CostsNoNeighbour()
    {
        byte[][] heads =
        [
            [0x28, 0xB5, 0x2F, 0xFD], s_zstd[0][..9], s_zstd[1], s_zstd[2][..6],
            [0xFF, 0x06, 0x00, 0x00, .. "sNaPpY"u8], s_snappy[..14], s_snappy,
            [0xF3, 0x89, 0x9A, 0xC2], [0x1F, 0x8B], [0x1F, 0x8B, 0x08, 0xE0], [0x1F, 0x8B, 0x07, 0x00],
            .. Enumerable.Range(0, 256).Select(second => new byte[] { 0x78, (byte)second }),
        ];
        var random = new Random(770_031);
        foreach (byte[] head in heads)
        {
            for (int round = 0; round < 40; round++)
            {
                byte[] garbage = new byte[1 + random.Next(40)];
                random.NextBytes(garbage);
                garbage[0] = (byte)(0x20 | garbage[0]); // the header of gzip goes on otherwise
                garbage.AsSpan().Replace((byte)'\n', (byte)'?');
                byte[] line = [.. head.Where(value => value != '\n'), .. garbage];
                ExpectLinesBehind([.. line, (byte)'\n', .. Encoding.UTF8.GetBytes(string.Join('\n', s_lines))], s_lines);
            }
        }
    }

    [Fact]
    public void Read_LineLikeZlibOfTheCorpus_CostsNoNeighbour()
    {
        byte[] payload = File.ReadAllBytes(Path.Combine(Corpus.DefaultFolder, "line-like-zlib.bin"));

        string[] lines = Encoding.Latin1.GetString(payload).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(3, lines.Length);
        ExpectLinesBehind(payload, lines[1..]);
    }

    [Fact]
    public void Read_ContainerCutAnywhereBeforeLines_KeepsTheLines()
    {
        byte[] zlib = Zlib(Encoding.ASCII.GetBytes(string.Join('\n', s_lines)), CompressionLevel.Fastest);
        foreach (byte[] whole in (byte[][])[.. s_zstd, s_snappy, zlib])
        {
            for (int length = 1; length < whole.Length; length++)
            {
                ExpectLinesBehind([.. whole[..length], (byte)'\n', .. Encoding.UTF8.GetBytes(string.Join('\n', s_lines))], s_lines);
            }
        }
    }

    private static byte[] Zlib(byte[] content, CompressionLevel level)
    {
        var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, level))
        {
            zlib.Write(content);
        }

        return output.ToArray();
    }

    private static CollectingSink Read(byte[] payload) => CollectingSink.Read(new PayloadReader(new PayloadOptions()), payload, ArrivalMs);

    private static void ExpectReject(byte[] payload, RejectReason expected)
    {
        CollectingSink sink = Read(payload);
        Assert.Empty(sink.Lines);
        Assert.Equal(expected, Assert.Single(sink.Rejects).Reason);
    }

    private static void ExpectLinesBehind(byte[] payload, string[] lines)
    {
        IEnumerable<string> found = Read(payload).Lines.Select(line => line.Line).TakeLast(lines.Length);
        Assert.True(lines.SequenceEqual(found), $"lines were lost behind {Convert.ToHexString(payload.AsSpan(0, Math.Min(40, payload.Length)))}");
    }
}
