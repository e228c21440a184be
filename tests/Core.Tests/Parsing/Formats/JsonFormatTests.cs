using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Tests.Parsing.Formats;

/// <summary>JSON and envelopes that people have, in the files of the folder Json; each read by a new parser, and by one that has seen all others.</summary>
public sealed class JsonFormatTests
{
    private const long ArrivalMs = 1_700_000_000_000;

    private static readonly FormatCase[] s_cases = [.. Directory.GetFiles(Folder(), "*.txt").Order(StringComparer.Ordinal).SelectMany(FormatCase.Read)];

    public static TheoryData<string> Ids() => [.. s_cases.Select(one => one.Id)];

    [Fact]
    public void Cases_Ids_AreUnique() => Assert.Equal(s_cases.Length, s_cases.Select(one => one.Id).Distinct().Count());

    [Theory]
    [MemberData(nameof(Ids))]
    public void Parse_Line_IsReadRightOrRefused(string id) => AssertRight(new LineParser(new ParserOptions()), s_cases.Single(one => one.Id == id));

    [Fact]
    public void Parse_LinesOfAllFormatsInTurn_AreReadRight()
    {
        var parser = new LineParser(new ParserOptions());
        var random = new Random(11);
        for (int i = 0; i < 40 * s_cases.Length; i++)
        {
            FormatCase one = s_cases[random.Next(s_cases.Length)];
            for (int times = random.Next(3); times >= 0; times--)
            {
                AssertRight(parser, one);
            }
        }
    }

    /// <summary>Whatever is cut off or changed: no exception, and the line after it is read as ever.</summary>
    [Fact]
    public void Parse_CutOrChanged_NeverThrowsAndCostsNoNeighbour()
    {
        var parser = new LineParser(new ParserOptions());
        var random = new Random(12);
        foreach (FormatCase one in s_cases)
        {
            byte[] whole = Encoding.UTF8.GetBytes(one.Lines[^1]);
            for (int i = 0; i < 60; i++)
            {
                byte[] line = [.. whole];
                LogRecord record = default;
                if (i % 2 == 0)
                {
                    parser.Parse(line.AsSpan(0, random.Next(line.Length)), ArrivalMs, ref record);
                }
                else
                {
                    for (int changes = random.Next(1, 4); changes > 0; changes--)
                    {
                        line[random.Next(line.Length)] = (byte)"\"\\,: {}[]0.x\u0001\t<-9"[random.Next(17)];
                    }

                    Assert.Equal(Describe(new LineParser(new ParserOptions()), line), Describe(parser, line));
                }

                AssertRight(parser, s_cases[random.Next(s_cases.Length)]);
            }
        }
    }

    private static string Describe(LineParser parser, byte[] line)
    {
        LogRecord record = default;
        RejectReason reason = parser.Parse(line, ArrivalMs, ref record);
        return reason == RejectReason.None
            ? $"{record.TimestampMs} {Text(record.Client)} {Text(record.Region)} {Text(record.Method)} {Text(record.Target)} {record.Status} {record.LatencyUs} {record.ResponseBytes}"
            : $"{reason} at {parser.RejectedAt}";
    }

    private static string Text(ReadOnlySpan<byte> text) => "'" + Encoding.Latin1.GetString(text) + "'";

    private static void AssertRight(LineParser parser, FormatCase one)
    {
        LogRecord record = default;
        RejectReason reason = parser.Parse(Encoding.UTF8.GetBytes(one.Lines[^1]), ArrivalMs, ref record);
        if (one.Right("reject") is { } rejects)
        {
            Assert.Contains(reason.Name(), rejects);
            return;
        }

        Assert.True(reason == RejectReason.None, $"{one.Id}: {reason.Name()} at {parser.RejectedAt}");
        AssertField(one, "time", Time(record.TimestampMs));
        AssertField(one, "status", record.Status.ToString(CultureInfo.InvariantCulture));
        AssertField(one, "latency_us", record.LatencyUs < 0 ? "none" : record.LatencyUs.ToString(CultureInfo.InvariantCulture));
        AssertField(one, "bytes", record.ResponseBytes.ToString(CultureInfo.InvariantCulture));
        AssertField(one, "client", Encoding.UTF8.GetString(record.Client));
        AssertField(one, "region", Encoding.UTF8.GetString(record.Region));
        var templater = new EndpointTemplater(new EndpointOptions());
        byte[] endpoint = new byte[templater.MaxEndpointBytes];
        AssertField(one, "endpoint", Encoding.UTF8.GetString(endpoint, 0, templater.Write(record.Method, record.Target, endpoint)));
    }

    private static void AssertField(FormatCase one, string field, string actual)
    {
        if (one.Right(field) is not { } right)
        {
            return;
        }

        bool isRight = right.Contains(actual) || right.Any(value => value.StartsWith('.') && actual.Contains(value, StringComparison.Ordinal));
        Assert.True(isRight, $"{one.Id}: {field} is {actual}, not {string.Join(" or ", right)}");
    }

    private static string Time(long timestampMs) => DateTimeOffset.FromUnixTimeMilliseconds(timestampMs).UtcDateTime.ToString(
        timestampMs % 1000 == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Folder([CallerFilePath] string testFile = "") => Path.Combine(Path.GetDirectoryName(testFile)!, "Json");
}
