using LogFunctions.Benchmarks.Compare;

namespace LogFunctions.Tools.Tests.Benchmarks;

public sealed class ComparisonTests
{
    private static readonly MeasureKey s_parse = new("JSON", "parse");

    [Fact]
    public void Of_DriftingMachine_TakesRatiosWithinPairs()
    {
        // The machine halves its speed after the first pair; the code of "after" is 10 % faster throughout but for one disturbed pair.
        Comparison comparison = Comparison.Of([Pair(100, 90), Pair(200, 180), Pair(200, 300)], [s_parse], [s_parse]);
        ComparedMeasure measure = Assert.Single(comparison.Measures);
        Assert.Equal(0.9, measure.Ratio, 9);
        Assert.Equal(0.9, measure.LeastRatio, 9);
        Assert.Equal(1.5, measure.GreatestRatio, 9);
        Assert.Equal(200, measure.BeforeNs);
        Assert.Equal(180, measure.AfterNs);
    }

    [Fact]
    public void Of_EvenNumberOfPairs_TakesTheMeanOfTheMiddleTwo()
    {
        Comparison comparison = Comparison.Of([Pair(100, 80), Pair(100, 120)], [s_parse], [s_parse]);
        Assert.Equal(1.0, Assert.Single(comparison.Measures).Ratio, 9);
    }

    [Fact]
    public void Of_MeasuresOfOneRevision_AreListedNotCompared()
    {
        var gone = new MeasureKey("JSON", "gone");
        var added = new MeasureKey("Apache", "new");
        Comparison comparison = Comparison.Of([Pair(100, 80)], [s_parse, gone], [added, s_parse]);
        Assert.Equal([s_parse], comparison.Measures.Select(measure => measure.Key));
        Assert.Equal([gone], comparison.OnlyBefore);
        Assert.Equal([added], comparison.OnlyAfter);
    }

    [Fact]
    public void Of_ScenarioThatCameAlongWithAnother_IsNotCountedTwice()
    {
        // "Raw" as a filter also runs "Raw, no ids": its pair of its own is the one that counts.
        var other = new MeasureKey("JSON, no ids", "parse");
        MeasuredPair alongside = new("JSON", Times((s_parse, 10), (other, 50)), Times((s_parse, 10), (other, 500)));
        MeasuredPair own = new("JSON, no ids", Times((other, 50)), Times((other, 40)));
        Comparison comparison = Comparison.Of([alongside, own], [s_parse, other], [s_parse, other]);
        Assert.Equal([1.0, 0.8], comparison.Measures.Select(measure => measure.GreatestRatio));
    }

    private static MeasuredPair Pair(double before, double after) => new("JSON", Times((s_parse, before)), Times((s_parse, after)));

    private static Dictionary<MeasureKey, double> Times(params (MeasureKey Key, double Ns)[] times) => times.ToDictionary(time => time.Key, time => time.Ns);
}
