using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Lines;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Lines;

public sealed class LineRowTests
{
    private const string Combined = """203.0.113.9 - - [10/Oct/2024:13:55:36 +0200] "GET /orders/42?x=1 HTTP/1.1" 200 512 "https://a.example/" "curl/8.5" 0.125""";

    [Fact]
    public void Row_OfAnAcceptedLine_HasEveryColumnInItsPlace()
    {
        Assert.Equal(
            "1728561336\t0\tGET /orders/{id}\t(none)\t200\t512\t125000\t203.0.113.9\tcurl/8.5\thttps://a.example/\tcombined\taccepted\tend\n",
            RowOf(Combined));
        Assert.Equal(LineRowText.Columns.Count, RowOf(Combined).Split('\t').Length);
    }

    [Fact]
    public void Row_OfARejectedLine_SaysOnlyWhatAndWhy()
    {
        Assert.Equal("\t\t\t\t\t\t\t\t\t\tcommon\trejected:status.invalid\tend\n", RowOf(Combined.Replace(" 200 ", " 2OO ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r")]
    [InlineData(" \t ")]
    [InlineData("#Fields: date time sc-status cs-uri-stem")]
    public void Row_OfWhatIsNoLine_IsBlank(string line)
    {
        Assert.Equal("\t\t\t\t\t\t\t\t\t\t\tblank\tend\n", RowOf(line));
    }

    [Fact]
    public void Directive_OfAFile_HoldsForItsNextLines()
    {
        LineRowReader reader = NewReader();
        string line = "2024-10-10\t11:55:36\t/a\t404\tcurl";
        Assert.Contains("rejected:", RowOf(line, reader), StringComparison.Ordinal);
        _ = RowOf("#Fields: date time cs-uri-stem sc-status cs(User-Agent)", reader);
        Assert.Equal("1728561336\t0\t/a\t(none)\t404\t0\t\t\t\t\tw3c\taccepted\tend\n", RowOf(line, reader));
    }

    [Theory]
    [InlineData("""{"ts":1,"path":"/a","status":200,"user_agent":"a b","referrer":"r"}""", "a b", "r")]
    [InlineData("""{"ts":1,"path":"/a","status":200,"httpUserAgent":"x \"y\" \\ z","http_referer":"-"}""", """x "y" \ z""", "")]
    [InlineData("""{"ts":1,"status":200,"request":{"method":"GET","uri":"/a","headers":{"Accept":["*/*"],"User-Agent":["curl/8"],"Referer":["https://r/"]}}}""", "curl/8", "https://r/")]
    [InlineData("""{"ts":1,"path":"/a","status":200,"user_agent":{"name":"Chrome","original":"Mozilla/5.0"},"agent":{"type":"filebeat"}}""", "Mozilla/5.0", "")]
    [InlineData("""{"ts":1,"path":"/a","status":200,"ua":null,"agent":"second"}""", "second", "")]
    [InlineData("""{"ts":1,"path":"/a","status":200,"note":"user_agent"}""", "", "")]
    [InlineData("""1.2.3.4 - - [10/Oct/2024:13:55:36 +0200] "GET /\"x\" HTTP/1.1" 200 5 "a \"b\"" "c\x41" """, "cA", "a \"b\"")]
    [InlineData("""1.2.3.4 - - [10/Oct/2024:13:55:36 +0200] "GET /a HTTP/1.1" 200 5""", "", "")]
    [InlineData("""h2 2018-07-02T22:23:00.186641Z app/lb/5 1.2.3.4:2817 10.0.0.1:80 0.001 0.020 0.000 200 200 34 366 "GET https://e.com:443/a HTTP/1.1" "curl/7.46" - -""", "curl/7.46", "")]
    public void Visitor_OfEveryFormat_IsFound(string line, string userAgent, string referer)
    {
        string[] fields = RowOf(line).Split('\t');
        Assert.Equal(("accepted", userAgent, referer), (fields[11], fields[8], fields[9]));
    }

    [Fact]
    public void Texts_ThatWouldBreakARow_AreEncoded()
    {
        string[] fields = RowOf("""{"ts":1,"path":"/a","status":200,"ua":"a\tb\nc\u0000d\u007f\\N","referer":"\\N","ip":"1\t2"}""").Split('\t');
        Assert.Equal(LineRowText.Columns.Count, fields.Length);
        Assert.Equal(("a%09b%0Ac%00d%7F\\N", "\\N", "1%092"), (fields[8], fields[9], fields[7]));
    }

    [Fact]
    public void Texts_ThatAreNoUtf8_BecomeTheCharacterForIt()
    {
        byte[] line = [.. """{"ts":1,"path":"/a","status":200,"ua":"x"""u8, 0xFF, 0xE2, 0x82, .. "\"}"u8];
        string viaText = Encoding.UTF8.GetString(line);
        Assert.Equal(RowOf(viaText), Encoding.UTF8.GetString(RowOf(line, NewReader())));
        Assert.Contains("x\uFFFD\uFFFD", RowOf(viaText), StringComparison.Ordinal);
    }

    [Fact]
    public void AnyBytes_WhateverTheyAre_GiveOneWholeRow()
    {
        byte[][] seeds = [.. SeedLines.All.Select(Encoding.UTF8.GetBytes)];
        LineRowReader reader = NewReader();
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        Support.Seeded.ForEach(20_000, random =>
        {
            byte[] line = new Mutator(random).Mutate(seeds[random.Next(seeds.Length)], seeds);
            string row = strict.GetString(RowOf(line, reader));
            Assert.Equal(LineRowText.Columns.Count, row.Split('\t').Length);
            Assert.EndsWith("\tend\n", row, StringComparison.Ordinal);
            Assert.DoesNotContain(row[..^1], character => char.IsControl(character) && character < 0x80 && character != '\t');
        });
    }

    [Fact]
    public void SeedLines_OfEveryKind_HaveTheirAgents()
    {
        string[] agents = [.. SeedLines.All.Select(line => RowOf(line).Split('\t')).Where(fields => fields[11] == "accepted").Select(fields => fields[10] + ":" + fields[8])];
        Assert.Contains("cloudfront:Mozilla/5.0%20(X11)", agents);
        Assert.Contains("cloudfront-standard:Mozilla/5.0%20(Windows)", agents);
        Assert.Contains("ingress-nginx:okhttp", agents);
        Assert.Contains("combined:XTC", agents);
        Assert.Contains("alb:curl/7.46.0", agents);
    }

    [Fact]
    public void Region_OfALineWithoutOne_IsTheKeyOfTheWindows() => Assert.Equal(DimensionNames.NoRegion, RowOf(Combined).Split('\t')[3]);

    [Fact]
    public void Rows_InSteadyState_AllocateNothing()
    {
        byte[][] lines = [.. SeedLines.All.Select(Encoding.UTF8.GetBytes)];
        LineRowReader reader = NewReader();
        byte[] destination = new byte[1 << 16];
        Read(100);
        Assert.Equal(0, Allocation.Least(() => Read(200)));

        void Read(int times)
        {
            for (int i = 0; i < times; i++)
            {
                foreach (byte[] line in lines)
                {
                    LineRow row = default;
                    reader.ReadFileLine(line, -1, ref row);
                    LineRowText.Write(in row, destination);
                }
            }
        }
    }

    private static LineRowReader NewReader() => new(new ParserOptions(), new EndpointOptions());

    private static string RowOf(string line, LineRowReader? reader = null) => Encoding.UTF8.GetString(RowOf(Encoding.UTF8.GetBytes(line), reader ?? NewReader()));

    private static byte[] RowOf(byte[] line, LineRowReader reader)
    {
        LineRow row = default;
        reader.ReadFileLine(line, -1, ref row);
        byte[] text = new byte[LineRowText.MaxBytes(in row)];
        return text[..LineRowText.Write(in row, text)];
    }
}
