using LogFunctions.ShardScaler.Plans;
using LogFunctions.ShardScaler.Running;

namespace LogFunctions.Functions.Tests.ShardScaler;

/// <summary>A stream's control plane: one reshard at a time, each takes a while; refuses what the service refuses; dies when it is told to.</summary>
internal sealed class ModelStream : IStreamControl
{
    private readonly TimeProvider _time;
    private readonly Func<bool> _dies;
    private readonly List<OpenShard> _open = [];
    private DateTimeOffset _busyUntil = DateTimeOffset.MinValue;
    private int _next;

    public ModelStream(TimeProvider time, int shards, Func<bool>? dies = null)
    {
        (_time, _dies) = (time, dies ?? (() => false));
        Replace(shards);
    }

    public IReadOnlyList<OpenShard> Open => _open;

    public List<int> Updates { get; } = [];

    public int Steps { get; private set; }

    /// <summary>What UpdateShardCount throws instead of working.</summary>
    public StreamRefusedException? Refusal { get; set; }

    private bool IsActive => _time.GetUtcNow() >= _busyUntil;

    public Task<StreamState> DescribeAsync(CancellationToken cancellationToken)
    {
        DieOrNot();
        return Task.FromResult(new StreamState(IsActive, false, [.. _open]));
    }

    public Task UpdateShardCountAsync(int target, CancellationToken cancellationToken)
    {
        Busy(TimeSpan.FromMinutes(2));
        Assert.InRange(target, (_open.Count + 1) / 2, _open.Count * 2);
        Updates.Add(target);
        Replace(target);
        DieOrNot();
        return Task.CompletedTask;
    }

    public Task DoAsync(ReshardStep step, CancellationToken cancellationToken)
    {
        DieOrNot();
        Busy(TimeSpan.FromSeconds(20));
        Steps++;
        switch (step)
        {
            case ReshardStep.Split(OpenShard shard, UInt128 key):
                Assert.True(key > shard.Range.Start && key <= shard.Range.End && _open.Remove(shard));
                Add(shard.Range.Start, key - 1);
                Add(key, shard.Range.End);
                break;
            case ReshardStep.Merge(OpenShard left, OpenShard right):
                Assert.Equal(left.Range.End + 1, right.Range.Start);
                Assert.True(_open.Remove(left) && _open.Remove(right));
                Add(left.Range.Start, right.Range.End);
                break;
            default:
                Assert.Fail("an unknown step");
                break;
        }

        AssertCovers();
        DieOrNot();
        return Task.CompletedTask;
    }

    public void AssertCovers()
    {
        UInt128 expected = 0;
        OpenShard[] shards = [.. _open.OrderBy(s => s.Range.Start)];
        foreach (OpenShard shard in shards)
        {
            Assert.Equal(expected, shard.Range.Start);
            expected = shard.Range.End + 1;
        }

        Assert.Equal(UInt128.MaxValue, shards[^1].Range.End);
    }

    private void Busy(TimeSpan length)
    {
        if (Refusal is { } refusal)
        {
            throw refusal;
        }

        if (!IsActive)
        {
            throw new StreamRefusedException("the stream is UPDATING");
        }

        _busyUntil = _time.GetUtcNow() + length;
    }

    private void DieOrNot()
    {
        if (_dies())
        {
            throw new CrashException();
        }
    }

    private void Replace(int count)
    {
        _open.Clear();
        IReadOnlyList<UInt128> starts = ReshardPlan.Uniform(count, []).Starts;
        for (int i = 0; i < count; i++)
        {
            Add(starts[i], i + 1 < count ? starts[i + 1] - 1 : UInt128.MaxValue);
        }
    }

    private void Add(UInt128 start, UInt128 end) => _open.Add(new OpenShard($"shardId-{_next++:D12}", new HashRange(start, end)));
}
