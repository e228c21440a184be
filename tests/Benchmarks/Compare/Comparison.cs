namespace LogFunctions.Benchmarks.Compare;

/// <summary>Nanoseconds per line of both revisions in one scenario, measured within seconds of each other.</summary>
/// <param name="Scenario">What was asked for; titles may contain each other, so the tables may hold more.</param>
/// <param name="Before">The other revision.</param>
/// <param name="After">This one.</param>
internal sealed record MeasuredPair(string Scenario, IReadOnlyDictionary<MeasureKey, double> Before, IReadOnlyDictionary<MeasureKey, double> After);

/// <summary>A measure of two revisions: medians over the pairs, and the ratios within the pairs.</summary>
/// <param name="Key">Scenario and measure.</param>
/// <param name="BeforeNs">Nanoseconds per line of the other revision.</param>
/// <param name="AfterNs">Nanoseconds per line of this one.</param>
/// <param name="Ratio">Median of time after / time before; below 1 this revision is faster.</param>
/// <param name="LeastRatio">Smallest of them.</param>
/// <param name="GreatestRatio">Largest of them.</param>
internal sealed record ComparedMeasure(MeasureKey Key, double BeforeNs, double AfterNs, double Ratio, double LeastRatio, double GreatestRatio);

/// <summary>
/// Two revisions measured in turn. Ratios are taken within a pair, where both saw the same state of a shared machine; the median
/// then drops the pairs in which a neighbour woke up between the two.
/// </summary>
/// <param name="Measures">What both have, in the order of this revision.</param>
/// <param name="OnlyBefore">What only the other revision has.</param>
/// <param name="OnlyAfter">What only this one has.</param>
internal sealed record Comparison(IReadOnlyList<ComparedMeasure> Measures, IReadOnlyList<MeasureKey> OnlyBefore, IReadOnlyList<MeasureKey> OnlyAfter)
{
    /// <param name="pairs">What was measured.</param>
    /// <param name="before">All measures of the other revision.</param>
    /// <param name="after">All measures of this one.</param>
    public static Comparison Of(IReadOnlyList<MeasuredPair> pairs, IEnumerable<MeasureKey> before, IEnumerable<MeasureKey> after)
    {
        MeasureKey[] keysBefore = [.. before];
        MeasureKey[] keysAfter = [.. after];
        IEnumerable<ComparedMeasure> measures = keysAfter.Intersect(keysBefore).Select(key => Compare(key, pairs)).OfType<ComparedMeasure>();
        return new Comparison([.. measures], [.. keysBefore.Except(keysAfter)], [.. keysAfter.Except(keysBefore)]);
    }

    private static ComparedMeasure? Compare(MeasureKey key, IReadOnlyList<MeasuredPair> pairs)
    {
        (double Before, double After)[] times = [.. pairs
            .Where(pair => pair.Scenario == key.Scenario && pair.Before.ContainsKey(key) && pair.After.ContainsKey(key))
            .Select(pair => (pair.Before[key], pair.After[key]))];
        if (times.Length == 0)
        {
            return null;
        }

        double[] ratios = [.. times.Select(pair => pair.After / pair.Before).Order()];
        return new ComparedMeasure(
            key, Median([.. times.Select(pair => pair.Before)]), Median([.. times.Select(pair => pair.After)]), Median(ratios), ratios[0], ratios[^1]);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        int middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
