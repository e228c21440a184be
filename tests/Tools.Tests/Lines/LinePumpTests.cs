using System.Text;
using LogFunctions.Aggregator;
using LogFunctions.Core.Lines;
using LogFunctions.Core.Parsing;
using LogFunctions.Hosting;
using LogFunctions.Lines;

namespace LogFunctions.Tools.Tests.Lines;

public sealed class LinePumpTests
{
    private const string Good = """127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 200 2326""";

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n", 1)]
    [InlineData("\n\n", 2)]
    [InlineData("a", 1)]
    [InlineData("a\nb", 2)]
    [InlineData("\uFEFF" + Good + "\r\n", 1)]
    [InlineData("\\N\n\t\n\0\n\u2028\n\r\n", 5)]
    public void Rows_OfAnyText_AreAsManyAsItsLines(string text, int lines)
    {
        foreach (int readBytes in (int[])[1, 7, 1 << 20])
        {
            Assert.Equal(lines, Rows(Encoding.UTF8.GetBytes(text), readBytes).Length);
        }
    }

    [Fact]
    public void Rows_OfRandomBytes_AreOnePerLineHoweverTheyAreRead()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var bytes = new List<byte>();
            for (int part = random.Next(40); part > 0; part--)
            {
                byte[] noise = new byte[random.Next(300)];
                random.NextBytes(noise);
                bytes.AddRange(random.Next(3) switch { 0 => noise, 1 => Encoding.UTF8.GetBytes(Good + "\n"), _ => Encoding.UTF8.GetBytes(new string('x', random.Next(2000)) + "\n") });
            }

            byte[] input = [.. bytes];
            int lines = input.AsSpan().Count((byte)'\n') + (input.Length > 0 && input[^1] != '\n' ? 1 : 0);
            string[] rows = Rows(input, 1 << 20);
            Assert.True(lines == rows.Length, $"seed {seed}: {lines} lines, {rows.Length} rows");
            Assert.All(rows, row => Assert.EndsWith("\tend", row, StringComparison.Ordinal));
            Assert.Equal(rows, Rows(input, random.Next(1, 50)));
        }
    }

    [Fact]
    public void Rows_OfAnArchive_KnowWhenALineArrived()
    {
        string text = $"61500\tnonsense\n61500\t{Good}\n61500#\t#Fields: date time cs-uri-stem sc-status\n61500\t2026-11-29 10:00:00 /w3c 200\n61500#\t\n61500\t{{\"endpoint\":\"/a\",\"status\":200}}\n"
            + $"61500!container.tooDeep\t{new string('A', 600_000)}\n";
        foreach (int readBytes in (int[])[1000, 1 << 20])
        {
            using var output = new MemoryStream();
            new LinePump(new LogReadingOptions(), isArchive: true).Run(new PiecewiseStream(Encoding.UTF8.GetBytes(text), readBytes), output);
            string[] rows = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(7, rows.Length);
            Assert.Equal(["61", "971211336", "", "1795946400", "", "61", "61"], rows.Select(row => row.Split('\t')[0]));
            Assert.Equal("rejected:container.tooDeep", rows[6].Split('\t')[11]);
        }

        FormatException exception = Assert.Throws<FormatException>(() => new LinePump(new LogReadingOptions(), isArchive: true).Run(new MemoryStream(Encoding.UTF8.GetBytes(Good + "\n")), Stream.Null));
        Assert.StartsWith("line 1 of the input is no line of an archive", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_LongerThanEveryBuffer_IsOneRejectedRowAmongItsNeighbours()
    {
        foreach (int length in (int[])[65_536, 65_537, 262_143, 262_144, 262_145, 3_000_000])
        {
            foreach (string end in (string[])["\n", ""])
            {
                string[] rows = Rows(Encoding.UTF8.GetBytes(Good + "\n" + new string('x', length) + end + (end.Length > 0 ? Good : "")), 100_000);
                Assert.Equal(end.Length > 0 ? 3 : 2, rows.Length);
                Assert.Contains("\taccepted\t", rows[0], StringComparison.Ordinal);
                Assert.EndsWith(length > 65_536 ? "\trejected:line.tooLong\tend" : "\trejected:line.unrecognized\tend", rows[1], StringComparison.Ordinal);
                Assert.Equal(rows[0], end.Length > 0 ? rows[2] : rows[0]);
            }
        }
    }

    [Fact]
    public void ClosedPipe_OfTheReader_EndsTheRun()
    {
        using var input = new EndlessLines();
        using var output = new ClosingStream();
        IOException exception = Assert.Throws<IOException>(() => new LinePump(new LogReadingOptions()).Run(input, output));
        Assert.True(StandardOutput.IsClosedPipe(exception));
        Assert.True(input.BytesRead < 10_000_000, $"{input.BytesRead} bytes were read for nobody");
    }

    [Fact]
    public void Lines_InSteadyState_CostNoMemory()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Good + "\n", 20_000)));
        var pump = new LinePump(new LogReadingOptions());
        pump.Run(new MemoryStream(text), Stream.Null);
        using var again = new MemoryStream(text);
        Assert.Equal(0, Allocation.Least(() =>
        {
            again.Position = 0;
            pump.Run(again, Stream.Null);
        }));
    }

    [Fact]
    public void Arguments_AreTheVariablesOfTheAggregator()
    {
        var arguments = LinesArguments.Parse(["--log-format", "json", "--endpoint-templates=/a/*", "--max-line-bytes", "1000"]);
        LogReadingOptions options = LogReadingOptions.Read(new OptionReader(arguments.ValueOf));
        Assert.Equal((LogFormat.Json, 1000), (options.Parser.Format, options.Parser.MaxLineBytes));
        Assert.Equal(["/a/*"], options.Endpoints.Templates);
        Assert.Contains("--field-aliases", LinesArguments.Parse(["--help"]).Text, StringComparison.Ordinal);
        Assert.StartsWith("second bigint, micros bigint, endpoint string, ", LinesArguments.Parse(["--columns"]).Text, StringComparison.Ordinal);
        Assert.Equal(13, LineRowText.Columns.Count);
    }

    [Theory]
    [InlineData("--log-fromat", "json")]
    [InlineData("--log-format")]
    [InlineData("--log-format", "json", "--log-format", "alb")]
    [InlineData("file.log")]
    public void Arguments_ThatAreWrong_AreSaid(params string[] args) => Assert.Throws<InvalidOptionException>(() => LinesArguments.Parse(args));

    private static string[] Rows(byte[] input, int readBytes)
    {
        using var output = new MemoryStream();
        new LinePump(new LogReadingOptions()).Run(new PiecewiseStream(input, readBytes), output);
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output.ToArray());
        Assert.True(text.Length == 0 || text[^1] == '\n');
        return text.Length == 0 ? [] : text[..^1].Split('\n');
    }

    private sealed class PiecewiseStream(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, most)]);
    }

    private sealed class EndlessLines : MemoryStream
    {
        public long BytesRead { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'\n');
            BytesRead += buffer.Length;
            return buffer.Length;
        }
    }

    private sealed class ClosingStream : MemoryStream
    {
        private const int BrokenPipe = 32;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length > 1_000_000)
            {
                throw new IOException("broken pipe", BrokenPipe);
            }

            base.Write(buffer);
        }
    }
}
