using CsCheck;
using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.Tools.Tests.Simulate;

/// <summary>Law: whatever interrupts a plan, the open shards cover the hash space exactly once, and the plan ends.</summary>
public sealed class ReshardPlanTests
{
    private static readonly Gen<(int From, int To, int[] Faults)> s_runs =
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[0, 4].Array[200]);

    [Fact]
    public void Plan_InterruptedAnywhere_CoversTheHashSpaceAndEnds() =>
        s_runs.Sample(
            run =>
            {
                var stream = new PlainStream(run.From);
                ReshardPlan plan = ReshardPlan.Uniform(run.To, stream.Open);
                int bound = ReshardPlan.StepsBetween(run.From, run.To);
                int done = 0;
                foreach (int fault in run.Faults)
                {
                    ReshardStep? step = plan.NextStep(stream.Open);
                    if (step is null)
                    {
                        break;
                    }

                    // 0 = the process dies before the call, 1 = after it: the next one knows only the stored plan and the stream.
                    if (fault != 0)
                    {
                        stream.Do(step);
                        done++;
                    }

                    if (fault <= 1)
                    {
                        plan = new ReshardPlan(plan.Starts);
                    }

                    stream.AssertCovers();
                }

                while (plan.NextStep(stream.Open) is { } rest)
                {
                    stream.Do(rest);
                    stream.AssertCovers();
                    done++;
                    Assert.True(done <= bound, $"{run.From} -> {run.To} takes more than {bound} steps");
                }

                Assert.Equal(run.To, stream.Open.Count);
                Assert.Equal(bound, done);
                Assert.Equal(0, plan.StepsLeft(stream.Open));
            },
            seed: "0000KOIPWu70");

    [Fact]
    public void Plan_ReplacedHalfWay_EndsInTheNewOne() =>
        Gen.Select(Gen.Int[1, 24], Gen.Int[1, 24], Gen.Int[1, 24], Gen.Int[0, 30]).Sample(
            (from, to, instead, after) =>
            {
                var stream = new PlainStream(from);
                ReshardPlan plan = ReshardPlan.Uniform(to, stream.Open);
                for (int i = 0; i < after && plan.NextStep(stream.Open) is { } step; i++)
                {
                    stream.Do(step);
                }

                ReshardPlan other = ReshardPlan.Uniform(instead, stream.Open);
                int left = other.StepsLeft(stream.Open);
                for (; other.NextStep(stream.Open) is { } step; left--)
                {
                    stream.Do(step);
                    stream.AssertCovers();
                }

                Assert.Equal(0, left);
                Assert.Equal(instead, stream.Open.Count);
            },
            seed: "0000KOIPWu70");

    [Fact]
    public void Plan_WhileItRuns_HasNoShardWiderThanBeforeOrAfter() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40]).Sample(
            (from, to) =>
            {
                var stream = new PlainStream(from);
                ReshardPlan plan = ReshardPlan.Uniform(to, stream.Open);
                double widest = 1.0 / Math.Min(from, to) * 1.000001;
                int most = Math.Max(from, to) + 1;
                while (plan.NextStep(stream.Open) is { } step)
                {
                    stream.Do(step);
                    Assert.True(stream.Open.Max(s => s.Range.Width) <= widest);
                    Assert.True(stream.Open.Count <= most);
                }
            },
            seed: "0000KOIPWu70");

    [Fact]
    public void Uniform_BoundariesOffByRounding_AreKept()
    {
        OpenShard[] open = [new("a", new HashRange(0, (UInt128.MaxValue / 2) - 5)), new("b", new HashRange((UInt128.MaxValue / 2) - 4, UInt128.MaxValue))];
        Assert.Null(ReshardPlan.Uniform(2, open).NextStep(open));
        Assert.Equal(2, ReshardPlan.Uniform(4, open).StepsLeft(open));
    }

    [Fact]
    public void Merging_ShardsThatAreNoNeighbours_IsRefused()
    {
        OpenShard[] open = [.. new PlainStream(4).Open];
        Assert.Throws<ArgumentException>(() => ReshardPlan.Merging([new ShardPair(open[0].ShardId, open[2].ShardId)], open));
        Assert.Throws<ArgumentException>(() => ReshardPlan.Merging([new ShardPair(open[0].ShardId, open[1].ShardId), new ShardPair(open[1].ShardId, open[2].ShardId)], open));
        Assert.Throws<ArgumentException>(() => ReshardPlan.Merging([new ShardPair("gone", open[2].ShardId)], open));
    }

    /// <summary>Shards that split and merge, and refuse what the service would refuse.</summary>
    private sealed class PlainStream
    {
        private int _next;

        public PlainStream(int count)
        {
            IReadOnlyList<UInt128> starts = ReshardPlan.Uniform(count, []).Starts;
            Open = [.. starts.Select((s, i) => New(s, i + 1 < count ? starts[i + 1] - 1 : UInt128.MaxValue))];
        }

        public List<OpenShard> Open { get; }

        public void Do(ReshardStep step)
        {
            switch (step)
            {
                case ReshardStep.Split(OpenShard shard, UInt128 key):
                    Assert.True(key > shard.Range.Start && key <= shard.Range.End, "a split within the shard");
                    Assert.True(Open.Remove(shard), "the shard is open");
                    Open.Add(New(shard.Range.Start, key - 1));
                    Open.Add(New(key, shard.Range.End));
                    break;
                case ReshardStep.Merge(OpenShard left, OpenShard right):
                    Assert.Equal(left.Range.End + 1, right.Range.Start);
                    Assert.True(Open.Remove(left) && Open.Remove(right), "both are open");
                    Open.Add(New(left.Range.Start, right.Range.End));
                    break;
                default:
                    Assert.Fail("an unknown step");
                    break;
            }
        }

        public void AssertCovers()
        {
            UInt128 expected = 0;
            OpenShard[] shards = [.. Open.OrderBy(s => s.Range.Start)];
            foreach (OpenShard shard in shards)
            {
                Assert.Equal(expected, shard.Range.Start);
                Assert.True(shard.Range.End >= shard.Range.Start);
                expected = shard.Range.End + 1;
            }

            Assert.Equal(UInt128.MaxValue, shards[^1].Range.End);
        }

        private OpenShard New(UInt128 start, UInt128 end) => new($"shard-{_next++}", new HashRange(start, end));
    }
}
