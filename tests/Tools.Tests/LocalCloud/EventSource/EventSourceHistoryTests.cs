using System.Collections.Concurrent;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>Random histories: puts, splits, merges, throttled and failing reads, expired iterators, function errors, partial failures, poison.</summary>
public sealed class EventSourceHistoryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Histories mostly wait, so many run at once.
    [Theory]
    [InlineData(1, 25)]
    [InlineData(26, 50)]
    [InlineData(51, 75)]
    [InlineData(76, 100)]
    public Task History_Random_NothingLostOrderKeptParentsFirstPoisonIsolated(int firstSeed, int lastSeed) =>
        Task.WhenAll(Enumerable.Range(firstSeed, lastSeed - firstSeed + 1).Select(RunAsync));

    private static async Task RunAsync(int seed)
    {
        try
        {
            await RunHistoryAsync(seed);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new InvalidOperationException($"History with seed {seed} failed.", error);
        }
    }

    private static async Task RunHistoryAsync(int seed)
    {
        var random = new Random(seed);
        var stream = new FakeStream(random.Next(1, 4)) { PageMax = random.Next(1, 30) };
        int readFaultPercent = random.Next(0, 30);
        stream.BeforeRead = () => FailRead(random, readFaultPercent);
        var judge = new Judge(stream, random.Next(0, 40), new Random(seed + 1_000_000));
        var function = new FakeFunction(judge.Answer) { Hold = async () => await Task.Yield() };
        EventSourceOptions options = MappingFixture.Fast with
        {
            BatchSize = random.Next(1, 20),
            BisectBatchOnFunctionError = true,
            MaximumRetryAttempts = 30,
            ReportBatchItemFailures = random.Next(2) == 0,
            PayloadLimitBytes = random.Next(1_000, 8_000),
        };
        judge.Reports = options.ReportBatchItemFailures;
        await using var fixture = new MappingFixture(stream, function, options);
        await fixture.Mapping.StartAsync(Cancel);

        for (int step = 0; step < 120; step++)
        {
            Act(stream, random, step);
            if (step % 10 == 0)
            {
                await Task.Yield();
            }
        }

        await fixture.Mapping.WaitUntilDrainedAsync(Cancel);

        judge.CheckEverythingIsSettled(fixture.GivenUp);
        Assert.All(function.Invocations, records => Assert.InRange(records.Count, 1, options.BatchSize));
        Assert.All(function.EventBytes, bytes => Assert.True(bytes <= options.PayloadLimitBytes));
        Assert.Empty(fixture.Log.Errors);
    }

    private static void Act(FakeStream stream, Random random, int step)
    {
        IReadOnlyList<FakeShard> open = stream.OpenShards;
        FakeShard shard = open[random.Next(open.Count)];
        switch (random.Next(40))
        {
            case 0 when open.Count < 8:
                stream.Split(shard);
                break;
            case 1 when open.Count > 1:
                stream.Merge(shard, open.First(other => other != shard));
                break;
            case 2:
                stream.Put(shard, $"poison {step}");
                break;
            default:
                stream.Put(shard, $"{step} {new string('x', random.Next(100))}");
                break;
        }
    }

    private static void FailRead(Random random, int faultPercent)
    {
        int roll;
        lock (random)
        {
            roll = random.Next(300);
        }

        switch (roll)
        {
            case var _ when roll >= 3 * faultPercent:
                return;
            case var _ when roll % 3 == 0:
                throw new IteratorExpiredException();
            case var _ when roll % 3 == 1:
                throw new ReadThrottledException();
            default:
                throw new HttpRequestException("connection reset");
        }
    }

    /// <summary>Answers at random, and checks at every invocation what must hold then.</summary>
    private sealed class Judge(FakeStream stream, int faultPercent, Random random)
    {
        private readonly ConcurrentDictionary<string, HashSet<string>> _settled = new();

        public bool Reports { get; set; }

        public InvokeResult Answer(IReadOnlyList<SeenRecord> records)
        {
            string shardId = records[0].ShardId;
            FakeShard shard = stream.Shards.First(shard => shard.Id == shardId);
            HashSet<string> settled = _settled.GetOrAdd(shardId, _ => []);
            string[] expectedOrder = [.. stream.RecordsOf(shard).Select(record => record.SequenceNumber)];
            int first = Array.IndexOf(expectedOrder, records[0].SequenceNumber);
            Assert.Equal(expectedOrder[first..(first + records.Count)], records.Select(record => record.SequenceNumber));
            // All before are settled: taken, or poison that was given up.
            Assert.All(stream.RecordsOf(shard)[..first], record => Assert.True(settled.Contains(record.SequenceNumber) || IsPoison(record)));
            Assert.All(shard.Parents, parent => Assert.All(stream.RecordsOf(parent), record => Assert.True(IsSettled(parent, record), $"{shardId} began before its parent ended")));

            int poison = records.ToList().FindIndex(record => record.Data.StartsWith("poison", StringComparison.Ordinal));
            bool isReported = Reports && random.Next(2) == 0;
            int failed = poison >= 0 ? poison : random.Next(100) < faultPercent ? random.Next(records.Count) : -1;
            if (failed < 0)
            {
                Settle(settled, records);
                return FakeFunction.Success();
            }

            if (poison < 0 && random.Next(5) == 0)
            {
                return FakeFunction.Throttled();
            }

            if (!isReported)
            {
                return FakeFunction.Error();
            }

            Settle(settled, records.Take(failed));
            return FakeFunction.Failed(records[failed].SequenceNumber);
        }

        public void CheckEverythingIsSettled(IEnumerable<SeenRecord> givenUp)
        {
            var kept = givenUp.ToList();
            Assert.Equal(kept.Count, kept.Distinct().Count());
            foreach (FakeShard shard in stream.Shards)
            {
                HashSet<string> settled = _settled.GetValueOrDefault(shard.Id) ?? [];
                foreach (ShardRecord record in stream.RecordsOf(shard))
                {
                    bool isGivenUp = kept.Any(item => item.ShardId == shard.Id && item.SequenceNumber == record.SequenceNumber);
                    Assert.Equal(IsPoison(record), isGivenUp);
                    Assert.NotEqual(isGivenUp, settled.Contains(record.SequenceNumber));
                }
            }
        }

        private bool IsSettled(FakeShard shard, ShardRecord record) => IsPoison(record) || (_settled.GetValueOrDefault(shard.Id)?.Contains(record.SequenceNumber) ?? false);

        private static bool IsPoison(ShardRecord record) => record.Data.Span.StartsWith("poison"u8);

        private static void Settle(HashSet<string> settled, IEnumerable<SeenRecord> records)
        {
            foreach (SeenRecord record in records)
            {
                Assert.True(settled.Add(record.SequenceNumber), "a record was taken twice");
            }
        }
    }
}
