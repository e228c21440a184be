namespace LogFunctions.LogGenerator.Randomness;

/// <summary>
/// Draws an index by weight in constant time. Source: M. D. Vose, "A linear algorithm for generating random numbers with a
/// given distribution", IEEE TSE 17(9), 1991.
/// </summary>
internal sealed class AliasTable
{
    private readonly uint[] _thresholds;
    private readonly int[] _aliases;

    /// <param name="weights">At least one; none negative, at least one positive; need not add up to 1.</param>
    public AliasTable(IReadOnlyList<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            if (!(weight >= 0) || double.IsInfinity(weight))
            {
                throw new ArgumentException($"A weight is {weight}; weights are finite and not negative.", nameof(weights));
            }

            sum += weight;
        }

        if (!(sum > 0))
        {
            throw new ArgumentException("At least one weight must be positive.", nameof(weights));
        }

        _thresholds = new uint[weights.Count];
        _aliases = new int[weights.Count];
        Fill(weights, sum);
    }

    /// <summary>Number of indexes.</summary>
    public int Count => _thresholds.Length;

    /// <summary>The index for 64 random bits: the upper half chooses the column, the lower half between column and alias.</summary>
    public int Draw(ulong bits)
    {
        int column = (int)SplitMix64.Scale((uint)(bits >> 32), (uint)_thresholds.Length);
        return (uint)bits < _thresholds[column] ? column : _aliases[column];
    }

    private void Fill(IReadOnlyList<double> weights, double sum)
    {
        int count = weights.Count;
        var scaled = new double[count];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (int i = 0; i < count; i++)
        {
            scaled[i] = weights[i] * count / sum;
            (scaled[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop();
            int more = large.Pop();
            _thresholds[less] = (uint)Math.Min(uint.MaxValue, scaled[less] * 4294967296.0);
            _aliases[less] = more;
            scaled[more] -= 1 - scaled[less];
            (scaled[more] < 1 ? small : large).Push(more);
        }

        // What is left is 1 up to rounding. It is its own alias, so the one value in 2^32 above the threshold is harmless.
        foreach (int rest in small.Concat(large))
        {
            bool impossible = weights[rest] == 0;
            _thresholds[rest] = impossible ? 0 : uint.MaxValue;
            _aliases[rest] = impossible ? FirstPositive(weights) : rest;
        }
    }

    private static int FirstPositive(IReadOnlyList<double> weights)
    {
        int index = 0;
        while (weights[index] == 0)
        {
            index++;
        }

        return index;
    }
}
