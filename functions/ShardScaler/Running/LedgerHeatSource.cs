using LogFunctions.Core.Ledger;
using LogFunctions.ShardScaler.Plans;
using LogFunctions.WindowStore;

namespace LogFunctions.ShardScaler.Running;

/// <summary>
/// The heat that the Aggregator keeps beside each ledger: seconds old where CloudWatch is minutes, and per shard. Minutes are remembered from one
/// invocation to the next, so that CloudWatch may be silent for a while. Not thread-safe.
/// </summary>
internal sealed class LedgerHeatSource(ShardHeatReader reader, string streamName, ShardCapacity capacity) : IHeatSource
{
    /// <summary>Older heat says nothing of now: the Aggregator is behind, or nothing comes.</summary>
    private const int StaleSeconds = 90;

    /// <summary>The rate of a shard is that of its last minute.</summary>
    private const int LoadSeconds = 60;

    /// <summary>A shard that is younger has no rate yet.</summary>
    private const int LeastSeconds = 10;

    /// <summary>Over this time a rise is seen before its minute is over.</summary>
    private const int RecentSeconds = 30;

    /// <summary>Shards that were closed this long ago may hold a part of a minute that is not known yet.</summary>
    private static readonly TimeSpan s_closedAge = TimeSpan.FromMinutes(3);

    /// <summary>Minutes that are remembered.</summary>
    private const int MinutesKept = 60;

    private readonly Dictionary<string, DateTimeOffset> _seenOpen = [];
    private readonly SortedDictionary<long, double> _minutes = [];

    /// <inheritdoc/>
    public async Task<StreamHeat> ReadAsync(DateTimeOffset now, IReadOnlyList<OpenShard> open, CancellationToken cancellationToken)
    {
        foreach (OpenShard shard in open)
        {
            _seenOpen[shard.ShardId] = now;
        }

        foreach (string old in _seenOpen.Where(s => now - s.Value > s_closedAge).Select(s => s.Key).ToArray())
        {
            _seenOpen.Remove(old);
        }

        IReadOnlyDictionary<string, ShardHeat> heats = await reader.ReadAsync(streamName, _seenOpen.Keys, cancellationToken);
        long newest = heats.Values.Select(h => h.NewestSeconds).DefaultIfEmpty(0).Max();
        long age = now.ToUnixTimeSeconds() - newest;
        if (newest > 0 && age < StaleSeconds)
        {
            RememberMinutes(heats, newest);
        }

        return new StreamHeat
        {
            Loads = age < StaleSeconds ? LoadsOf(heats, open, newest) : new Dictionary<string, double>(),
            Minutes = _minutes.Where(m => m.Key < now.ToUnixTimeSeconds() / 60).ToDictionary(),
            Recent = age < RecentSeconds ? Rate(heats.Values, newest - RecentSeconds + 1, newest, RecentSeconds) : double.NaN,
            AgeSeconds = newest > 0 ? age : double.NaN,
        };
    }

    /// <summary>Minutes whose every interval is there still: all that began within the span of a heat.</summary>
    private void RememberMinutes(IReadOnlyDictionary<string, ShardHeat> heats, long newest)
    {
        long oldest = ((newest / ShardHeat.IntervalSeconds) - ShardHeat.Intervals + 1) * ShardHeat.IntervalSeconds;
        for (long minute = (oldest + 59) / 60; (minute * 60) + 59 <= newest; minute++)
        {
            double shards = Rate(heats.Values, minute * 60, (minute * 60) + 59, 60);
            // A late batch adds to a minute; one that left a heat meanwhile takes from it.
            _minutes[minute] = Math.Max(shards, _minutes.GetValueOrDefault(minute));
        }

        while (_minutes.Count > MinutesKept)
        {
            _minutes.Remove(_minutes.Keys.First());
        }
    }

    /// <returns>Empty unless the load of every open shard is known.</returns>
    private Dictionary<string, double> LoadsOf(IReadOnlyDictionary<string, ShardHeat> heats, IReadOnlyList<OpenShard> open, long newest)
    {
        var loads = new Dictionary<string, double>();
        foreach (OpenShard shard in open)
        {
            if (!heats.TryGetValue(shard.ShardId, out ShardHeat? heat) || heat.Recent is not [var oldest, ..])
            {
                return [];
            }

            // Of a young shard without its first interval, within which it began.
            long minuteAgo = newest - LoadSeconds + 1;
            long from = oldest.StartSeconds <= minuteAgo ? minuteAgo : oldest.StartSeconds + ShardHeat.IntervalSeconds;
            if (newest - from + 1 < LeastSeconds)
            {
                return [];
            }

            loads[shard.ShardId] = Rate([heat], from, newest, newest - from + 1);
        }

        return loads;
    }

    /// <summary>Load of the shards from a second to another, both included; an interval that is only partly within counts by its share.</summary>
    private double Rate(IEnumerable<ShardHeat> heats, long from, long to, double seconds)
    {
        (double records, double bytes) = (0, 0);
        foreach (HeatInterval interval in heats.SelectMany(h => h.Recent))
        {
            long end = interval.StartSeconds + ShardHeat.IntervalSeconds - 1;
            double share = (Math.Min(end, to) - Math.Max(interval.StartSeconds, from) + 1) / (double)ShardHeat.IntervalSeconds;
            // The interval that goes on is whole up to the newest second, and that is all of it there is.
            share = end > to && interval.StartSeconds >= from ? 1 : Math.Clamp(share, 0, 1);
            share = interval.StartSeconds > to ? 0 : share;
            records += interval.Records * share;
            bytes += interval.Bytes * share;
        }

        return capacity.Load(records, bytes, seconds);
    }
}
