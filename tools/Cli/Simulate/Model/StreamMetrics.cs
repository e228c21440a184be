using LogFunctions.ShardScaler.Plans;

namespace LogFunctions.Cli.Simulate.Model;

/// <summary>What CloudWatch and the ledgers say, minute by minute, as late as they say it.</summary>
internal sealed class StreamMetrics
{
    private readonly List<double> _accepted = [];
    private readonly List<(OpenShard Shard, double Load)[]> _shards = [];

    /// <summary>The minute that begins now.</summary>
    public int Now { get; private set; }

    /// <summary>Minutes that can be read: 0 to this, not included.</summary>
    public int Readable { get; private set; }

    /// <summary>Lines/s accepted in a readable minute.</summary>
    public double Accepted(int minute) => minute < Readable && minute >= 0
        ? _accepted[minute]
        : throw new ArgumentOutOfRangeException(nameof(minute), minute, $"only minutes below {Readable} can be read");

    /// <summary>Shards and their demand in lines/s in a readable minute (the newest five are kept).</summary>
    public IReadOnlyList<(OpenShard Shard, double Load)> Shards(int minute) => _shards[minute];

    /// <summary>A minute is over.</summary>
    public void Close(double accepted, (OpenShard Shard, double Load)[] shards, int delayMinutes)
    {
        _accepted.Add(accepted);
        _shards.Add(shards);
        Now++;
        Readable = Math.Max(0, Now - delayMinutes);
        if (Now > delayMinutes + 5)
        {
            _shards[Now - delayMinutes - 6] = [];
        }
    }
}
