namespace LogFunctions.Benchmarks.Corpus;

/// <summary>Numbers below <paramref name="count"/>, number n with weight 1/(n + 1).</summary>
internal sealed class Zipf(int count)
{
    private readonly double[] _cumulative = Cumulative(count);

    public int Next(Random random)
    {
        int index = Array.BinarySearch(_cumulative, random.NextDouble());
        return Math.Min(index < 0 ? ~index : index, _cumulative.Length - 1);
    }

    private static double[] Cumulative(int count)
    {
        var cumulative = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            cumulative[i] = sum += 1.0 / (i + 1);
        }

        for (int i = 0; i < count; i++)
        {
            cumulative[i] /= sum;
        }

        return cumulative;
    }
}
