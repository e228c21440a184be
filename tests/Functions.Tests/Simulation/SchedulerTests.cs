using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Functions.Tests.Simulation;

/// <summary>The ground the simulator stands on: order, time, choices.</summary>
public sealed class SchedulerTests
{
    [Fact]
    public void Scheduler_ActionsOfOneInstant_RunInTheOrderTheyWereScheduled()
    {
        var scheduler = new SimScheduler(1_000);
        List<string> ran = [];
        scheduler.After(5, () => ran.Add("second"));
        scheduler.After(5, () => ran.Add("third"));
        scheduler.After(1, () => scheduler.After(4, () => ran.Add("fourth")));
        scheduler.After(2, () => ran.Add("first"));

        scheduler.Run(maxSteps: 100);

        Assert.Equal(["first", "second", "third", "fourth"], ran);
        Assert.Equal(1_005, scheduler.NowMs);
    }

    [Fact]
    public void Scheduler_CancelledAction_NeitherRunsNorMovesTheClock()
    {
        var scheduler = new SimScheduler(0);
        scheduler.After(50, () => Assert.Fail("cancelled")).Cancel();

        scheduler.Run(maxSteps: 100);

        Assert.Equal(0, scheduler.NowMs);
    }

    [Fact]
    public void Scheduler_EndlessRetries_AreReported()
    {
        var scheduler = new SimScheduler(0);
        void Again() => scheduler.After(1, Again);
        Again();

        Assert.Throws<SimulationException>(() => scheduler.Run(maxSteps: 1_000));
    }

    [Fact]
    public void TimeProvider_DelayAndDeadline_FollowTheSimulatedClock()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var scheduler = new SimScheduler(10_000);
        var time = new SimTimeProvider(scheduler);
        List<(string What, long AtMs)> seen = [];
        async Task WaitAsync()
        {
            long start = time.GetTimestamp();
            await Task.Delay(TimeSpan.FromMilliseconds(250), time);
            seen.Add(("delay", scheduler.NowMs));
            Assert.Equal(TimeSpan.FromMilliseconds(250), time.GetElapsedTime(start));
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
            var passed = new TaskCompletionSource();
            using CancellationTokenRegistration registration = deadline.Token.Register(passed.SetResult);
            await passed.Task;
            seen.Add(("deadline", scheduler.NowMs));
        }

        Task wait = WaitAsync();
        scheduler.Run(maxSteps: 100);

        Assert.Equal([("delay", 10_250), ("deadline", 12_250)], seen);
        Assert.True(wait.IsCompletedSuccessfully);
    }

    [Fact]
    public void Choices_ReplayedList_GivesTheSameNumbersAndThenZero()
    {
        var random = new Choices(7);
        int[] drawn = [.. Enumerable.Range(2, 50).Select(bound => random.Next(ChoiceKind.Plan, bound))];
        var replay = new Choices(random.Made);

        Assert.Equal(drawn, Enumerable.Range(2, 50).Select(bound => replay.Next(ChoiceKind.Plan, bound)));
        Assert.Equal(0, replay.Next(ChoiceKind.Plan, 1_000));
        Assert.Equal(0, replay.Next(ChoiceKind.Store, 1_000));
        Assert.All(drawn.Select((value, i) => (value, i)), pair => Assert.InRange(pair.value, 0, pair.i + 1));
    }

    [Fact]
    public void Choices_Seed_MeansTheSameOnEveryMachine()
    {
        var choices = new Choices(1);

        Assert.Equal("651,427,665,58,910,235,686,472", string.Join(",", Enumerable.Range(0, 8).Select(_ => choices.Next(ChoiceKind.Store, 1_000))));
    }

    [Fact]
    public void Chance_InThousandCases_IsCloseToItsShare()
    {
        var choices = new Choices(11);

        int happened = Enumerable.Range(0, 100_000).Count(_ => choices.Chance(ChoiceKind.Source, 80));

        Assert.InRange(happened, 7_600, 8_400); // 8,000 +- 4.6 standard deviations
    }
}
