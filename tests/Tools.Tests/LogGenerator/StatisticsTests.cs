using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Randomness;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Traffic;
using LogFunctions.LogGenerator.Truth;

namespace LogFunctions.Tools.Tests.LogGenerator;

/// <summary>
/// The mix is what the profile asks for. Seeds are fixed, so a test passes or fails for good; the bounds are those that a correct
/// generator breaks for one seed in 10,000 (z = 3.89 for a single proportion, the 0.9999 quantile of chi-squared for a mix).
/// </summary>
public sealed class StatisticsTests
{
    private const double Z = 3.89;
    private const int Lines = 200_000;

    private static readonly Lazy<Task<TruthFile>> s_steady = new(() => TruthAsync(BuiltInProfiles.Get("steady"), Lines));

    [Fact]
    public async Task Endpoints_FollowZipf()
    {
        TrafficProfile profile = BuiltInProfiles.Get("steady");
        Dictionary<string, long> counts = await CountsAsync(TruthDimension.Endpoint);
        var model = new TrafficModel(profile, seed: 1);

        AssertMix(model.Endpoints.Select((endpoint, rank) => (counts[endpoint.Name], 1 / Math.Pow(rank + 1, profile.ZipfExponent))));
    }

    [Fact]
    public async Task Regions_FollowTheirShares()
    {
        Dictionary<string, long> counts = await CountsAsync(TruthDimension.Region);

        AssertMix(BuiltInProfiles.Get("steady").Regions.Select(region => (counts[region.Name], region.Share)));
    }

    [Fact]
    public async Task Statuses_OfOneEndpoint_FollowTheirWeights()
    {
        TrafficProfile profile = Single(new LatencyProfile());

        TruthFile truth = await TruthAsync(profile, Lines);

        AssertMix(profile.Endpoints[0].Status.Select(entry =>
            (truth.Windows.Where(w => w.WindowSeconds == 3600).SelectMany(w => w.Cells).Where(c => c.Value == $"{entry.Key:D3}").Sum(c => c.Requests), entry.Value)));
    }

    [Theory]
    [InlineData(0.5, 20, 0.5)]
    [InlineData(1.0, 150, 1.2)]
    public async Task Latency_WithoutTail_HasTheQuantilesOfTheLognormal(double regionFactor, double medianMs, double sigma)
    {
        TrafficProfile profile = Single(new LatencyProfile { MedianMs = medianMs, Sigma = sigma, TailShare = 0 }, regionFactor);

        (_, IReadOnlyList<byte[]> lines) = await Runs.CaptureAsync(Runs.Options(profile, 50_000, seed: 11, producers: 1, "apache-us"));

        double[] us = [.. lines.Select(line => double.Parse(System.Text.Encoding.ASCII.GetString(line).Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture))];
        foreach ((double q, double z) in new[] { (0.05, -1.6448536), (0.5, 0), (0.95, 1.6448536), (0.99, 2.3263479) })
        {
            // How many lie below the exact quantile is binomial.
            double quantileUs = medianMs * regionFactor * 1000 * Math.Exp(sigma * z);
            AssertShare(us.Count(value => value < quantileUs), us.Length, q);
        }
    }

    [Fact]
    public async Task Latency_Tail_IsParetoFromFourMediansOn()
    {
        TrafficProfile profile = Single(new LatencyProfile { MedianMs = 10, Sigma = 0.1, TailShare = 0.2, TailAlpha = 1.5, MaxMs = 60_000 });

        (_, IReadOnlyList<byte[]> lines) = await Runs.CaptureAsync(Runs.Options(profile, 50_000, seed: 12, producers: 1, "apache-us"));

        double[] us = [.. lines.Select(line => double.Parse(System.Text.Encoding.ASCII.GetString(line).Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture))];
        AssertShare(us.Count(value => value > 39_000), us.Length, 0.2);
        // P(X > x) = (x / start)^-alpha
        AssertShare(us.Count(value => value > 160_000), us.Length, 0.2 * Math.Pow(4, -1.5));
        Assert.True(us.Max() <= 60_000_000);
    }

    [Fact]
    public async Task Nastiness_ComesAtItsRates()
    {
        (RunReport report, _) = await Runs.CaptureAsync(Runs.Options(Runs.Profile("steady", 10_000, Runs.Nasty), 100_000, seed: 13));
        NastinessTotals nasty = report.Truth!.Nastiness;

        // Duplicates copy what is wrong with their original: 2 % more of everything, and the first line of a block is never one.
        const double WithCopies = 1 / (1 - 0.02);
        foreach (long quarter in (long[])[nasty.BadTimestamp, nasty.BadStatus, nasty.Truncated, nasty.Text])
        {
            AssertShare(quarter, 100_000, 0.01 * WithCopies);
        }

        AssertShare(nasty.Binary, 100_000, 0.01 * WithCopies);
        AssertShare(nasty.Oversize, 100_000, 0.002 * WithCopies);
        AssertShare(nasty.Blank, 100_000, 0.02 * WithCopies);
        AssertShare(nasty.Duplicate, 100_000, 0.02);
        AssertShare(nasty.Late, 100_000, 0.03);
        AssertShare(nasty.Future, 100_000, 0.02);
        AssertShare(nasty.OutOfOrder, 100_000, 0.1);
    }

    [Fact]
    public async Task Clients_ReturnAndUseIpv6_AsAskedFor()
    {
        TrafficProfile profile = BuiltInProfiles.Get("steady") with { Clients = new ClientProfile { Count = 100, ReturningShare = 0.7, Ipv6Share = 0.4 } };

        (_, IReadOnlyList<byte[]> lines) = await Runs.CaptureAsync(Runs.Options(profile, 50_000, seed: 14, producers: 1, "common"));
        Dictionary<string, int> visits = lines.Select(line => System.Text.Encoding.ASCII.GetString(line).Split(' ')[0]).CountBy(ip => ip).ToDictionary();

        // 8 regions x 100 returning visitors; everybody else comes once, so only they decide about IPv6 evenly
        AssertShare(visits.Values.Where(count => count > 1).Sum(), 50_000, 0.7);
        string[] once = [.. visits.Where(entry => entry.Value == 1).Select(entry => entry.Key)];
        AssertShare(once.Count(ip => ip.Contains(':')), once.Length, 0.4);
        Assert.True(visits.Count(entry => entry.Value > 1) is > 600 and <= 810);
    }

    [Fact]
    public async Task Attack_TakesItsShare_OnPathsThatNeverRepeat()
    {
        (RunReport report, IReadOnlyList<byte[]> lines) = await Runs.CaptureAsync(
            Runs.Options(BuiltInProfiles.Get("attack") with { Attack = new AttackProfile { Share = 0.3 }, Nastiness = new NastinessProfile() }, 50_000, seed: 15, producers: 1, "common"));

        AssertShare(report.Truth!.Nastiness.Attack, 50_000, 0.3);
        var model = new TrafficModel(BuiltInProfiles.Get("attack"), seed: 1);
        string[] literal = [.. model.Endpoints.Select(endpoint => endpoint.Route.TemplatedPath.Split('{')[0])];
        string[] unknown = [.. lines.Select(line => System.Text.Encoding.ASCII.GetString(line).Split(' ')[6].Split('?')[0]).Where(path => !literal.Any(known => path == known || (known.EndsWith('/') && known.Length > 1 && path.StartsWith(known, StringComparison.Ordinal))))];
        Assert.Equal(report.Truth.Nastiness.Attack, unknown.Length);
        Assert.Equal(unknown.Length, unknown.Distinct().Count());
    }

    [Fact]
    public async Task Incidents_SlowFailAndDrop_WhatTheyName()
    {
        TrafficProfile quiet = BuiltInProfiles.Get("steady");
        TrafficProfile profile = quiet with
        {
            Incidents =
            [
                new IncidentProfile { Endpoint = "GET /search", From = TimeSpan.FromSeconds(30), To = TimeSpan.FromSeconds(90), LatencyFactor = 10, ErrorShare = 0.5, ErrorStatus = 504 },
                new IncidentProfile { Region = "us-east-1", From = TimeSpan.FromSeconds(30), To = TimeSpan.FromSeconds(90), Drop = true },
            ],
        };
        RunOptions options = Runs.Options(quiet, long.MaxValue) with { Limits = new(Duration: TimeSpan.FromSeconds(150)) };

        TruthFile before = (await Runs.CaptureAsync(options)).Report.Truth!;
        TruthFile after = (await Runs.CaptureAsync(options with { Profile = profile })).Report.Truth!;

        // the run starts at second 30 of a minute: the incident is exactly the second window
        Assert.Equal(Cell(before, 1, "all", "*").Requests * 0.7, Cell(after, 1, "all", "*").Requests, tolerance: 10);
        Assert.DoesNotContain(after.Windows.Where(w => w.WindowSeconds == 60).ElementAt(1).Cells, cell => cell.Value == "us-east-1");
        TruthCell slow = Cell(after, 1, "endpoint", "GET /search");
        Assert.InRange(slow.Latency!.P50Us, Cell(before, 1, "endpoint", "GET /search").Latency!.P50Us * 9, Cell(before, 1, "endpoint", "GET /search").Latency!.P50Us * 12);
        AssertShare(slow.Status5xx, slow.Requests, 0.5 + (0.5 * 0.005));
        Assert.InRange(Cell(after, 1, "endpoint", "GET /").Latency!.P50Us, 10_000, 25_000);
        Assert.True(Cell(after, 2, "region", "us-east-1").Requests > 1_000);
    }

    [Fact]
    public async Task ErrorBursts_HitSomeEndpointsForAShortTime()
    {
        TrafficProfile profile = Single(new LatencyProfile()) with
        {
            ErrorBursts = new ErrorBurstProfile { Every = TimeSpan.FromSeconds(60), Length = TimeSpan.FromSeconds(6), Probability = 0.5, ErrorShare = 1, ErrorStatus = 599 },
        };

        TruthFile truth = (await Runs.CaptureAsync(Runs.Options(profile, long.MaxValue, seed: 16) with { Limits = new(Duration: TimeSpan.FromMinutes(100)), TruthWindowSeconds = [60], Profile = profile with { Rate = new RateProfile { LinesPerSecond = 10 } } })).Report.Truth!;

        long[] failed = [.. truth.Windows.Select(window => window.Cells.Where(cell => cell.Value == "599").Sum(cell => cell.Requests))];
        // 50 bursts of 60 lines in 100 minutes; a burst may span two windows
        AssertShare(failed.Sum(), 100 * 60, 0.5, trialsPerDraw: 60);
        Assert.Contains(failed, count => count == 0);
        Assert.Contains(failed, count => count == 60);
    }

    [Fact]
    public void NormalQuantile_OfKnownProbabilities_IsTheTableValue()
    {
        foreach ((double p, double z) in new[] { (0.5, 0), (0.975, 1.959963985), (0.999, 3.090232306), (0.01, -2.326347874), (1e-6, -4.753424309), (0.8413447461, 1.0) })
        {
            Assert.Equal(z, NormalQuantile.Exact(p), tolerance: 1e-8);
            ulong bits = (ulong)(p * 18446744073709551616.0);
            Assert.Equal(z, NormalQuantile.FromBits(bits), tolerance: 1e-3);
        }
    }

    [Fact]
    public void PortableMath_OnManyArguments_AgreesWithTheLibrary()
    {
        var random = new SplitMix64(17);
        for (int i = 0; i < 100_000; i++)
        {
            double x = (random.NextDouble() * 120) - 60;
            Assert.Equal(1, PortableMath.Exp2(x) / Math.Pow(2, x), tolerance: 2e-11);
            double y = Math.Exp(x);
            Assert.Equal(Math.Log2(y), PortableMath.Log2(y), tolerance: 1e-12);
        }
    }

    [Fact]
    public void AliasTable_DrawsByWeight_NeverWhatHasNone()
    {
        var table = new AliasTable([5, 0, 1, 0, 4]);
        var counts = new long[5];
        var random = new SplitMix64(18);
        for (int i = 0; i < 100_000; i++)
        {
            counts[table.Draw(random.Next())]++;
        }

        Assert.Equal((0L, 0L), (counts[1], counts[3]));
        AssertMix([(counts[0], 5), (counts[2], 1), (counts[4], 4)]);
    }

    private static TruthCell Cell(TruthFile truth, int window, string dimension, string value) =>
        truth.Windows.Where(w => w.WindowSeconds == 60).ElementAt(window).Cells.Single(cell => cell.Dimension == dimension && cell.Value == value);

    private static TrafficProfile Single(LatencyProfile latency, double regionFactor = 1) => new()
    {
        Name = "single",
        Endpoints = [new EndpointProfile { Method = "GET", Path = "/only", Latency = latency, Status = new Dictionary<int, double> { [200] = 90, [0] = 1, [404] = 6, [500] = 3 } }],
        Regions = [new RegionProfile { Name = "here", Share = 1, LatencyFactor = regionFactor }],
    };

    private static async Task<TruthFile> TruthAsync(TrafficProfile profile, long lines) =>
        (await Runs.CaptureAsync(Runs.Options(profile, lines, seed: 10))).Report.Truth!;

    private static async Task<Dictionary<string, long>> CountsAsync(string dimension) => (await s_steady.Value).Windows
        .Where(window => window.WindowSeconds == 3600)
        .SelectMany(window => window.Cells)
        .Where(cell => cell.Dimension == dimension)
        .GroupBy(cell => cell.Value)
        .ToDictionary(group => group.Key, group => group.Sum(cell => cell.Requests));

    /// <summary>A count of successes is within z standard deviations of its expectation.</summary>
    private static void AssertShare(long count, long trials, double share, int trialsPerDraw = 1)
    {
        double deviation = Math.Sqrt(trials * share * (1 - share) * trialsPerDraw);
        Assert.InRange(count, (trials * share) - (Z * deviation) - 1, (trials * share) + (Z * deviation) + 1);
    }

    /// <summary>Pearson's chi-squared against the 0.9999 quantile (Wilson-Hilferty approximation, within 1 %).</summary>
    private static void AssertMix(IEnumerable<(long Count, double Weight)> mix)
    {
        (long Count, double Weight)[] cells = [.. mix];
        double lines = cells.Sum(cell => cell.Count);
        double weights = cells.Sum(cell => cell.Weight);
        double chiSquared = cells.Sum(cell => Math.Pow(cell.Count - (lines * cell.Weight / weights), 2) / (lines * cell.Weight / weights));
        double degrees = cells.Length - 1;
        double bound = degrees * Math.Pow(1 - (2 / (9 * degrees)) + (3.719 * Math.Sqrt(2 / (9 * degrees))), 3);
        Assert.InRange(chiSquared, 0, bound);
    }
}
