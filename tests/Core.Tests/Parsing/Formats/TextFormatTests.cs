using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Core.Tests.Parsing.Formats;

/// <summary>Text lines that people have, in the files of the folder Text: each is read right or refused.</summary>
public sealed class TextFormatTests
{
    private const long ArrivalMs = 1_700_000_000_000;

    private static readonly FormatCase[] s_cases = [.. Directory.GetFiles(Folder(), "*.txt").Order(StringComparer.Ordinal).SelectMany(FormatCase.Read)];

    public static TheoryData<string> Ids() => [.. s_cases.Select(one => one.Id)];

    [Fact]
    public void Cases_Ids_AreUnique() => Assert.Equal(s_cases.Length, s_cases.Select(one => one.Id).Distinct().Count());

    [Theory]
    [MemberData(nameof(Ids))]
    public void Parse_Line_IsReadRightOrRefused(string id)
    {
        FormatCase one = s_cases.Single(one => one.Id == id);
        AssertRight(new LineParser(Options(one)), one);
    }

    [Fact]
    public void Parse_LinesOfAllFormatsInTurn_AreReadRight()
    {
        var parser = new LineParser(new ParserOptions());
        var random = new Random(11);
        FormatCase[] cases = [.. s_cases.Where(one => Options(one).ApacheTimeUnit == ApacheTimeUnit.Microseconds)];
        for (int i = 0; i < 40 * cases.Length; i++)
        {
            FormatCase one = cases[random.Next(cases.Length)];
            for (int times = random.Next(3); times >= 0; times--)
            {
                AssertRight(parser, one);
            }
        }
    }

    /// <summary>Whatever is cut off or changed: no exception, the same answer as a new parser's, and the line after it is read as ever.</summary>
    [Fact]
    public void Parse_CutOrChanged_NeverThrowsAndCostsNoNeighbour()
    {
        var parser = new LineParser(new ParserOptions());
        var random = new Random(12);
        FormatCase[] cases = [.. s_cases.Where(one => one.Lines.Count == 1 && Options(one).ApacheTimeUnit == ApacheTimeUnit.Microseconds)];
        foreach (FormatCase one in cases)
        {
            byte[] whole = Encoding.UTF8.GetBytes(one.Lines[^1]);
            for (int i = 0; i < 100; i++)
            {
                byte[] line = i % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
                for (int changes = i % 2 == 0 ? 0 : random.Next(1, 4); changes > 0; changes--)
                {
                    line[random.Next(line.Length)] = (byte)"\"\\,: {}[]0.x\u0001\t/-="[random.Next(17)];
                }

                Assert.Equal(Describe(new LineParser(new ParserOptions()), line), Describe(parser, line));
                AssertRight(parser, cases[random.Next(cases.Length)]);
            }
        }
    }

    private static string Describe(LineParser parser, byte[] line)
    {
        LogRecord record = default;
        RejectReason reason = parser.Parse(line, ArrivalMs, ref record);
        return reason == RejectReason.None
            ? $"{parser.Kind} {record.TimestampMs} {Text(record.Client)} {Text(record.Method)} {Text(record.Target)} {record.Status} {record.LatencyUs} {record.ResponseBytes}"
            : $"{reason} at {parser.RejectedAt} of {Encoding.Latin1.GetString(line)}";
    }

    private static string Text(ReadOnlySpan<byte> text) => "'" + Encoding.Latin1.GetString(text) + "'";

    private static ParserOptions Options(FormatCase one) => new()
    {
        ApacheTimeUnit = one.Expected.Contains("APACHE_TIME_UNIT=milliseconds", StringComparison.Ordinal) || one.Id == "jira-1" ? ApacheTimeUnit.Milliseconds : ApacheTimeUnit.Microseconds,
    };

    private static void AssertRight(LineParser parser, FormatCase one)
    {
        byte[] payload = Encoding.UTF8.GetBytes(string.Join('\n', one.Lines));
        var sink = new Sink(parser, one);
        new PayloadReader(new PayloadOptions()).Read(payload, ArrivalMs, ref sink);
        Assert.Equal(1, sink.Lines);
    }

    private sealed class Sink(LineParser parser, FormatCase one) : ILineSink
    {
        public int Lines { get; private set; }

        public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
        {
            Lines++;
            LogRecord record = default;
            RejectReason reason = parser.Parse(line, fallbackTimestampMs, ref record);
            if (one.Right("reject") is { } rejects)
            {
                Assert.Contains(reason.Name(), rejects);
                return;
            }

            Assert.True(reason == RejectReason.None, $"{one.Id}: {reason.Name()} at {parser.RejectedAt}");
            AssertField("time", Time(record.TimestampMs));
            AssertField("status", record.Status.ToString(CultureInfo.InvariantCulture));
            AssertField("latency_us", record.LatencyUs < 0 ? "none" : record.LatencyUs.ToString(CultureInfo.InvariantCulture));
            AssertField("bytes", record.ResponseBytes.ToString(CultureInfo.InvariantCulture));
            AssertField("client", Encoding.UTF8.GetString(record.Client));
            byte[] endpoint = new byte[256];
            int length = new EndpointTemplater(new EndpointOptions()).Write(record.Method, record.Target, endpoint);
            AssertField("endpoint", Encoding.UTF8.GetString(endpoint, 0, length));
        }

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

        public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => Assert.Fail(reason.Name());

        public void OnDirective(ReadOnlySpan<byte> directive) => parser.ApplyDirective(directive);

        private void AssertField(string field, string actual)
        {
            if (one.Right(field) is not { } right)
            {
                return;
            }

            right = [.. right.Select(value => value.TrimEnd(';'))];
            bool isRight = right.Any(value => value == actual || (field == "endpoint" && value.StartsWith("(none)", StringComparison.Ordinal) && actual.EndsWith("(none)", StringComparison.Ordinal)));
            Assert.True(isRight, $"{one.Id}: {field} is {actual}, not {string.Join(" or ", right)}");
        }
    }

    private static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString(ms % 1000 == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Folder([CallerFilePath] string testFile = "") => Path.Combine(Path.GetDirectoryName(testFile)!, "Text");
}
