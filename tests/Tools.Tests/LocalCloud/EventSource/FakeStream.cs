using System.Globalization;
using System.Numerics;
using System.Text;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>A stream in memory, as Kinesis behaves: shards split and merge, iterators expire, reads are throttled and fail.</summary>
internal sealed class FakeStream : IShardSource
{
    // The size of real sequence numbers, so that nothing can get away with 64 bits.
    private static readonly BigInteger s_firstSequenceNumber = BigInteger.Parse("49590338271490256608559692538361571095921575989136588898", CultureInfo.InvariantCulture);

    private readonly Lock _gate = new();
    private readonly List<FakeShard> _shards = [];
    private readonly TimeProvider _time;
    private BigInteger _next = s_firstSequenceNumber;

    public FakeStream(int shardCount, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        for (int i = 0; i < shardCount; i++)
        {
            Open();
        }
    }

    /// <summary>Called before every read; may throw what Kinesis would.</summary>
    public Action? BeforeRead { get; set; }

    /// <summary>Records a page may have at most, whatever is asked for.</summary>
    public int PageMax { get; set; } = 10_000;

    public IReadOnlyList<FakeShard> Shards
    {
        get
        {
            lock (_gate)
            {
                return [.. _shards];
            }
        }
    }

    public IReadOnlyList<FakeShard> OpenShards => [.. Shards.Where(shard => shard.IsOpen)];

    public ShardRecord[] RecordsOf(FakeShard shard)
    {
        lock (_gate)
        {
            return [.. shard.Records];
        }
    }

    public ShardRecord Put(FakeShard shard, string data, string key = "key")
    {
        lock (_gate)
        {
            Assert.True(shard.IsOpen);
            _next += 1 + (_next % 3);
            var record = new ShardRecord(_next.ToString(CultureInfo.InvariantCulture), key, Encoding.UTF8.GetBytes(data), _time.GetUtcNow());
            shard.Records.Add(record);
            return record;
        }
    }

    public FakeShard[] Split(FakeShard parent)
    {
        lock (_gate)
        {
            parent.IsOpen = false;
            return [Open(parent), Open(parent)];
        }
    }

    public FakeShard Merge(FakeShard left, FakeShard right)
    {
        lock (_gate)
        {
            left.IsOpen = right.IsOpen = false;
            return Open(left, right);
        }
    }

    public Task<IReadOnlyList<ShardInfo>> ListShardsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<ShardInfo>>([.. _shards.Select(shard => new ShardInfo(shard.Id, [.. shard.Parents.Select(parent => parent.Id)], shard.IsOpen))]);
        }
    }

    public Task<string> GetIteratorAsync(string shardId, ReadPosition position, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            FakeShard shard = _shards.First(shard => shard.Id == shardId);
            int index = position.Start switch
            {
                StartKind.TrimHorizon => 0,
                StartKind.Latest => shard.Records.Count,
                _ => shard.Records.FindIndex(record => record.SequenceNumber == position.AfterSequenceNumber) + 1,
            };
            return Task.FromResult($"{shardId}/{index}");
        }
    }

    public async Task<RecordPage> ReadAsync(string iterator, int limit, CancellationToken cancellationToken)
    {
        await Task.Yield();
        BeforeRead?.Invoke();
        lock (_gate)
        {
            string[] parts = iterator.Split('/');
            FakeShard shard = _shards.First(shard => shard.Id == parts[0]);
            int start = int.Parse(parts[1], CultureInfo.InvariantCulture);
            ShardRecord[] records = [.. shard.Records.Skip(start).Take(Math.Min(limit, PageMax))];
            int next = start + records.Length;
            bool isAtEnd = next == shard.Records.Count;
            return new RecordPage(records, isAtEnd && !shard.IsOpen ? null : $"{shard.Id}/{next}", isAtEnd ? 0 : 1_000);
        }
    }

    private FakeShard Open(params FakeShard[] parents)
    {
        var shard = new FakeShard(string.Create(CultureInfo.InvariantCulture, $"shardId-{_shards.Count:D12}"), parents);
        _shards.Add(shard);
        return shard;
    }
}

internal sealed class FakeShard(string id, IReadOnlyList<FakeShard> parents)
{
    public string Id { get; } = id;

    public IReadOnlyList<FakeShard> Parents { get; } = parents;

    public bool IsOpen { get; set; } = true;

    public List<ShardRecord> Records { get; } = [];
}
