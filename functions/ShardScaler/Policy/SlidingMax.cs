namespace LogFunctions.ShardScaler.Policy;

/// <summary>Highest value of every window of a series, in one pass.</summary>
internal static class SlidingMax
{
    /// <summary>
    /// <c>result[i]</c> = highest of <c>values[i - width + 1 .. i]</c>, the missing (NaN) left out; NaN when all are missing.
    /// </summary>
    public static void Of(ReadOnlySpan<double> values, int width, Span<double> result, Span<int> queue)
    {
        // The queue holds the places that may still become the highest, falling values from first to last.
        int first = 0;
        int last = -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                while (last >= first && values[queue[last]] <= values[i])
                {
                    last--;
                }

                queue[++last] = i;
            }

            while (first <= last && queue[first] <= i - width)
            {
                first++;
            }

            result[i] = first <= last ? values[queue[first]] : double.NaN;
        }
    }
}
