using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Ledger;
using LogFunctions.ShardScaler.Plans;
using LogFunctions.ShardScaler.Policy;
using LogFunctions.ShardScaler.Running;
using LogFunctions.WindowStore;

namespace LogFunctions.Functions.Tests.ShardScaler;

public sealed class LedgerHeatSourceTests : IDisposable
{
    /// <summary>Second 0 of a minute.</summary>
    private const long Start = 1_772_434_800;

    private static readonly UInt128 s_half = UInt128.MaxValue / 2;
    private static readonly OpenShard[] s_open = [new("shardId-0", new HashRange(0, s_half)), new("shardId-1", new HashRange(s_half + 1, UInt128.MaxValue))];

    private readonly HeatTable _table = new();

    public void Dispose() => _table.Dispose();

    [Fact]
    public async Task Read_TwoShards_KnowsLoadsMinutesAndTheLastHalfMinute()
    {
        // 100 and 300 records a second; from second 80 on twice as many.
        _table.Put("shardId-0", Start, seconds: 115, s => s < 80 ? 100 : 200);
        _table.Put("shardId-1", Start, seconds: 115, s => s < 80 ? 300 : 600);

        StreamHeat heat = await ReadAsync(Start + 116);

        Assert.Equal(2, heat.AgeSeconds);
        Assert.Equal(0.4, Assert.Contains(Start / 60, heat.Minutes), 3);
        Assert.Equal(0.8, heat.Recent, 2);
        // The last minute: 25 s as before, 35 s twice as many.
        Assert.Equal(((25 * 0.1) + (35 * 0.2)) / 60, heat.Loads["shardId-0"], 2);
        Assert.Equal(((25 * 0.3) + (35 * 0.6)) / 60, heat.Loads["shardId-1"], 2);
    }

    [Fact]
    public async Task Read_BytesBeforeRecords_TheHigherCounts()
    {
        _table.Put("shardId-0", Start, seconds: 60, _ => 10, bytesEach: 52_428);
        _table.Put("shardId-1", Start, seconds: 60, _ => 10, bytesEach: 1);
        Assert.Equal((10.0 * 52_428) / (1 << 20), (await ReadAsync(Start + 60)).Loads["shardId-0"], 3);
    }

    [Fact]
    public async Task Read_YoungShard_HasNoLoadsButCounts()
    {
        _table.Put("shardId-0", Start, seconds: 100, _ => 100);
        _table.Put("shardId-1", Start + 95, seconds: 5, _ => 100);
        StreamHeat heat = await ReadAsync(Start + 100);
        Assert.Empty(heat.Loads);
        Assert.Equal(0.1, heat.Minutes[Start / 60], 3);

        _table.Put("shardId-1", Start + 95, seconds: 15, _ => 100);
        _table.Put("shardId-0", Start, seconds: 110, _ => 100);
        Assert.Equal(0.1, (await ReadAsync(Start + 110)).Loads["shardId-1"], 3);
    }

    [Fact]
    public async Task Read_ClosedShard_StillCountsInItsMinutes()
    {
        LedgerHeatSource source = Source();
        _table.Put("shardId-0", Start, seconds: 50, _ => 500);
        _table.Put("shardId-1", Start, seconds: 50, _ => 500);
        await ReadAsync(Start + 50, source);
        _table.Put("shardId-2", Start + 50, seconds: 60, _ => 1000);
        StreamHeat heat = await source.ReadAsync(At(Start + 111), [new OpenShard("shardId-2", new HashRange(0, UInt128.MaxValue))], TestContext.Current.CancellationToken);
        Assert.Equal(1.0, heat.Minutes[Start / 60], 3);
    }

    [Fact]
    public async Task Read_OldHeat_SaysNothingOfNow()
    {
        _table.Put("shardId-0", Start, seconds: 60, _ => 100);
        _table.Put("shardId-1", Start, seconds: 60, _ => 100);
        StreamHeat heat = await ReadAsync(Start + 200);
        Assert.Empty(heat.Loads);
        Assert.Empty(heat.Minutes);
        Assert.True(double.IsNaN(heat.Recent));
    }

    [Fact]
    public void Overlay_FillsWhatCloudWatchDoesNotKnowYet()
    {
        var demand = new DemandSeries((Start / 60) - 5, [1, 2, 3], 3);
        var heat = new StreamHeat { Minutes = new Dictionary<long, double> { [(Start / 60) - 4] = 9, [(Start / 60) - 2] = 4, [(Start / 60) - 1] = 4.5 }, Recent = 6 };

        DemandSeries both = HeatOverlay.Apply(demand, heat, throttleFactor: 1.5, At(Start + 20));

        Assert.Equal([1, 2, 3, 6, 9], Enumerable.Range(0, 5).Select(i => both[(Start / 60) - 5 + i]));
        Assert.Same(demand, HeatOverlay.Apply(demand, StreamHeat.None, 1, At(Start)));
    }

    private Task<StreamHeat> ReadAsync(long second, LedgerHeatSource? source = null) => (source ?? Source()).ReadAsync(At(second), s_open, TestContext.Current.CancellationToken);

    private LedgerHeatSource Source() => new(new ShardHeatReader(_table, new WindowStoreOptions(), TimeProvider.System, new Random(1)), "logs", ShardCapacity.OfKinesis);

    private static DateTimeOffset At(long second) => DateTimeOffset.FromUnixTimeSeconds(second);

    /// <summary>Table Ledger with nothing but heat.</summary>
    private sealed class HeatTable() : AmazonDynamoDBClient("id", "secret", Amazon.RegionEndpoint.USEast1)
    {
        private readonly Dictionary<string, byte[]> _heats = [];

        public void Put(string shardId, long start, int seconds, Func<int, int> recordsOf, int bytesEach = 100)
        {
            var heat = new ShardHeat();
            for (int second = 0; second < seconds; second++)
            {
                for (int i = 0; i < recordsOf(second); i++)
                {
                    heat.Add((start + second) * 1000, bytesEach);
                }
            }

            _heats[new ShardKey("logs", shardId).ToString()] = heat.Encode();
        }

        public override Task<BatchGetItemResponse> BatchGetItemAsync(BatchGetItemRequest request, CancellationToken cancellationToken = default)
        {
            (string table, KeysAndAttributes keys) = Assert.Single(request.RequestItems);
            Assert.Equal("#pk, #heat", keys.ProjectionExpression);
            List<Dictionary<string, AttributeValue>> items = [.. keys.Keys.Select(k => k["pk"].S).Where(_heats.ContainsKey).Select(pk => new Dictionary<string, AttributeValue>
            {
                ["pk"] = new() { S = pk },
                ["heat"] = new() { B = new MemoryStream(_heats[pk]) },
            })];
            return Task.FromResult(new BatchGetItemResponse { Responses = new() { [table] = items }, UnprocessedKeys = [] });
        }
    }
}
