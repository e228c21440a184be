using LogFunctions.Core.Archive;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Archive;

public sealed class ArchiveChainTests
{
    [Fact]
    public void Name_WrittenAndRead_IsTheSame()
    {
        var name = ArchiveObjectName.Of("shardId-000000000007", default, Number("5"), Number("900"), firstArrivalMs: 1_795_435_200_123);

        Assert.Equal("raw/dt=2026-11-23/hr=12/shardId-000000000007/0-5-900.gz", name.ToString());
        Assert.True(ArchiveObjectName.TryParse(name.ToString(), out ArchiveObjectName? read));
        Assert.Equal(name, read);
        Assert.True(ArchiveObjectName.TryParse("/some/folder/raw/dt=2026-11-23/hr=12/shardId-000000000007/5-6-7.gz", out read));
        Assert.Equal(("shardId-000000000007", "5", "7"), (read.ShardId, read.Previous.ToString(), read.Last.ToString()));
    }

    [Theory]
    [InlineData("access.log.gz")]
    [InlineData("a/access-1-2.gz")]
    [InlineData("a/1-2.gz")]
    [InlineData("a/1-2-3-4.gz")]
    [InlineData("a/1-2-3")]
    [InlineData("1-2-3.gz")]
    [InlineData("a/1-2-.gz")]
    public void Name_OfAnotherFile_IsRefused(string path) => Assert.False(ArchiveObjectName.TryParse(path, out _));

    [Fact]
    public void Chain_WithStrays_HasEveryRecordOnce() => Seeded.ForEach(500, random =>
    {
        // Each position is followed by one link and, now and then, by objects of others that never came to move it.
        List<ArchiveObjectName> objects = [];
        List<string> links = [];
        int position = 0;
        for (int link = random.Next(1, 12); link > 0; link--)
        {
            int last = position + random.Next(1, 20);
            objects.Add(Object(position, position + 1, last));
            links.Add($"{position}-{last}");
            for (int stray = random.Next(3); stray > 0 && link > 1; stray--)
            {
                objects.Add(Object(position, position + 1, position + random.Next(1, last - position + 1)));
            }

            position = last;
        }

        ArchiveObjectName[] shuffled = [.. objects];
        random.Shuffle(shuffled);
        ArchiveChain chain = Assert.Single(ArchiveChain.Of(shuffled));

        Assert.Empty(chain.Faults);
        Assert.Equal(links, chain.Links.Select(link => $"{(link.Previous.IsNone ? "0" : link.Previous)}-{link.Last}"));
        Assert.Equal(objects.Distinct().Count(), chain.Links.Count + chain.Strays.Count);
        Assert.Equal((true, position.ToString(System.Globalization.CultureInfo.InvariantCulture)), (chain.Start.IsNone, chain.End.ToString()));
    });

    [Fact]
    public void Chain_WithoutOneLink_NamesTheGap() => Seeded.ForEach(200, random =>
    {
        ArchiveObjectName[] objects = [.. Enumerable.Range(0, random.Next(3, 10)).Select(link => Object(10 * link, (10 * link) + 1, (10 * link) + 10))];
        int missing = random.Next(1, objects.Length - 1);

        ArchiveChain chain = Assert.Single(ArchiveChain.Of(objects.Where((_, index) => index != missing)));

        Assert.Equal([$"shardId-1: between record {10 * missing} and record {(10 * missing) + 10} an object is missing"], chain.Faults);
        Assert.Equal(objects.Length - 1, chain.Links.Count);
    });

    [Fact]
    public void Chain_ThatBeginsInsideOfAnother_IsAFault()
    {
        ArchiveChain chain = Assert.Single(ArchiveChain.Of([Object(0, 1, 10), Object(10, 11, 20), Object(5, 6, 15)]));

        Assert.Equal(["10", "20"], chain.Links.Select(link => link.Last.ToString()));
        Assert.Contains("belongs to no chain", Assert.Single(chain.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void UpTo_APositionBeforeTheEnd_TakesTheObjectThatWasMovedBehind()
    {
        ArchiveChain chain = Assert.Single(ArchiveChain.Of([Object(0, 1, 10), Object(10, 11, 30), Object(10, 11, 20)]));
        Assert.Equal("30", chain.End.ToString());

        ArchiveChain moved = chain.UpTo(Number("20"));
        Assert.Equal(["10", "20"], moved.Links.Select(link => link.Last.ToString()));
        Assert.Equal("30", Assert.Single(moved.Strays).Last.ToString());
        Assert.Equal("10", chain.UpTo(Number("10")).End.ToString());
        Assert.Same(chain, chain.UpTo(Number("99")));
    }

    /// <summary>A batch that ends with a record that the event source gave up afterwards, put by somebody who did not come to move the position; then smaller ones.</summary>
    [Fact]
    public void UpTo_APositionThatSettlesTwoWays_FollowsTheOneThatWasMoved()
    {
        ArchiveChain chain = Assert.Single(ArchiveChain.Of([Object(0, 1, 10), Object(10, 11, 14), Object(14, 15, 18), Object(10, 20, 20)]));
        Assert.Contains("belongs to no chain", Assert.Single(chain.Faults), StringComparison.Ordinal);

        ArchiveChain small = chain.UpTo(Number("18"));
        Assert.Empty(small.Faults);
        Assert.Equal(["10", "14", "18"], small.Links.Select(link => link.Last.ToString()));

        ArchiveChain large = chain.UpTo(Number("20"));
        Assert.Equal(["10", "20"], large.Links.Select(link => link.Last.ToString()));
        Assert.Equal(2, large.Strays.Count);
    }

    private static ArchiveObjectName Object(int previous, int first, int last) =>
        new("raw/dt=2026-11-23/hr=12/", "shardId-1", previous == 0 ? default : Of(previous), Of(first), Of(last));

    private static SequenceNumber Of(int number) => Number(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static SequenceNumber Number(string digits) => SequenceNumber.Parse(digits);
}
