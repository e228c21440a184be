using System.Text;
using CsCheck;
using LogFunctions.Core.Endpoints;
using LogFunctions.Fuzz.Reference;

namespace LogFunctions.Core.Tests.Endpoints;

public sealed class EndpointTemplaterTests
{
    [Theory]
    [InlineData("GET", "/orders/42", "GET /orders/{id}")]
    [InlineData("GET", "/orders/42/items/007?page=2", "GET /orders/{id}/items/{id}")]
    [InlineData("GET", "/u/550e8400-e29b-41d4-a716-446655440000/", "GET /u/{id}/")]
    [InlineData("GET", "/u/550E8400-E29B-41D4-A716-44665544000g", "GET /u/{id}")]
    [InlineData("GET", "/c/0123456789abcdef", "GET /c/{id}")]
    [InlineData("GET", "/c/0123456789abcde", "GET /c/{id}")]
    [InlineData("GET", "/c/a1b2c3", "GET /c/a1b2c3")]                       // too short for an id
    [InlineData("GET", "/c/deadbeefdeadbeefdead", "GET /c/deadbeefdeadbeefdead")] // no digit: a word
    [InlineData("GET", "/v2/img-42.png", "GET /v2/img-42.png")]
    [InlineData("GET", "/", "GET /")]
    [InlineData("GET", "//a//1", "GET //a//{id}")]
    [InlineData("GET", "/a#f", "GET /a")]
    [InlineData("GET", "https://www.example.com:443/a/1?x", "GET /a/{id}")]
    [InlineData("GET", "http://www.example.com", "GET /")]
    [InlineData("GET", "http://www.example.com?x=/y", "GET /")]
    [InlineData("OPTIONS", "*", "OPTIONS *")]
    [InlineData("GET", "/ä/ö", "GET /ä/ö")]
    [InlineData("GET", "/a\u202Eb\u0007", "GET /a%E2%80%AEb%07")]
    [InlineData("GET", "", "GET")]
    [InlineData("", "", "(none)")]
    [InlineData("", "?x", "(none)")]
    [InlineData("GET", "#x", "GET")]
    [InlineData("", "/a", "/a")]
    [InlineData("G T", "/a", "/a")]
    [InlineData("\u0016\u0003", "", "(none)")]
    public void Write_Target_BecomesEndpoint(string method, string target, string expected) =>
        Assert.Equal(expected, Write(new EndpointOptions(), method, target));

    [Fact]
    public void Write_WithoutIds_KeepsThePath() =>
        Assert.Equal("GET /orders/42", Write(new EndpointOptions { TemplateIds = IdFolding.Off }, "GET", "/orders/42?x"));

    [Theory]
    [InlineData("/users/42/orders/7", "GET /users/{user}/orders/{order}")]
    [InlineData("/users/anna/orders/x?y", "GET /users/{user}/orders/{order}")]
    [InlineData("/users/anna/orders/", "GET /users/anna/orders/")]          // {name} is never empty
    [InlineData("/users/anna/orders/1/2", "GET /users/anna/orders/{id}/{id}")]
    [InlineData("/static/a/b/c.css", "GET /static/*")]
    [InlineData("/static/", "GET /static/*")]
    [InlineData("/static", "GET /static")]
    [InlineData("/other/9", "GET /other/{id}")]
    public void Write_ConfiguredTemplates_ComeFirst(string target, string expected) =>
        Assert.Equal(expected, Write(new EndpointOptions { Templates = EndpointOptions.ParseTemplates("/users/{user}/orders/{order}, /static/*") }, "GET", target));

    [Theory]
    [InlineData("users/{id}", "must start with /")]
    [InlineData("/a/{id", "must be a word")]
    [InlineData("/a/x{id}", "must be a word")]
    [InlineData("/*/a", "must be a word")]
    [InlineData("/a?x", "without ?")]
    public void ParseTemplates_Wrong_SaysWhichAndWhy(string template, string said)
    {
        string message = Assert.Throws<FormatException>(() => EndpointOptions.ParseTemplates(template)).Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Contains(template, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TemplateThatCannotFit_SaysSo() =>
        Assert.Throws<FormatException>(() => new EndpointTemplater(new EndpointOptions { MaxEndpointBytes = 64, Templates = ["/" + new string('a', 60)] }));

    [Fact]
    public void Write_AtTheBound_IsKeptAndOnePastIsCut()
    {
        var options = new EndpointOptions { MaxEndpointBytes = 64 };
        string fits = "/" + new string('a', 59);
        Assert.Equal("GET " + fits, Write(options, "GET", fits));
        Assert.Equal("GET " + fits[..57] + "…", Write(options, "GET", fits + "a"));
    }

    /// <summary>Any bytes: as the reference, and always valid, visible and bounded UTF-8.</summary>
    [Fact]
    public void Write_AnyBytes_IsValidVisibleBoundedAndAsTheReferenceSays()
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var options = new EndpointOptions { MaxEndpointBytes = 64 };
        var templater = new EndpointTemplater(options);
        Gen<byte> pathByte = Gen.Frequency((6, Gen.Byte[(byte)'a', (byte)'f']), (4, Gen.Byte[(byte)'0', (byte)'9']), (3, Gen.Const((byte)'/')), (2, Gen.Byte), (1, Gen.Const((byte)'-')));
        Gen.Select(Gen.Byte[(byte)'@', (byte)'Z'].Array[0, 6], pathByte.Array[0, 120]).Sample(
            (method, target) =>
            {
                byte[] endpoint = new byte[64];
                int length = templater.Write(method, target, endpoint);
                string text = strict.GetString(endpoint, 0, length);
                Assert.DoesNotContain(text, char.IsControl);
                Assert.InRange(length, 1, 64);
                string expected = ReferenceText.Endpoint(Encoding.Latin1.GetString(method), Encoding.Latin1.GetString(target), true, 64);
                Assert.Equal(expected, Encoding.Latin1.GetString(endpoint, 0, length));
            },
            iter: 10_000, seed: "0000000000001", threads: 1);
    }

    private static string Write(EndpointOptions options, string method, string target)
    {
        var templater = new EndpointTemplater(options);
        byte[] endpoint = new byte[templater.MaxEndpointBytes];
        return Encoding.UTF8.GetString(endpoint, 0, templater.Write(Encoding.UTF8.GetBytes(method), Encoding.UTF8.GetBytes(target), endpoint));
    }
}
