using System.Buffers;
using System.IO.Compression;
using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Lines;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Lines;

/// <summary>What is read from the archive is what was read from the stream: the same rows, whatever the payload was.</summary>
public sealed class ArchivedLineTests
{
    private const long ArrivalMs = 1_795_435_200_123;
    private static readonly byte[][] s_seeds = [.. SeedLines.All.Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public void Rows_OfTheArchive_AreThoseOfThePayload() => Seeded.ForEach(300, random =>
    {
        byte[] payload = Payload(random);
        var direct = new DirectSink();
        new PayloadReader(new PayloadOptions()).Read(payload, ArrivalMs, ref direct);
        var archive = new ArchiveWriter();
        new PayloadReader(new PayloadOptions()).Read(payload, ArrivalMs, ref archive);

        byte[] archived = archive.Text.WrittenSpan.ToArray();

        Assert.Equal(direct.Rows, RowsOf(archived));
        Assert.Equal(direct.Rows.Count + archive.Directives, archived.Count(value => value == '\n'));
    });

    [Theory]
    [InlineData("1795435200123\ta line", 1_795_435_200_123, "a line")]
    [InlineData("5/17\ta\tb", 17, "a\tb")]
    [InlineData("5e\ta\\nb\\\\n", 5, "a\nb\\n")]
    [InlineData("5\t", 5, "")]
    public void TryRead_Line_GivesTimeAndText(string text, long fallbackMs, string expected)
    {
        Assert.True(ArchivedLine.TryRead(Encoding.UTF8.GetBytes(text), out ArchivedLine line));
        byte[] unescaped = line.Text.ToArray();
        int length = line.IsEscaped ? line.Unescape(unescaped) : unescaped.Length;
        Assert.Equal((fallbackMs, expected, ArchivedLineKind.Line), (line.FallbackMs, Encoding.UTF8.GetString(unescaped, 0, length), line.Kind));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no tab")]
    [InlineData("x\tno number")]
    [InlineData("-5\tnegative")]
    [InlineData("5x\tunknown mark")]
    [InlineData("5/\tno event time")]
    [InlineData("5!no.reason\tAAAA")]
    [InlineData("5!none\tAAAA")]
    public void TryRead_OtherText_IsRefused(string text) => Assert.False(ArchivedLine.TryRead(Encoding.UTF8.GetBytes(text), out _));

    /// <summary>The stored form: it only changes with a decision record.</summary>
    [Fact]
    public void Write_IsAsItAlwaysWas()
    {
        var output = new ArrayBufferWriter<byte>();
        ArchivedLine.Write("GET / 200"u8, 1_000, 1_000, output);
        ArchivedLine.Write("two\nlines\\"u8, 1_000, 2_000, output);
        ArchivedLine.WriteContainer(RejectReason.ContainerGzipCorrupt, [0x1F, 0x8B, 0xFF], 1_000, output);
        ArchivedLine.WriteDirective("#Fields: date time"u8, 1_000, output);
        ArchivedLine.WriteDirective(default, 1_000, output);

        Assert.Equal(
            "1000\tGET / 200\n1000/2000e\ttwo\\nlines\\\\\n1000!container.gzip.corrupt\tH4v/\n1000#\t#Fields: date time\n1000#\t\n",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Row_OfARejectedLine_SaysWhenItArrived()
    {
        string[] rows = [.. RowsOf("61500\tnonsense\n61500!container.tooDeep\tAAAA\n"u8)];

        Assert.All(rows, row => Assert.StartsWith("61\t500000\t\t\t\t\t\t\t\t\t", row, StringComparison.Ordinal));
        Assert.EndsWith("rejected:line.unrecognized\tend\n", rows[0], StringComparison.Ordinal);
        Assert.EndsWith("rejected:container.tooDeep\tend\n", rows[1], StringComparison.Ordinal);
    }

    // Lines, some of them in what holds several: arrays over several lines, envelopes, headers, broken containers.
    private static byte[] Payload(Random random)
    {
        var text = new List<byte>();
        for (int line = random.Next(1, 40); line > 0; line--)
        {
            byte[] seed = s_seeds[random.Next(s_seeds.Length)];
            text.AddRange(random.Next(8) switch
            {
                0 => new Mutator(random).Mutate(seed, s_seeds),
                1 => Encoding.UTF8.GetBytes("[{\"ts\":1795435200000,\n\"endpoint\":\"/a\",\"status\":200},\n {\"endpoint\":\"/b\",\r\n\"status\":503}, \"x\\ny\"]"),
                2 => Encoding.UTF8.GetBytes(Envelope(random)),
                3 => Encoding.UTF8.GetBytes("#Fields: date time cs-method cs-uri-stem sc-status\n2026-11-29 10:00:00 GET /w3c 200"),
                _ => seed,
            });
            text.Add((byte)'\n');
        }

        byte[] bytes = [.. text];
        return random.Next(5) switch
        {
            0 => Gzip(bytes),
            1 => Gzip(bytes)[..^5],
            2 => Gzip(Gzip(Gzip(bytes))),
            _ => bytes,
        };
    }

    private static string Envelope(Random random) =>
        "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[{\"timestamp\":" + random.NextInt64(2_000_000_000_000)
        + ",\"message\":\"{\\\"endpoint\\\":\\\"/e\\\",\\\"status\\\":200}\"},{\"timestamp\":7,\"message\":\"nonsense\\nmore\"},{\"message\":5}]}";

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static List<string> RowsOf(ReadOnlySpan<byte> archived)
    {
        var reader = new LineRowReader(new ParserOptions(), new EndpointOptions());
        List<string> rows = [];
        foreach (Range range in archived.TrimEnd((byte)'\n').Split((byte)'\n'))
        {
            LineRow row = default;
            if (archived.IsEmpty)
            {
                continue;
            }

            Assert.True(reader.TryReadArchivedLine(archived[range], ref row), Encoding.UTF8.GetString(archived[range]));
            if (!row.IsBlank)
            {
                rows.Add(TextOf(in row));
            }
        }

        return rows;
    }

    private static string TextOf(scoped in LineRow row)
    {
        byte[] text = new byte[LineRowText.MaxBytes(in row)];
        return Encoding.UTF8.GetString(text, 0, LineRowText.Write(in row, text));
    }

    private readonly struct DirectSink() : ILineSink
    {
        private readonly LineRowReader _reader = new(new ParserOptions(), new EndpointOptions());

        public List<string> Rows { get; } = [];

        public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
        {
            LineRow row = default;
            _reader.Read(line, fallbackTimestampMs, ref row);
            row.ArrivalMs = ArrivalMs;
            Rows.Add(TextOf(in row));
        }

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

        public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs)
        {
            LineRow row = default;
            LineRowReader.Reject(reason, LineKind.Unrecognized, ref row);
            row.ArrivalMs = ArrivalMs;
            Rows.Add(TextOf(in row));
        }

        public void OnDirective(ReadOnlySpan<byte> directive) => _reader.ApplyDirective(directive);
    }

    private struct ArchiveWriter() : ILineSink
    {
        public ArrayBufferWriter<byte> Text { get; } = new();

        public int Directives { get; private set; }

        public readonly void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs) => ArchivedLine.Write(line, ArrivalMs, fallbackTimestampMs, Text);

        public readonly int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

        public readonly void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => ArchivedLine.WriteContainer(reason, raw, ArrivalMs, Text);

        public void OnDirective(ReadOnlySpan<byte> directive)
        {
            Directives++;
            ArchivedLine.WriteDirective(directive, ArrivalMs, Text);
        }
    }
}
