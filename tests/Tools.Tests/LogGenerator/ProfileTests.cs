using LogFunctions.LogGenerator.Profiles;

namespace LogFunctions.Tools.Tests.LogGenerator;

public sealed class ProfileTests
{
    public static TheoryData<string> Names => [.. BuiltInProfiles.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Describe_OfABuiltInProfile_ReadsBackAsTheSame(string name)
    {
        TrafficProfile profile = BuiltInProfiles.Get(name);

        string yaml = ProfileReader.Describe(profile);

        Assert.Equal(name, profile.Name);
        Assert.NotEmpty(profile.Description);
        Assert.Equal(yaml, ProfileReader.Describe(ProfileReader.Parse(yaml, "described", ".")));
    }

    [Fact]
    public void Extends_MergesMappings_AndReplacesLists()
    {
        TrafficProfile profile = Parse("""
            extends: spike
            name: mine
            rate: {linesPerSecond: 5, spike: {length: 10s}}
            regions:
              - {name: moon, share: 1}
            """);

        Assert.Equal((5, RateCurveKind.Spike, TimeSpan.FromSeconds(10), 10), (profile.Rate.LinesPerSecond, profile.Rate.Curve, profile.Rate.Spike.Length, profile.Rate.Spike.Factor));
        Assert.Equal(["moon"], profile.Regions.Select(region => region.Name));
        Assert.Equal(BuiltInProfiles.Get("steady").Endpoints.Count, profile.Endpoints.Count);
    }

    [Fact]
    public void Load_OfAFileWithATrace_ReadsItBesideTheProfile()
    {
        string directory = Directory.CreateTempSubdirectory("logfn-profile-").FullName;
        File.WriteAllText(Path.Combine(directory, "day.csv"), "0,10\n60,20\n");
        File.WriteAllText(Path.Combine(directory, "mine.yaml"), "extends: steady\nname: mine\nrate: {curve: trace, traceFile: day.csv, timeScale: 60}\n");

        TrafficProfile profile = ProfileReader.Load(Path.Combine(directory, "mine.yaml"));

        Assert.Equal([(0, 10), (60, 20)], profile.Rate.Trace.Select(point => (point.Seconds, point.LinesPerSecond)));
        Assert.Contains("traceFile: day.csv", ProfileReader.Describe(profile), StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData("extends: steady\nname: x\nspeed: 3", "line 3", "speed")]
    [InlineData("extends: steady\nname: x\nrate:\n  linesPerSecond: fast", "line 4", "fast")]
    [InlineData("extends: steady\nrate: {linesPerSecond: 0}", "rate.linesPerSecond", "is 0")]
    [InlineData("extends: steady\nrate: {linesPerSecond: .nan}", "rate.linesPerSecond", "NaN")]
    [InlineData("extends: steady\nrate: {curve: sawtooth}", "line 2", "sawtooth")]
    [InlineData("extends: steady\nrate: {curve: step}", "rate.steps", "at least one")]
    [InlineData("extends: steady\nrate: {curve: step, steps: [{at: 0s, factor: 0}]}", "rate.steps", "above 0")]
    [InlineData("extends: steady\nrate: {curve: trace}", "rate.traceFile", "missing")]
    [InlineData("extends: steady\nrate: {curve: trace, traceFile: nowhere.csv}", "nowhere.csv", "no trace file")]
    [InlineData("extends: steady\nrate: {spike: {length: 10 parsecs}}", "line 2", "10 parsecs")]
    [InlineData("extends: nothing", "line 1", "nothing")]
    [InlineData("extends: steady\nregions: []", "regions", "needs 1")]
    [InlineData("extends: steady\nregions: [{name: 'a b', share: 1}]", "regions[0].name", "letters")]
    [InlineData("extends: steady\nregions: [{name: a, share: 0}]", "regions", "share above 0")]
    [InlineData("extends: steady\nendpoints: [{method: get, path: /, status: {200: 1}}]", "endpoints[0].method", "capital")]
    [InlineData("extends: steady\nendpoints: [{method: GET, path: /a b, status: {200: 1}}]", "endpoints[0].path", "/a b")]
    [InlineData("extends: steady\nendpoints: [{method: GET, path: /orders/42, status: {200: 1}}]", "endpoints[0].path", "takes those for ids")]
    [InlineData("extends: steady\nendpoints: [{method: GET, path: '/o/{id}', status: {200: 1}}, {method: GET, path: '/o/{hex}', status: {200: 1}}]", "endpoints[1]", "twice")]
    [InlineData("extends: steady\nendpoints: [{method: GET, path: /a, status: {2000: 1}}]", "endpoints[0].status", "2000")]
    [InlineData("extends: steady\nendpoints: [{method: GET, path: /a}]", "endpoints[0].status", "missing")]
    [InlineData("extends: steady\nnastiness: {malformed: 0.7, blank: 0.4}", "nastiness.malformed + binary", "is 1.1")]
    [InlineData("extends: steady\nnastiness: {late: -1}", "nastiness.late", "is -1")]
    [InlineData("extends: steady\nincidents: [{endpoint: GET /nowhere, from: 1s, to: 2s}]", "incidents[0].endpoint", "GET /nowhere")]
    [InlineData("extends: steady\nincidents: [{from: 2s, to: 2s}]", "incidents[0].to", "after")]
    [InlineData("extends: steady\nincidents: [{from: 1s, to: 2s, drop: true}]", "incidents[0].drop", "region")]
    [InlineData("- a list", "one YAML mapping", "")]
    [InlineData("", "one YAML mapping", "")]
    [InlineData("a: [", "line", "")]
    public void Parse_OfSomethingWrong_SaysWhereAndWhat(string yaml, string where, string what)
    {
        var error = Assert.Throws<ProfileException>(() => Parse(yaml));

        Assert.StartsWith("test.yaml", error.Message.Replace("./", "", StringComparison.Ordinal).Replace("There is no trace file nowhere.csv", "test.yaml nowhere.csv no trace file", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Load_OfNeitherNameNorFile_ListsTheNames()
    {
        var error = Assert.Throws<ProfileException>(() => ProfileReader.Load("stedy"));

        Assert.Contains("steady, diurnal, spike, incident, attack", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("2d", 172_800)]
    [InlineData("1.5m", 90)]
    [InlineData("0s", 0)]
    public void Duration_Written_IsRead(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(seconds, duration.TotalSeconds);
        Assert.True(DurationText.TryParse(DurationText.Format(duration), out TimeSpan again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5y")]
    [InlineData("99999999999d")]
    public void Duration_ThatIsNone_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    private static TrafficProfile Parse(string yaml) => ProfileReader.Parse(yaml, "test.yaml", ".");
}
