using CsCheck;
using LogFunctions.LogGenerator.Profiles;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.Tools.Tests.LogGenerator;

public sealed class ScheduleTests
{
    private const long StartMs = 1_795_460_400_000;

    [Fact]
    public void Lines_AtAConstantRate_AreExactlyRateTimesDuration() => Gen.Select(Gen.Int[1, 50_000], Gen.Int[1, 100], Gen.Bool).Sample(
        (rate, seconds, fine) =>
        {
            IReadOnlyList<Block> blocks = Walk(new RateProfile { LinesPerSecond = rate }, fine ? 100 : 1000, new RunLimits(Duration: TimeSpan.FromSeconds(seconds)), stopAfter: 300_000);
            long lines = blocks.Sum(block => (long)block.Count);
            if (lines < 300_000)
            {
                Assert.Equal((long)rate * seconds, lines);
            }
        },
        iter: 200);

    [Fact]
    public void Blocks_OfAnyCurve_CoverTheirSlotsInOrderWithoutCrossingASecond() => Gen.Select(Gen.Int[0, 4], Gen.Double[0.5, 30_000]).Sample(
        (curve, rate) =>
        {
            var profile = new RateProfile
            {
                Curve = (RateCurveKind)curve,
                LinesPerSecond = rate,
                Steps = [new StepProfile { At = TimeSpan.FromSeconds(3), Factor = 0 }, new StepProfile { At = TimeSpan.FromSeconds(5), Factor = 3 }],
                Spike = new SpikeProfile { At = TimeSpan.FromSeconds(2), Length = TimeSpan.FromSeconds(1), Every = TimeSpan.FromSeconds(4) },
                Ramp = new RampProfile { Over = TimeSpan.FromSeconds(5) },
            };
            long sequence = 0;
            long lastMs = StartMs;
            foreach (Block block in Walk(profile, 100, new RunLimits(Duration: TimeSpan.FromSeconds(10)), stopAfter: 200_000))
            {
                Assert.Equal(sequence++, block.Sequence);
                Assert.InRange(block.Count, 1, Block.MaxLines);
                for (int i = 0; i < block.Count; i++)
                {
                    long ms = block.TimestampMs(i);
                    Assert.True(ms >= lastMs && ms < block.SlotStartMs + block.SlotMs && ms < block.DueMs);
                    lastMs = ms;
                }

                Assert.Equal(block.SlotStartMs / 1000, (block.SlotStartMs + block.SlotMs - 1) / 1000);
            }
        },
        iter: 100);

    [Theory]
    [InlineData(RateCurveKind.Ramp, 300 * (0.1 + 1) / 2 + 300)]
    [InlineData(RateCurveKind.Spike, 600 + (30 * 9))]
    [InlineData(RateCurveKind.Step, 100 + (200 * 2) + (300 * 0.5))]
    public void Lines_UnderACurve_AreItsIntegral(RateCurveKind curve, double expectedPerUnit)
    {
        var profile = new RateProfile
        {
            Curve = curve,
            LinesPerSecond = 400,
            Steps = [new StepProfile { At = TimeSpan.FromSeconds(100), Factor = 2 }, new StepProfile { At = TimeSpan.FromSeconds(300), Factor = 0.5 }],
        };

        long lines = Walk(profile, 100, new RunLimits(Duration: TimeSpan.FromSeconds(600))).Sum(block => (long)block.Count);

        Assert.Equal(400 * expectedPerUnit, lines, tolerance: 2.0);
    }

    [Fact]
    public void Diurnal_OverADay_HasItsPeakLowAndMean()
    {
        // the start is 19:00 UTC
        var curve = new RateCurve(new RateProfile { Curve = RateCurveKind.Diurnal, LinesPerSecond = 1000, Diurnal = new DiurnalProfile { Low = 0.2, PeakHour = 20 } }, StartMs);

        Assert.Equal(1000, curve.At(3600), tolerance: 1e-3);
        Assert.Equal(200, curve.At(13 * 3600), tolerance: 1e-3);
        Assert.Equal(600, Enumerable.Range(0, 24 * 60).Average(minute => curve.At(minute * 60)), tolerance: 1e-3);
    }

    [Fact]
    public void Trace_WithTimeScale_PlaysFasterAndEnds()
    {
        IReadOnlyList<TracePoint> trace = TraceReader.Parse(["seconds,lines_per_second", "0,100", "10,400", "20,0", "30,50"], "trace.csv");
        var profile = new RateProfile { Curve = RateCurveKind.Trace, Trace = trace, TimeScale = 2 };

        IReadOnlyList<Block> blocks = Walk(profile, 1000, default);

        // 5 s of 100, 5 s of 400, 5 s of nothing, and 5 s of the last rate, which holds as long as the step before it
        Assert.Equal((5 * 100) + (5 * 400) + (5 * 50), blocks.Sum(block => block.Count));
        Assert.Equal(StartMs + 19_000, blocks[^1].SlotStartMs);
    }

    [Fact]
    public void Lines_AsLimit_CutTheLastBlock()
    {
        IReadOnlyList<Block> blocks = Walk(new RateProfile { LinesPerSecond = 5_000 }, 100, new RunLimits(Lines: 1_234));

        Assert.Equal(1_234, blocks.Sum(block => block.Count));
        Assert.Equal(500, blocks[^1].SlotLines);
    }

    [Theory]
    [InlineData("0,1;0,2", "line 2")]
    [InlineData("0,1;x,2", "line 2")]
    [InlineData("0,-1", "line 1")]
    [InlineData("0,1,2", "line 1")]
    [InlineData("0,1e300", "line 1")]
    [InlineData("seconds,lines_per_second", "no line")]
    public void Trace_ThatIsNotValid_NamesTheLine(string text, string expected)
    {
        var error = Assert.Throws<ProfileException>(() => TraceReader.Parse(text.Split(';'), "trace.csv"));

        Assert.Contains("trace.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static List<Block> Walk(RateProfile profile, int slotMs, RunLimits limits, long stopAfter = long.MaxValue)
    {
        var curve = new RateCurve(profile, StartMs);
        var schedule = new Schedule(curve.At, curve.EndSeconds, StartMs, slotMs, limits);
        var blocks = new List<Block>();
        long lines = 0;
        while (lines < stopAfter && schedule.TryNext(out Block block))
        {
            blocks.Add(block);
            lines += block.Count;
        }

        return blocks;
    }
}
