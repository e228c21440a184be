using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Tests.Windows;

public sealed class LineKeysTests
{
    private static readonly string[] s_segments =
    [
        "orders", "api", "v1", "r2d2", "7", "0", "123456789012345678901234", "deadbeef", "0123456789abcdef", "DEADBEEF00112233", "abcdefabcdefabcdef",
        "550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716", "1.2", "status", "404", "jane@example.com", "42,43", "2024-10", "a;jsessionid=1F", "833552.json", "red-shoes-48291", "12#x", "", "é", "http:", "12:80", "2024-01-01",
    ];

    [Fact]
    public void Endpoint_IdsCachedAsOne_IsWhatTheTemplaterWrites() => Seeded.ForEach(200, random =>
    {
        string[][] templates = [[], ["/orders/{number}"], ["/api/77/*"], ["/api/deadbeef/{x}"]];
        var templater = new EndpointTemplater(new EndpointOptions { TemplateIds = (IdFolding)Math.Min(random.Next(6), 2), Templates = templates[random.Next(4)], MaxEndpointBytes = random.Next(2) == 0 ? 64 : 256 });
        var keys = new LineKeys(templater.Write, templater.IdsAreAlike, 1);
        var expected = new byte[LineKeys.MaxEndpointBytes];
        for (int i = 0; i < 100; i++)
        {
            byte[] method = Encoding.UTF8.GetBytes(random.Next(5) == 0 ? "" : "GET");
            byte[] target = Encoding.UTF8.GetBytes((random.Next(5) == 0 ? "" : "/") + string.Join('/', Enumerable.Range(0, random.Next(6)).Select(_ => s_segments[random.Next(s_segments.Length)])) + (random.Next(4) == 0 ? "?q=1/2" + new string('x', random.Next(2) * random.Next(70)) : ""));
            int length = templater.Write(method, target, expected);
            Assert.Equal(Encoding.UTF8.GetString(expected, 0, length), keys.Endpoint(Request(method, target)).Text);
            AssertCacheSaysTheSame(keys, method, target, Encoding.UTF8.GetString(expected, 0, length));
        }
    });

    /// <summary>All folds of these paths are the same whatever the factors, so all have the same slot.</summary>
    [Fact]
    public void UsualEndpoints_PathsMadeToCollide_AreFoundOrLookedUpOtherwise()
    {
        var keys = new LineKeys(new EndpointTemplater(new EndpointOptions()).Write, true, 1);
        string[] paths = [.. Enumerable.Range(0, 40).Select(i => string.Create(48, i, static (path, number) =>
        {
            path.Fill('a');
            path[0] = '/';
            for (int bit = 0; bit < 6; bit++)
            {
                (path[1 + bit], path[1 + bit + 16]) = (number >> bit & 1) == 0 ? ('b', 'c') : ('c', 'b');
            }
        }))];
        for (int round = 0; round < 3; round++)
        {
            foreach (string path in paths)
            {
                LogRecord request = Request("GET"u8, Encoding.ASCII.GetBytes(path));
                Assert.Equal("GET " + path, Usual(keys, in request).Text);
            }
        }
    }

    [Fact]
    public void UsualEndpoints_MorePathsThanItHolds_AreNamedRightWhileItIsEmptied()
    {
        var keys = new LineKeys(new EndpointTemplater(new EndpointOptions()).Write, true, 1);
        for (int i = 0; i < 40_000; i++)
        {
            int number = i % 20_000;
            LogRecord request = Request("GET"u8, Encoding.ASCII.GetBytes($"/x{number}x/{i % 1000}"));
            Assert.Equal($"GET /x{number}x/{{id}}", Usual(keys, in request).Text);
        }
    }

    // With nothing behind the texts, with the rest of a line behind them that is not theirs, and as part of a text.
    private static void AssertCacheSaysTheSame(LineKeys keys, byte[] method, byte[] target, string expected)
    {
        byte[] line = [.. method, .. target, .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("/7?0#", 20)))];
        LogRecord inLine = Request(line.AsSpan(0, method.Length), line.AsSpan(method.Length, target.Length));
        inLine.Line = line;
        LogRecord alone = Request(method, target);
        Assert.Equal(expected, Usual(keys, in alone).Text);
        Assert.Equal(expected, Usual(keys, in alone).Text); // found this time, if it can be
        Assert.Equal(expected, Usual(keys, in inLine).Text);
        var placed = new PlacedRecord { Method = new FieldSpan(0, method.Length), Target = new FieldSpan(method.Length, target.Length) };
        foreach (int end in (int[])[line.Length, method.Length + target.Length])
        {
            int place = keys.UsualEndpoints.Find(line.AsSpan(0, end), in placed);
            Assert.Equal(expected, place >= 0 ? keys.UsualEndpoints.At(place).Name.Text : expected);
        }
    }

    private static KeyName Usual(LineKeys keys, scoped in LogRecord request)
    {
        keys.MakeRoom(1);
        int place = keys.UsualEndpoints.Find(in request);
        if (place < 0)
        {
            KeyName name = keys.Endpoint(in request);
            place = keys.UsualEndpoints.Add(in request, name);
            return place >= 0 ? keys.UsualEndpoints.At(place).Name : name;
        }

        return keys.UsualEndpoints.At(place).Name;
    }

    /// <summary>Else every law about it would hold of an empty cache.</summary>
    [Theory]
    [InlineData("GET", "/orders/17/items", true)]
    [InlineData("GET", "/2024-01-01/x", true)]
    [InlineData("PROPFIND", "/", true)]
    [InlineData("GET", "/search?q=a+query+that+is+longer+than+a+block+of+bytes+which+is+sixty-four+of+them", true)]
    [InlineData("GET", "/a/path/that/is/longer/than/a/block/of/bytes/which/is/sixty-four/of/them?q", false)]
    [InlineData("GET", "https://example.org/orders?x=1", true)]
    [InlineData("GET", "/deadbeefdeadbeef01/x", false)]
    [InlineData("GET", "/api/1/items/42", true)]
    [InlineData("GET", "/status/404", false)]
    [InlineData("GET", "/cart;jsessionid=1F", false)]
    [InlineData("GET", "/jobs/833552.json", false)]
    [InlineData("PROPPATCH", "/", false)]
    public void UsualEndpoints_PlainPaths_AreHeld(string method, string target, bool isHeld)
    {
        var keys = new LineKeys(new EndpointTemplater(new EndpointOptions()).Write, true, 1);
        LogRecord request = Request(Encoding.ASCII.GetBytes(method), Encoding.ASCII.GetBytes(target));
        Usual(keys, in request);
        Assert.Equal(isHeld && ByteBlock.IsFast, keys.UsualEndpoints.Find(in request) >= 0);
    }

    private static LogRecord Request(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target) => new() { Method = method, Target = target };

    [Theory]
    [InlineData(true)]
    [InlineData(true, "/users/{id}/orders/{id}")]
    [InlineData(true, "/v/2/{rest}")]
    [InlineData(false, "/orders/2/{rest}")]
    [InlineData(false, "/v/0123456789abcdef")]
    public void IdsAreAlike_Templates_OnlyWhenNoneNamesAnId(bool expected, params string[] templates) =>
        Assert.Equal(expected, new EndpointTemplater(new EndpointOptions { Templates = templates }).IdsAreAlike);

    [Fact]
    public void Region_AnyOfManyAlike_IsNamedByItsBytes() => Seeded.ForEach(20, random =>
    {
        var keys = new LineKeys((_, _, _) => 0, false, 1);
        for (int i = 0; i < 2000; i++)
        {
            string region = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => (char)('a' + random.Next(2))));
            byte[] bytes = Encoding.UTF8.GetBytes(region);
            string name = region.Length == 0 ? DimensionNames.NoRegion : region;
            Assert.Equal(name, keys.Region(bytes).Text);
            keys.MakeRoom(1);
            int place = keys.UsualRegions.Find(bytes);
            place = place >= 0 ? place : keys.UsualRegions.Add(bytes, keys.Region(bytes));
            Assert.True(place < 0 || region.Length <= RegionCache.MaxBytes);
            Assert.Equal(name, place >= 0 ? keys.UsualRegions.At(place).Name.Text : name);
        }
    });

    [Fact]
    public void Region_None_HasAName()
    {
        var keys = new LineKeys((_, _, _) => 0, false, 1);
        Assert.Equal(DimensionNames.NoRegion, keys.Region([]).Text);
        Assert.Same(keys.Region("eu"u8), keys.Region("eu"u8));
    }
}
