namespace LogFunctions.LogGenerator.Truth;

/// <summary>
/// Exact counts per value: a hash table from a number to how often it came. Latencies have at most four significant digits
/// (see <see cref="Formats.LineFormat.StatedLatencyUs"/>), so it holds at most 9,000 values per decade, however many lines.
/// </summary>
internal sealed class ValueCounts
{
    private const int InitialSize = 16;

    private const int Empty = -1;

    private int[] _values = NewValues(InitialSize);
    private long[] _counts = new long[InitialSize];
    private int _used;

    /// <summary>How many values were added.</summary>
    public long Count { get; private set; }

    /// <summary>Sum of all values.</summary>
    public long Sum { get; private set; }

    /// <summary>Adds a value that is not negative.</summary>
    public void Add(int value, long count = 1)
    {
        int mask = _values.Length - 1;
        int slot = SlotOf(value, mask);
        while (_values[slot] != value)
        {
            if (_values[slot] == Empty)
            {
                if (_used * 2 >= _values.Length)
                {
                    Grow();
                    Add(value, count);
                    return;
                }

                _values[slot] = value;
                _used++;
                break;
            }

            slot = (slot + 1) & mask;
        }

        _counts[slot] += count;
        Count += count;
        Sum += count * value;
    }

    /// <summary>Adds everything of another.</summary>
    public void Merge(ValueCounts other)
    {
        for (int slot = 0; slot < other._values.Length; slot++)
        {
            if (other._values[slot] != Empty)
            {
                Add(other._values[slot], other._counts[slot]);
            }
        }
    }

    /// <summary>
    /// Smallest, largest and quantiles by rank: the q-quantile is the ceil(q n)-th smallest value. Only with at least one value.
    /// </summary>
    public LatencyTruth Summarize()
    {
        var values = new int[_used];
        var counts = new long[_used];
        int next = 0;
        for (int slot = 0; slot < _values.Length; slot++)
        {
            if (_values[slot] != Empty)
            {
                values[next] = _values[slot];
                counts[next++] = _counts[slot];
            }
        }

        Array.Sort(values, counts);
        return new LatencyTruth
        {
            Count = Count,
            SumUs = Sum,
            MinUs = values[0],
            P50Us = AtRank(values, counts, 50),
            P95Us = AtRank(values, counts, 95),
            P99Us = AtRank(values, counts, 99),
            MaxUs = values[^1],
        };
    }

    private long AtRank(int[] values, long[] counts, int percent)
    {
        // In integers: ceil(percent * n / 100) without rounding errors.
        long rank = ((Count * percent) + 99) / 100;
        int index = 0;
        for (long seen = counts[0]; seen < rank; seen += counts[index])
        {
            index++;
        }

        return values[index];
    }

    private void Grow()
    {
        int[] values = _values;
        long[] counts = _counts;
        _values = NewValues(values.Length * 2);
        _counts = new long[_values.Length];
        int mask = _values.Length - 1;
        for (int old = 0; old < values.Length; old++)
        {
            if (values[old] == Empty)
            {
                continue;
            }

            int slot = SlotOf(values[old], mask);
            while (_values[slot] != Empty)
            {
                slot = (slot + 1) & mask;
            }

            _values[slot] = values[old];
            _counts[slot] = counts[old];
        }
    }

    /// <summary>Fibonacci hashing: latencies are multiples of powers of ten, whose low bits are alike.</summary>
    private static int SlotOf(int value, int mask) => (int)((uint)value * 2654435769u >> 7) & mask;

    private static int[] NewValues(int size)
    {
        var values = new int[size];
        Array.Fill(values, Empty);
        return values;
    }
}
