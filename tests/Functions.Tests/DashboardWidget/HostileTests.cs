using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LogFunctions.Core.Windows;
using LogFunctions.DashboardWidget.Html;

namespace LogFunctions.Functions.Tests.DashboardWidget;

/// <summary>Whatever a log holds, it stays text, in every view; and the answer stays small.</summary>
public sealed partial class HostileTests
{
    private const long Noon = WidgetWorld.Noon;

    private static readonly string[] s_hostile =
    [
        "GET /<script>alert(1)</script>",
        "GET /\"><img src=x onerror=alert(1)>",
        "GET /'><svg/onload=alert(1)>",
        "GET /</svg></title></style></cwdb-action><iframe src=//x>",
        "GET /<cwdb-action action=\"call\" endpoint=\"arn:aws:lambda:us-east-1:1:function:evil\">{}</cwdb-action>",
        "GET /{\"view\":\"rejects\"}\\\"",
        "GET /\u202egnp.exe\u2066\u200b\u0000\u0007\r\n",
        "GET /&lt;b&gt;&#60;script&#62;",
        "GET /${alert(1)}{{constructor}}`",
        "javascript:alert(1)",
        "GET /\ud83d\ude00\u0301ü",
        "{0} {1} {2}",
        "GET /" + new string('/', 4091),
        "GET /" + string.Concat(Enumerable.Repeat("\"<", 2045)),
    ];

    private static readonly HashSet<string> s_tags =
    [
        "style", "div", "p", "a", "cwdb-action", "table", "thead", "tbody", "tr", "th", "td", "svg", "polyline", "rect", "title", "span", "code", "b", "br", "h3", "h4",
    ];

    private static readonly HashSet<string> s_attributes =
    [
        "class", "aria-current", "aria-label", "role", "action", "display", "endpoint", "scope", "title", "width", "height", "viewBox", "fill", "stroke", "stroke-width", "points", "x", "y",
    ];

    [Theory]
    [InlineData("\"view\":\"endpoints\",\"top\":100")]
    [InlineData("\"view\":\"rejects\"")]
    [InlineData("\"view\":\"endpoints\",\"sort\":\"p95\"")]
    public async Task Lists_OfHostileNames_HoldOurMarkupOnly(string parameters)
    {
        WidgetWorld world = await HostileWorldAsync();
        AssertOurs(await world.AskAsync(parameters));
        Assert.InRange(world.AnswerBytes, 1, HtmlWriter.MaxBytes);
    }

    [Fact]
    public async Task Details_OfHostileNames_HoldOurMarkupOnly_AndFindThem()
    {
        WidgetWorld world = await HostileWorldAsync();
        foreach (string name in s_hostile)
        {
            string html = await world.AskAsync($"\"endpoint\":{JsonSerializer.Serialize(name)}");
            AssertOurs(html);
            Assert.DoesNotContain("No requests", html, StringComparison.Ordinal);
        }
    }

    /// <summary>A click asks for exactly the endpoint that was clicked.</summary>
    [Fact]
    public async Task Clicks_AskForTheVeryName()
    {
        WidgetWorld world = await HostileWorldAsync();
        string html = await world.AskAsync("\"top\":100");
        string[] asked = [.. Action().Matches(html).Select(match => JsonDocument.Parse(WebUtility.HtmlDecode(match.Groups[2].Value)).RootElement)
            .Where(call => call.TryGetProperty("endpoint", out _)).Select(call => call.GetProperty("endpoint").GetString()!)];
        // The longest are cut where the table's keys end.
        Assert.Empty(s_hostile.Where(name => name.Length < 1000).Except(asked));
        Assert.Equal(s_hostile.Length, asked.Length);
        Assert.All(Action().Matches(html), match => Assert.Equal(WidgetWorld.Arn, match.Groups[1].Value));
        Assert.All(Action().Matches(html), match => Assert.DoesNotContain(match.Groups[2].Value, character => character is '<' or '>' or '&' or '\'' or > '~'));
    }

    [Fact]
    public async Task Names_ThatTurnOrHideText_AreShownAsCodes()
    {
        string html = await (await HostileWorldAsync()).AskAsync("\"top\":100");
        Assert.DoesNotContain(html, character => character is '\u202e' or '\u2066' or '\u200b' or '\0' or '\a' or '\r');
        Assert.Contains(@"GET /\u{202E}gnp.exe\u{2066}\u{200B}\u{0}\u{7}\u{D}\u{A}", html, StringComparison.Ordinal);
        Assert.Contains("GET /&amp;lt;b&amp;gt;&amp;#60;script&amp;#62;", html, StringComparison.Ordinal);
    }

    /// <summary>The longest keys that a table holds, a hundred of them, each character as costly as it gets.</summary>
    [Theory]
    [InlineData('"')]
    [InlineData('\u0001')]
    [InlineData('é')]
    [InlineData('<')]
    public async Task Answers_OfManyLongNames_StayUnderTheLimit(char filling)
    {
        var world = new WidgetWorld();
        await world.PutAsync(Noon - 7200, [.. Enumerable.Range(0, 300).Select(i => (Dimension.Endpoint, $"GET /{i:D4}{new string(filling, 490)}", WidgetWorld.Cell(1000 - i)))]);
        string html = await world.AskAsync("\"top\":100");
        Assert.InRange(world.AnswerBytes, 10_000, HtmlWriter.MaxBytes);
        AssertOurs(html);
        Assert.Contains("more endpoints are not shown", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Escape_OfAnyText_HasNoMarkup()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            string text = string.Concat(Enumerable.Range(0, 50).Select(_ => (char)(random.Next(3) == 0 ? "<>&\"'`\u202e\0"[random.Next(8)] : random.Next(0x20, 0x3000))));
            string escaped = HtmlWriter.Escape(text);
            Assert.DoesNotContain(escaped, character => character is '<' or '>' or '"' or '\'' or '`');
            Assert.DoesNotMatch("&(?!(lt|gt|amp|quot|#39|#96);)", escaped);
        }
    }

    private static async Task<WidgetWorld> HostileWorldAsync()
    {
        var world = new WidgetWorld();
        await world.PutAsync(Noon - 7200,
        [
            .. s_hostile.Select((name, i) => (Dimension.Endpoint, name, WidgetWorld.Cell(1000 - i, i))),
            .. s_hostile.Select(name => (Dimension.Region, name, WidgetWorld.Cell(10))),
            (Dimension.Status, "200", WidgetWorld.Cell(10)),
            (Dimension.Reject, "json.invalid", WidgetWorld.Cell(10)),
        ]);
        return world;
    }

    // Every tag and attribute is one that this widget writes, and every < and > belongs to one.
    private static void AssertOurs(string html)
    {
        foreach (Match tag in Tag().Matches(html))
        {
            Assert.Contains(tag.Groups[1].Value, s_tags);
            Assert.All(Attribute().Matches(tag.Groups[2].Value), attribute => Assert.Contains(attribute.Groups[1].Value, s_attributes));
            Assert.Equal("", Attribute().Replace(tag.Groups[2].Value, "").Trim(' ', '/'));
        }

        string rest = Tag().Replace(html, "");
        Assert.DoesNotContain(rest, character => character is '<' or '>');
        Assert.DoesNotContain("script", string.Concat(Tag().Matches(html).Select(tag => tag.Groups[1].Value)), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Count(html, "<svg"), Count(html, "</svg>"));
        Assert.Equal(Count(html, "<cwdb-action"), Count(html, "</cwdb-action>"));
    }

    private static int Count(string html, string part) => html.Split(part).Length - 1;

    [GeneratedRegex("</?([A-Za-z][A-Za-z0-9-]*)((?:\\s+[A-Za-z-]+=\"[^\"<>]*\")*\\s*/?)>")]
    private static partial Regex Tag();

    [GeneratedRegex("([A-Za-z-]+)=\"[^\"]*\"")]
    private static partial Regex Attribute();

    [GeneratedRegex("<cwdb-action action=\"call\" display=\"widget\" endpoint=\"([^\"]+)\">(.*?)</cwdb-action>")]
    private static partial Regex Action();
}
