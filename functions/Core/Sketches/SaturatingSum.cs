using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Sketches;

/// <summary>
/// Sums that stop at the largest number there is. Of numbers that are 0 or more they are still the same in any order, so cells and
/// sketches that reached an end merge like all others.
/// </summary>
internal static class SaturatingSum
{
    /// <summary>The sum of two numbers that are 0 or more, at most <see cref="long.MaxValue"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Of(long left, long right)
    {
        long sum = unchecked(left + right);
        return sum < 0 ? long.MaxValue : sum;
    }
}
