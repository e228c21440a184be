using System.Runtime.CompilerServices;
using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Tests.Endpoints;

/// <summary>Paths that people have, in the files of the folder Paths.</summary>
public sealed class EndpointPathTests
{
    private const string Expected = "# expected: ";

    public static TheoryData<string, string> Folded() => Cases("paths.txt", "folded.txt");

    public static TheoryData<string, string> Strict() => Cases("strict.txt");

    private static TheoryData<string, string> Cases(params string[] files)
    {
        var cases = new TheoryData<string, string>();
        foreach (string file in files)
        {
            string expected = "";
            foreach (string line in Lines(file))
            {
                if (line.StartsWith(Expected, StringComparison.Ordinal))
                {
                    expected = line[Expected.Length..].Split('|')[0].Trim();
                }
                else if (!line.StartsWith('#'))
                {
                    cases.Add(line, expected);
                }
            }
        }

        return cases;
    }

    public static TheoryData<string> Kept() => [.. Lines("kept.txt").Where(line => !line.StartsWith('#'))];

    [Theory]
    [MemberData(nameof(Folded))]
    public void Write_PathWithIds_IsFolded(string path, string expected) => AssertEndpoint(expected, path);

    [Theory]
    [MemberData(nameof(Strict))]
    public void Write_StrictIds_FoldsWhatIsAnIdByItsForm(string path, string expected) => AssertEndpoint(expected, path, IdFolding.Strict);

    [Theory]
    [MemberData(nameof(Kept))]
    public void Write_PathWithoutIds_IsKept(string path) => AssertEndpoint(path, path);

    [Theory]
    [MemberData(nameof(Folded))]
    public void Write_WhatWasWritten_StaysAsItIs(string path, string expected)
    {
        Assert.NotEmpty(path);
        AssertEndpoint(expected, expected);
    }

    [Fact]
    public void Write_PathWithSessionId_StillHasItsTemplate()
    {
        var templater = new EndpointTemplater(new EndpointOptions { Templates = ["/shop/cart", "/u/{user}"] });
        Assert.Equal("GET /shop/cart", Write(templater, "/shop/cart;jsessionid=1A?x"));
        Assert.Equal("GET /u/{user}", Write(templater, "/u/jane@example.com"));
    }

    [Fact]
    public void Write_IdsOff_KeepsIdsButNoSessionId() =>
        Assert.Equal("GET /shop/42", Write(new EndpointTemplater(new EndpointOptions { TemplateIds = IdFolding.Off }), "/shop/42;jsessionid=1A"));

    // By the templater, and by the caches in front of it, twice.
    private static void AssertEndpoint(string expected, string path, IdFolding folding = IdFolding.On)
    {
        var templater = new EndpointTemplater(new EndpointOptions { TemplateIds = folding });
        Assert.Equal("GET " + expected, Write(templater, path));
        Assert.Equal("GET " + expected, Write(templater, "https://www.example.com:8080" + path + "?q=1"));
        var keys = new LineKeys(templater.Write, templater.IdsAreAlike, 1);
        var request = new LogRecord { Method = "GET"u8, Target = Encoding.UTF8.GetBytes(path) };
        for (int i = 0; i < 2; i++)
        {
            int place = keys.UsualEndpoints.Find(in request);
            place = place < 0 ? keys.UsualEndpoints.Add(in request, keys.Endpoint(in request)) : place;
            Assert.Equal("GET " + expected, place < 0 ? keys.Endpoint(in request).Text : keys.UsualEndpoints.At(place).Name.Text);
        }
    }

    private static string Write(EndpointTemplater templater, string target)
    {
        byte[] endpoint = new byte[templater.MaxEndpointBytes];
        return Encoding.UTF8.GetString(endpoint, 0, templater.Write("GET"u8, Encoding.UTF8.GetBytes(target), endpoint));
    }

    private static IEnumerable<string> Lines(string file, [CallerFilePath] string testFile = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(testFile)!, "Paths", file)).Where(line => line.Length > 0);
}
