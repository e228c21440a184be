using System.Text.Json;
using CsCheck;
using LogFunctions.Cli.Output;

namespace LogFunctions.Tools.Tests.Cli;

public sealed class OutputTests
{
    [Theory]
    [InlineData("GET /orders/{id}", "GET /orders/{id}")]
    [InlineData("/ü/日本/🎉", "/ü/日本/🎉")]
    [InlineData("a\u001b]0;evil\u0007b", "a\\x1B]0;evil\\x07b")]
    [InlineData("a\u202Egpj.exe", "a\\u{202E}gpj.exe")]
    [InlineData("a\r\nb\tc", "a\\x0D\\x0Ab\\x09c")]
    [InlineData("\u009b2J", "\\x9B2J")]
    public void SafeText_AnyText_ShowsNoControlCharacter(string text, string expected)
    {
        Assert.Equal(expected, SafeText.ForTerminal(text));
    }

    [Fact]
    public void SafeText_HalfASurrogatePair_IsShownByItsNumber()
    {
        Assert.Equal("x\\u{D800}y", SafeText.ForTerminal("x" + (char)0xD800 + "y"));
    }

    [Fact]
    public void SafeText_AnyCharacters_LeavesNothingThatATerminalActsOn()
    {
        Gen.String[Gen.Char, 0, 40].Sample(text =>
        {
            string safe = SafeText.ForTerminal(text);
            Assert.DoesNotContain(safe, c => char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format);
            Assert.Equal(safe, SafeText.ForTerminal(safe));
        });
    }

    [Fact]
    public void DataSheet_AsJson_KeepsValuesAndTypes()
    {
        using JsonDocument json = JsonDocument.Parse(Sheet().ToJson());
        JsonElement row = json.RootElement[0];
        Assert.Equal("GET /a,\"b\"\u001b", row.GetProperty("endpoint").GetString());
        Assert.Equal(1234, row.GetProperty("requests").GetInt64());
        Assert.Equal(0.5, row.GetProperty("p50").GetDouble());
        Assert.Equal("2026-03-01T12:05:00Z", row.GetProperty("start").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement[1].GetProperty("p50").ValueKind);
    }

    [Fact]
    public void DataSheet_AsCsv_QuotesWhatRfc4180Asks()
    {
        Assert.Equal("endpoint,requests,p50,start\n\"GET /a,\"\"b\"\"\u001b\",1234,0.5,2026-03-01T12:05:00Z\nGET /b,1,,\n", Sheet().ToCsv());
    }

    [Fact]
    public void DataSheet_AsTable_EscapesTextAndMarkup()
    {
        using var output = new StringWriter();
        var sheet = new DataSheet(new Column("endpoint", "Endpoint"), new Column("requests", "Requests"));
        sheet.Add("GET /[red]\u001b[31m", 1234567L);
        sheet.Write(CliHarness.Context(output, TextWriter.Null), OutputFormat.Table);
        Assert.Contains("GET /[red]\\x1B[31m", output.ToString());
        Assert.Contains("1,234,567", output.ToString());
        Assert.DoesNotContain('\u001b', output.ToString());
    }

    private static DataSheet Sheet()
    {
        var sheet = new DataSheet(new Column("endpoint", "Endpoint"), new Column("requests", "Requests"), new Column("p50", "p50 ms", "0.0"), new Column("start", "Window"));
        sheet.Add("GET /a,\"b\"\u001b", 1234L, 0.5, new DateTimeOffset(2026, 3, 1, 12, 5, 0, TimeSpan.Zero));
        sheet.Add("GET /b", 1L, null, null);
        return sheet;
    }
}
