using System.Numerics;

namespace LogFunctions.ShardScaler.Plans;

/// <summary>
/// Where the open shards of a stream shall begin. The next step follows from the plan and the shards that are open now, and from nothing
/// else: a plan that was interrupted anywhere, or whose step was done twice, goes on from what is there, and ends.
/// </summary>
/// <remarks>
/// This is what UpdateShardCount does inside, one SplitShard or MergeShards a time; these two have no daily limit. While it runs no shard is
/// wider than the widest before or after: merges stay within a target range.
/// </remarks>
internal sealed class ReshardPlan
{
    private readonly UInt128[] _starts;

    /// <param name="starts">Ascending, the first 0: where each target shard begins.</param>
    /// <exception cref="ArgumentException">Not ascending, or not from 0.</exception>
    public ReshardPlan(IEnumerable<UInt128> starts)
    {
        _starts = [.. starts];
        if (_starts.Length == 0 || _starts[0] != 0)
        {
            throw new ArgumentException("a plan covers the hash space from 0 on", nameof(starts));
        }

        for (int i = 1; i < _starts.Length; i++)
        {
            if (_starts[i] <= _starts[i - 1])
            {
                throw new ArgumentException($"target shard {i} begins at {_starts[i]}, not after the one before it", nameof(starts));
            }
        }
    }

    /// <summary>Where each target shard begins.</summary>
    public IReadOnlyList<UInt128> Starts => _starts;

    /// <summary>Open shards at its end.</summary>
    public int TargetCount => _starts.Length;

    /// <summary>Equal shards. A boundary that is there already, but for rounding, stays: the service cuts the space a key or two otherwise than we do.</summary>
    public static ReshardPlan Uniform(int count, IReadOnlyList<OpenShard> open)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        UInt128[] existing = [.. open.Select(s => s.Range.Start).Order()];
        UInt128 tolerance = (UInt128.MaxValue / (UInt128)count) >> 12;
        return new ReshardPlan(Enumerable.Range(0, count).Select(i => Snap(UniformStart(i, count), existing, tolerance)));
    }

    /// <summary>The pairs become one shard each; everything else stays.</summary>
    /// <exception cref="ArgumentException">A pair is not two neighbours, or a shard is in two pairs.</exception>
    public static ReshardPlan Merging(IReadOnlyList<ShardPair> pairs, IReadOnlyList<OpenShard> open)
    {
        var gone = new HashSet<UInt128>();
        foreach (ShardPair pair in pairs)
        {
            HashRange left = RangeOf(pair.Left, open);
            HashRange right = RangeOf(pair.Right, open);
            if (left.End == UInt128.MaxValue || right.Start != left.End + 1 || gone.Contains(left.Start) || !gone.Add(right.Start))
            {
                throw new ArgumentException($"{pair.Left} and {pair.Right} are not two free neighbours", nameof(pairs));
            }
        }

        return new ReshardPlan(open.Select(s => s.Range.Start).Where(s => !gone.Contains(s)).Order());
    }

    /// <summary>Every shard becomes two halves.</summary>
    public static ReshardPlan Halving(IReadOnlyList<OpenShard> open) =>
        new(open.SelectMany(s => s.Range.CanSplit ? new[] { s.Range.Start, s.Range.Middle } : [s.Range.Start]).Order());

    /// <summary>One shard becomes two, cut at the hash key.</summary>
    public static ReshardPlan Splitting(UInt128 hashKey, IReadOnlyList<OpenShard> open) =>
        new(open.Select(s => s.Range.Start).Append(hashKey).Distinct().Order());

    /// <summary>Splits and merges still to do.</summary>
    public int StepsLeft(IReadOnlyList<OpenShard> open)
    {
        HashSet<UInt128> target = [.. _starts];
        int kept = open.Count(s => target.Contains(s.Range.Start));
        return target.Count - kept + open.Count - kept;
    }

    /// <summary>Splits and merges from one count of equal shards to another.</summary>
    public static int StepsBetween(int from, int to)
    {
        int kept = (int)BigInteger.GreatestCommonDivisor(from, to);
        return from - kept + to - kept;
    }

    /// <summary>The next call, or null when the shards are as planned. <paramref name="open"/> covers the hash space once, in any order.</summary>
    public ReshardStep? NextStep(IReadOnlyList<OpenShard> open)
    {
        OpenShard[] shards = [.. open.OrderBy(s => s.Range.Start)];
        int at = 0;
        for (int i = 0; i < _starts.Length; i++)
        {
            UInt128 end = i + 1 < _starts.Length ? _starts[i + 1] - 1 : UInt128.MaxValue;
            OpenShard shard = shards[at];
            if (shard.Range.End == end)
            {
                at++;
                continue;
            }

            if (shard.Range.End > end)
            {
                return new ReshardStep.Split(shard, end + 1);
            }

            OpenShard next = shards[at + 1];
            return next.Range.End > end ? new ReshardStep.Split(next, end + 1) : new ReshardStep.Merge(shard, next);
        }

        return null;
    }

    /// <summary>floor(2^128 * i / count).</summary>
    private static UInt128 UniformStart(int i, int count) => (UInt128)((BigInteger.One << 128) * i / count);

    private static UInt128 Snap(UInt128 start, UInt128[] existing, UInt128 tolerance)
    {
        int at = Array.BinarySearch(existing, start);
        if (at >= 0)
        {
            return start;
        }

        foreach (int neighbour in new[] { ~at - 1, ~at })
        {
            if (neighbour >= 0 && neighbour < existing.Length)
            {
                UInt128 distance = existing[neighbour] > start ? existing[neighbour] - start : start - existing[neighbour];
                if (distance <= tolerance)
                {
                    return existing[neighbour];
                }
            }
        }

        return start;
    }

    private static HashRange RangeOf(string shardId, IReadOnlyList<OpenShard> open)
    {
        foreach (OpenShard shard in open)
        {
            if (shard.ShardId == shardId)
            {
                return shard.Range;
            }
        }

        throw new ArgumentException($"{shardId} is not open", nameof(shardId));
    }
}
