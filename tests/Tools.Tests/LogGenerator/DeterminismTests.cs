using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.Tools.Tests.LogGenerator;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData("incident", 2)]
    [InlineData("incident", 5)]
    [InlineData("attack", 3)]
    public async Task Lines_OfSeveralProducers_AreThoseOfOne(string profile, int producers)
    {
        RunOptions one = Runs.Options(Runs.Profile(profile, 20_000, Runs.Nasty), lines: 50_000, seed: 42, producers: 1, "json", "combined", "alb");

        (RunReport expected, IReadOnlyList<byte[]> expectedLines) = await Runs.CaptureAsync(one);
        (RunReport actual, IReadOnlyList<byte[]> actualLines) = await Runs.CaptureAsync(one with { Producers = producers });

        Assert.Equal(expectedLines.Select(Convert.ToHexString).Order(), actualLines.Select(Convert.ToHexString).Order());
        Assert.Equal(TruthOf(expected), TruthOf(actual));
    }

    [Fact]
    public async Task File_OfSeveralProducers_IsByteForByteThatOfOne()
    {
        RunOptions one = Runs.Options(Runs.Profile("incident", 20_000, Runs.Nasty), lines: 50_000, seed: 3);

        (_, IReadOnlyList<byte[]> expected) = await Runs.CaptureAsync(one, needsOrder: true);
        (_, IReadOnlyList<byte[]> actual) = await Runs.CaptureAsync(one with { Producers = 4 }, needsOrder: true);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task Bytes_AsLimit_EndAtTheSameBlockForAnyNumberOfProducers()
    {
        RunOptions one = Runs.Options(Runs.Profile("steady", 20_000), lines: long.MaxValue) with { MaxBytes = 5_000_000, Limits = default };

        (RunReport expected, _) = await Runs.CaptureAsync(one);
        (RunReport actual, _) = await Runs.CaptureAsync(one with { Producers = 4 });

        Assert.True(expected.IsComplete);
        Assert.Equal(expected.Lines, actual.Lines);
        Assert.InRange(actual.Sink.Bytes, 5_000_000, 5_000_000 + (1024 * 1024));
        Assert.Equal(TruthOf(expected), TruthOf(actual));
    }

    [Fact]
    public async Task Lines_OfALongerRun_BeginWithThoseOfAShorterOne()
    {
        RunOptions shorter = Runs.Options(Runs.Profile("spike", 500, Runs.Nasty), lines: 2_000);

        (_, IReadOnlyList<byte[]> expected) = await Runs.CaptureAsync(shorter, needsOrder: true);
        (_, IReadOnlyList<byte[]> actual) = await Runs.CaptureAsync(shorter with { Limits = new RunLimits(Duration: TimeSpan.FromSeconds(30)) }, needsOrder: true);

        Assert.True(actual.Count > expected.Count);
        // the last block may have been cut short, which changes which line a duplicate copies only behind the cut
        Assert.Equal(expected, actual.Take(expected.Count));
    }

    [Fact]
    public async Task Lines_OfAnotherSeed_AreOthers()
    {
        RunOptions options = Runs.Options(Runs.Profile("steady"), lines: 1_000);

        (_, IReadOnlyList<byte[]> first) = await Runs.CaptureAsync(options);
        (_, IReadOnlyList<byte[]> second) = await Runs.CaptureAsync(options with { Seed = 2 });

        Assert.Empty(first.Select(Convert.ToHexString).Intersect(second.Select(Convert.ToHexString)));
    }

    private static string TruthOf(RunReport report) => TruthJson.ToText(report.Truth! with { StartedAt = default, EndedAt = default });
}
