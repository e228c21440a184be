using LogFunctions.Cli.Query;
using LogFunctions.WindowStore;

namespace LogFunctions.Tools.Tests.Query;

public sealed class QueryPlanTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 9, 12, 34, 56, TimeSpan.Zero);

    [Theory]
    [InlineData("03-08T18:50", "03-09T01:10", "03-08T18:50", "03-09T01:10")] // minutes at both edges
    [InlineData("03-08T18:50:30", "03-09T01:10:30", "03-08T18:51", "03-09T01:10")] // seconds are no windows
    [InlineData("03-01T18:50", "03-02T01:10", "03-01T19:00", "03-02T01:00")] // the minutes are gone
    [InlineData("03-02T10:00", "03-02T13:10", "03-02T10:00", "03-02T13:10")] // one edge lives
    [InlineData("03-08T10:10", "03-08T10:50", "03-08T10:10", "03-08T10:50")] // inside one hour
    public void For_HoursOfAnyRange_AnswersForNoMoreThanWasAsked(string from, string to, string answeredFrom, string answeredTo)
    {
        QueryPlan plan = QueryPlan.For(3600, Time(from), Time(to), s_now);

        Assert.Equal((Time(answeredFrom).ToUnixTimeSeconds(), Time(answeredTo).ToUnixTimeSeconds()), (plan.FromSeconds, plan.ToSeconds));
    }

    [Fact]
    public void For_ARangeWithoutAnyWholeWindow_IsEmpty() =>
        Assert.True(QueryPlan.For(3600, Time("03-01T10:10"), Time("03-01T10:50"), s_now).IsEmpty);

    [Fact]
    public void For_AnySizeAndRange_ItsPartsAreWholeWindowsInsideAndWithoutGap()
    {
        var random = new Random(4);
        for (int i = 0; i < 2_000; i++)
        {
            int windowSeconds = (int[])[10, 60, 300, 3600, 86_400] is var sizes ? sizes[random.Next(sizes.Length)] : 0;
            DateTimeOffset from = s_now.AddSeconds(-random.Next(1, 20 * 86_400));
            DateTimeOffset to = from.AddSeconds(random.Next(1, 3 * 86_400));

            QueryPlan plan = QueryPlan.For(windowSeconds, from, to, s_now);

            long at = plan.FromSeconds;
            foreach (WindowRange part in plan.Parts)
            {
                Assert.Equal(at, part.FromSeconds);
                Assert.Equal((0, 0), (part.FromSeconds % part.WindowSeconds, part.ToSeconds % part.WindowSeconds));
                at = Math.Min(part.ToSeconds, plan.AskedToSeconds);
            }

            Assert.True(plan.IsEmpty || plan.FromSeconds >= from.ToUnixTimeSeconds());
            Assert.True(plan.IsEmpty || to >= s_now || plan.ToSeconds <= to.ToUnixTimeSeconds());
        }
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse($"2026-{text}Z", System.Globalization.CultureInfo.InvariantCulture);
}
