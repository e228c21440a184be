using CsCheck;
using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Truth;

namespace LogFunctions.Tools.Tests.LogGenerator;

public sealed class TruthTests
{
    [Fact]
    public async Task Truth_AnySeedProfileRateAndFormat_EqualsAnIndependentCountOfTheLines()
    {
        Gen<(string, double, ulong, int, int)> cases = Gen.Select(
            Gen.Int[0, BuiltInProfiles.Names.Count - 1].Select(index => BuiltInProfiles.Names[index]),
            Gen.Int[0, 3].Select(index => ((double[])[20, 150, 1_000, 30_000])[index]),
            Gen.ULong,
            Gen.Int[1, 3],
            Gen.Int[0, 3]);
        await cases.SampleAsync(
            async sample =>
            {
                (string name, double rate, ulong seed, int producers, int format) = sample;
                string[] formats = format switch { 0 => ["json"], 1 => ["nginx"], 2 => ["cloudfront"], _ => ["json", "nginx", "cloudfront"] };
                await AssertTruthAsync(Runs.Options(Runs.Profile(name, rate, Runs.Nasty), lines: 3_000, seed, producers, formats));
            },
            iter: 25,
            threads: 1);
    }

    [Theory]
    [InlineData("steady")]
    [InlineData("diurnal")]
    [InlineData("spike")]
    [InlineData("incident")]
    [InlineData("attack")]
    public async Task Truth_OfAnHourOfEachProfile_EqualsAnIndependentCountOfTheLines(string name)
    {
        RunOptions options = Runs.Options(Runs.Profile(name, linesPerSecond: 12), lines: long.MaxValue) with
        {
            Limits = new(Duration: TimeSpan.FromMinutes(62)),
        };

        TruthFile truth = await AssertTruthAsync(options);

        Assert.Equal(2, truth.Windows.Count(window => window.WindowSeconds == 3600 && window.Cells[0].Requests > 100));
    }

    [Fact]
    public async Task Truth_OfNastyLines_CountsEveryKind()
    {
        (RunReport report, IReadOnlyList<byte[]> lines) = await Runs.CaptureAsync(Runs.Options(Runs.Profile("attack", 500, Runs.Nasty), lines: 30_000));

        TruthFile truth = report.Truth!;
        NastinessTotals nasty = truth.Nastiness;
        Assert.All(
            (long[])[nasty.BadTimestamp, nasty.BadStatus, nasty.Truncated, nasty.Text, nasty.Binary, nasty.Oversize, nasty.Blank, nasty.Duplicate, nasty.Late, nasty.Future, nasty.OutOfOrder, nasty.Attack],
            count => Assert.True(count > 10, $"only {count}"));
        Assert.Equal(30_000, truth.Lines.Emitted);
        Assert.Equal(truth.Lines.Emitted, truth.Lines.Accepted + truth.Lines.Rejected + truth.Lines.Blank);
        Assert.Equal(truth.Lines.Rejected, nasty.BadTimestamp + nasty.BadStatus + nasty.Truncated + nasty.Text + nasty.Binary + nasty.Oversize);
        Assert.Equal(truth.Rejects.Total, truth.Rejects.ByReason.Values.Sum() + truth.Rejects.ReasonOpen);
        Assert.Equal(nasty.Oversize, lines.Count(line => line.Length > 65_536));
        Assert.Equal(nasty.Blank, lines.Count(line => line.Length == 0));
        Assert.Equal(nasty.Attack, truth.Windows.Where(window => window.WindowSeconds == 60).SelectMany(window => window.Cells).Where(cell => cell.Value == TruthDimension.Attack).Sum(cell => cell.Requests));
    }

    [Fact]
    public async Task Truth_OfDuplicates_CountsTheLinesThatStandThereTwice()
    {
        // every JSON line names a request id: without duplicates no two are alike
        (RunReport report, IReadOnlyList<byte[]> lines) = await Runs.CaptureAsync(
            Runs.Options(Runs.Profile("steady", 500, new NastinessProfile { Duplicate = 0.05 }), lines: 10_000, producers: 2));

        Assert.InRange(report.Truth!.Nastiness.Duplicate, 300, 700);
        Assert.Equal(report.Truth.Nastiness.Duplicate, lines.GroupBy(Convert.ToHexString).Sum(group => group.Count() - 1));
    }

    [Fact]
    public async Task TruthJson_WrittenAndRead_IsTheSame()
    {
        (RunReport report, _) = await Runs.CaptureAsync(Runs.Options(Runs.Profile("incident", 500, Runs.Nasty), lines: 5_000, seed: 7, producers: 1, "json", "combined"));
        string path = Path.Combine(Directory.CreateTempSubdirectory("logfn-truth-").FullName, "truth.json");

        await WriteAsync(path, report.Truth!, TestContext.Current.CancellationToken);
        TruthFile read = await TruthJson.ReadAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(TruthJson.ToText(report.Truth!), TruthJson.ToText(read));
        Assert.Equal(["truth.json"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("[1]", "no truth file")]
    [InlineData("{\"version\":1}", "no truth file")]
    [InlineData("not json", "no truth file")]
    public async Task TruthJson_OfSomethingElse_SaysWhatIsWrong(string text, string expected)
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => TruthJson.ReadAsync(path, TestContext.Current.CancellationToken));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Theory]
    [InlineData("windows[1]", "{ \"windowSeconds\": 60, \"start\": \"2026-03-01T12:00:00+00:00\", \"cells\": [] }, null")]
    [InlineData("windows[0].cells[0]", "{ \"windowSeconds\": 60, \"start\": \"2026-03-01T12:00:00+00:00\", \"cells\": [null] }")]
    public async Task TruthJson_WithANullInAList_NamesItsPlace(string place, string windows)
    {
        (RunReport report, _) = await Runs.CaptureAsync(Runs.Options(Runs.Profile("steady"), lines: 10));
        string text = TruthJson.ToText(report.Truth! with { Windows = [] }).Replace("\"windows\": []", $"\"windows\": [{windows}]", StringComparison.Ordinal);
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => TruthJson.ReadAsync(path, TestContext.Current.CancellationToken));

        Assert.EndsWith($"is no truth file: {place} is null.", error.Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public async Task TruthJson_OfAnotherVersion_IsRefused()
    {
        (RunReport report, _) = await Runs.CaptureAsync(Runs.Options(Runs.Profile("steady"), lines: 10));
        string path = Path.GetTempFileName();
        await WriteAsync(path, report.Truth! with { Version = 2 }, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => TruthJson.ReadAsync(path, TestContext.Current.CancellationToken));

        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public void ValueCounts_OfAnyValues_GiveExactRanks() => Gen.Int[0, 3_000].Select(value => value * value).Array[1, 400].Sample(
        values =>
        {
            var first = new ValueCounts();
            var second = new ValueCounts();
            foreach ((int index, int value) in values.Index())
            {
                (index % 2 == 0 ? first : second).Add(value);
            }

            first.Merge(second);
            LatencyTruth summary = first.Summarize();
            int[] sorted = [.. values.Order()];
            Assert.Equal(sorted[(int)Math.Ceiling(0.50m * sorted.Length) - 1], summary.P50Us);
            Assert.Equal(sorted[(int)Math.Ceiling(0.95m * sorted.Length) - 1], summary.P95Us);
            Assert.Equal(sorted[(int)Math.Ceiling(0.99m * sorted.Length) - 1], summary.P99Us);
            Assert.Equal((sorted[0], sorted[^1], values.Length, values.Sum(value => (long)value)), (summary.MinUs, summary.MaxUs, summary.Count, summary.SumUs));
        },
        iter: 500);

    private static async Task<TruthFile> AssertTruthAsync(RunOptions options)
    {
        (RunReport report, IReadOnlyList<byte[]> lines) = await Runs.CaptureAsync(options);
        var count = new IndependentCount(options.Profile.Endpoints.Select(NameOf));
        foreach (byte[] line in lines)
        {
            count.Add(line);
        }

        TruthFile truth = report.Truth!;
        Assert.Equal(new LineTotals(lines.Count, count.Accepted, count.Rejected, count.Blank, count.Bytes), truth.Lines);
        count.AssertEqual(truth.Windows);
        return truth;
    }

    private static string NameOf(EndpointProfile endpoint) => $"{endpoint.Method} {endpoint.Path.Replace("{uuid}", "{id}", StringComparison.Ordinal).Replace("{hex}", "{id}", StringComparison.Ordinal)}";

    private static async Task WriteAsync(string path, TruthFile truth, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.Create(path);
        await TruthJson.WriteAsync(stream, truth, cancellationToken);
    }
}
