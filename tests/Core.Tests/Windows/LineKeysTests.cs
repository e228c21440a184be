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
        "550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716", "1.2", "12#x", "", "é", "http:", "12:80", "2024-01-01",
    ];

    [Fact]
    public void Endpoint_IdsCachedAsOne_IsWhatTheTemplaterWrites() => Seeded.ForEach(200, random =>
    {
        string[][] templates = [[], ["/orders/{number}"], ["/api/7/*"], ["/api/deadbeef/{x}"]];
        var templater = new EndpointTemplater(new EndpointOptions { TemplateIds = random.Next(4) > 0, Templates = templates[random.Next(4)], MaxEndpointBytes = random.Next(2) == 0 ? 64 : 256 });
        var keys = new LineKeys(templater.Write, templater.IdsAreAlike, 1);
        var expected = new byte[LineKeys.MaxEndpointBytes];
        for (int i = 0; i < 100; i++)
        {
            byte[] method = Encoding.UTF8.GetBytes(random.Next(5) == 0 ? "" : "GET");
            byte[] target = Encoding.UTF8.GetBytes((random.Next(5) == 0 ? "" : "/") + string.Join('/', Enumerable.Range(0, random.Next(6)).Select(_ => s_segments[random.Next(s_segments.Length)])) + (random.Next(4) == 0 ? "?q=1/2" : ""));
            int length = templater.Write(method, target, expected);
            Assert.Equal(Encoding.UTF8.GetString(expected, 0, length), keys.Endpoint(Request(method, target)).Text);
            AssertCopiesSayTheSame(keys, method, target, Encoding.UTF8.GetString(expected, 0, length));
        }
    });

    [Fact]
    public void PathShape_ShortPaths_AreWhatThePlainWayMakesOfThem() => Seeded.ForEach(3000, random =>
    {
        string text = "/" + (random.Next(2) == 0
            ? string.Join('/', Enumerable.Range(0, random.Next(6)).Select(_ => s_segments[random.Next(s_segments.Length)]))
            : string.Concat(Enumerable.Range(0, random.Next(70)).Select(_ => "/0159a:"[random.Next(7)])));
        byte[] path = Encoding.UTF8.GetBytes(text);
        Assert.Equal(Encoding.UTF8.GetString(new PathShape().OfAny(path)), Encoding.UTF8.GetString(new PathShape().Of(path)));
    });

    [Fact]
    public void Endpoint_PathsThatDifferInIds_ShareOneEntry()
    {
        int calls = 0;
        var templater = new EndpointTemplater(new EndpointOptions());
        var keys = new LineKeys(
            (method, target, destination) =>
            {
                calls++;
                return templater.Write(method, target, destination);
            },
            templater.IdsAreAlike,
            1);
        for (int i = 0; i < 1000; i++)
        {
            byte[] target = Encoding.UTF8.GetBytes($"/orders/{i * 7919}/items/{Guid.Empty.ToString().Replace('0', (char)('0' + (i % 10)))}?n={i}");
            Assert.Equal("GET /orders/{id}/items/{id}", keys.Endpoint(Request("GET"u8, target)).Text);
        }

        Assert.Equal(1, calls);
    }

    // With nothing behind the texts, and with the rest of a line behind them that is not theirs.
    private static void AssertCopiesSayTheSame(LineKeys keys, byte[] method, byte[] target, string expected)
    {
        byte[] line = [.. method, .. target, .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("/7?0#", 20)))];
        LogRecord inLine = Request(line.AsSpan(0, method.Length), line.AsSpan(method.Length, target.Length));
        inLine.Line = line;
        LogRecord alone = Request(method, target);
        var text = default(EndpointText);
        if (text.TrySet(in alone))
        {
            Assert.Equal(expected, Usual(keys, in text).Text);
            Assert.Equal(expected, Usual(keys, in text).Text); // found this time
            Assert.True(text.TrySet(in inLine));
            Assert.Equal(expected, Usual(keys, in text).Text);
        }
        else
        {
            Assert.True(target.Length > EndpointText.MaxTargetBytes || !ByteBlock.IsFast);
        }
    }

    private static KeyName Usual(LineKeys keys, in EndpointText text)
    {
        keys.UsualEndpoints.MakeRoom(1);
        int place = keys.UsualEndpoints.Find(in text);
        return place >= 0 ? keys.UsualEndpoints.At(place).Name : keys.AddUsual(in text);
    }

    private static LogRecord Request(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target) => new() { Method = method, Target = target };

    [Theory]
    [InlineData(true)]
    [InlineData(true, "/users/{id}/orders/{id}")]
    [InlineData(false, "/v/2/{rest}")]
    [InlineData(false, "/v/0123456789abcdef")]
    public void IdsAreAlike_Templates_OnlyWhenNoneNamesAnId(bool expected, params string[] templates) =>
        Assert.Equal(expected, new EndpointTemplater(new EndpointOptions { Templates = templates }).IdsAreAlike);

    [Fact]
    public void Region_AnyOfManyAlike_IsNamedByItsBytes() => Seeded.ForEach(20, random =>
    {
        var keys = new LineKeys((_, _, _) => 0, false, 1);
        for (int i = 0; i < 2000; i++)
        {
            var text = default(RegionText);
            string region = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)('a' + random.Next(2))));
            Assert.Equal(region, keys.Region(Encoding.UTF8.GetBytes(region)).Text);
            Assert.Equal(region.Length <= RegionText.MaxBytes, text.TrySet(Encoding.UTF8.GetBytes(region)));
            Assert.Equal(region, region.Length <= RegionText.MaxBytes ? keys.Region(in text).Name.Text : region);
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
