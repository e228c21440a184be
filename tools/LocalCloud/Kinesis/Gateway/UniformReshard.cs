using System.Numerics;

namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>
/// UpdateShardCount as the splits and merges that it is made of, one at a time: a split cuts where a range of the end begins, a merge joins
/// two shards within one range of the end.
/// </summary>
internal static class UniformReshard
{
    private static readonly BigInteger s_space = BigInteger.One << 128;

    /// <summary>Where equal shards begin, as CreateStream divides the space. A boundary that is there but for rounding stays: no shard has a single key.</summary>
    /// <param name="count">How many.</param>
    /// <param name="open">The shards now.</param>
    public static IReadOnlyList<BigInteger> StartsOf(int count, IReadOnlyList<OpenShardRange> open)
    {
        BigInteger width = s_space / count;
        BigInteger tolerance = width >> 12;
        return [.. Enumerable.Range(0, count).Select(i => Snap(width * i))];

        BigInteger Snap(BigInteger start)
        {
            OpenShardRange nearest = open.MinBy(s => BigInteger.Abs(s.Start - start))!;
            return BigInteger.Abs(nearest.Start - start) <= tolerance ? nearest.Start : start;
        }
    }

    /// <summary>The next step.</summary>
    /// <param name="open">Covers the hash space once, in any order.</param>
    /// <param name="starts">Where the shards of the end begin, ascending from 0.</param>
    /// <returns>A shard and another to merge it with, or the hash key to split it at; null when it is done.</returns>
    public static (OpenShardRange Shard, OpenShardRange? MergeWith, BigInteger SplitAt)? NextStep(IEnumerable<OpenShardRange> open, IReadOnlyList<BigInteger> starts)
    {
        OpenShardRange[] shards = [.. open.OrderBy(s => s.Start)];
        int at = 0;
        for (int i = 0; i < starts.Count; i++)
        {
            BigInteger next = i + 1 < starts.Count ? starts[i + 1] : s_space;
            OpenShardRange shard = shards[at];
            if (shard.End >= next)
            {
                return (shard, null, next);
            }

            if (shard.End < next - 1)
            {
                OpenShardRange neighbour = shards[at + 1];
                return neighbour.End < next ? (shard, neighbour, 0) : (neighbour, null, next);
            }

            at++;
        }

        return null;
    }
}
