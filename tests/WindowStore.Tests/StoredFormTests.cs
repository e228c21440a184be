using System.Globalization;
using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Windows;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>What is in the tables, to the letter: changing it needs a decision, a new version and docs/data.md.</summary>
public sealed class StoredFormTests
{
    private const string GoldenList =
        "AhMbBABkYm2CR5JEaDTVJo0EUUSjiEzN098St/S39LfEDRK6gSyXYcYdvsvOQkk9qvQyvDl8Klg/4TC8QqYi0wx+B+0zoz/S6DS3"
        + "IxSGg9hjGPUDF2Y9IIZVJ0hh1wIlnApRw60AN7x6IQ2/LsgjuGsoCYfx/N1VR7ujQfvBgvaGB+2BCNqJKHoHM/CYfFQwOejB9sSI"
        + "w0wKM0igZSTANpKLYyQL10gaz0i6XyCdb5CHH+gbvxdLBv5AEv/wDiYRIB9FkIMmyMQgSGESBFoAATY8AA==";

    [Fact]
    public void WindowRow_OfAKnownCell_HasTheDocumentedAttributes()
    {
        WindowCell cell = EndpointCell("GET /orders/{id}", 1000, 3000);
        cell.Cell.Status5xx = 1;

        Dictionary<string, AttributeValue> item = WindowRowCodec.Encode(Shard, Segment(42, StartSeconds, cell), cell, 1_772_971_260);

        Assert.Equal(
            "bytes=20 expiresAt=1772971260 latencyCount=2 latencyMaxUs=3000 latencyMinUs=1000 latencySketch=<binary> latencySumUs=4000 "
            + "pk=60#endpoint#GET /orders/{id} requests=2 s1xx=0 s2xx=2 s3xx=0 s4xx=0 s5xx=1 sOther=0 sk=2026-03-01T12:00:00Z#logs#shardId-000000000001#0000000000000042",
            Words(item));
    }

    [Fact]
    public void Ledger_HasTheDocumentedAttributes() => Assert.Equal(
        "blob=<binary> hasOpenWindows=True hasOutbox=False lastSequenceNumber=49590338271490256608559692538361571095921575989136588898 "
        + "pk=logs#shardId-000000000001 updatedAtMs=1772366400123 version=3",
        Words(LedgerItemCodec.Encode(Shard, Ledger(3))));

    [Fact]
    public void Ledger_OfAShardThatReceived_HasItsHeatBeside() => Assert.Equal(
        "blob=<binary> hasOpenWindows=True hasOutbox=False heat=<binary>",
        Words(LedgerItemCodec.Encode(Shard, Ledger(3) with { Heat = new byte[] { 1 } })).Split(" lastSequenceNumber")[0]);

    [Fact]
    public void CatalogList_HasTheDocumentedAttributes()
    {
        string sort = TableSchema.CatalogSort(new WindowKey(60, StartSeconds), Shard, 42, 0x9f86d081, 0);

        Assert.Equal(
            "expiresAt=1772974800 pk=catalog#60#2 sk=2026-03-01T12:00:00Z#logs#shardId-000000000001#0000000000000042#9f86d081#0 values=<binary>",
            Words(CatalogCodec.Encode(TableSchema.CatalogPartition(60, 2), sort, [1], 1_772_974_800)));
    }

    [Fact]
    public void CatalogList_OfKnownValues_HasTheDocumentedBytes()
    {
        int from = 0;
        byte[] list = CatalogCodec.EncodeList([new(Dimension.Endpoint, "GET /é", 300), new(Dimension.Status, "200", 1)], ref from);

        Assert.Equal(2, from);
        Assert.Equal("0101AC0207474554202FC3A9030103323030", Convert.ToHexString(list));
    }

    [Fact]
    public void CatalogList_Packed_IsReadAgain()
    {
        // Written by the first version of this code; it must be readable for ever.
        byte[] golden = Convert.FromBase64String(GoldenList);

        IReadOnlyList<CatalogEntry> entries = CatalogCodec.DecodeList(golden);

        Assert.Equal(
            Enumerable.Range(0, 40).Select(i => new CatalogEntry(Dimension.Endpoint, $"GET /api/items/{i}/list", i * 1000L)), entries);
        int from = 0;
        Assert.Equal(2, CatalogCodec.EncodeList([.. entries], ref from)[0]);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("03", "version 3 is unknown")]
    [InlineData("02FFFF", "does not unpack")]
    [InlineData("01090101", "dimension 9")]
    [InlineData("0101AC0207", "length 7")]
    public void CatalogList_Damaged_IsRefused(string hex, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<FormatException>(() => CatalogCodec.DecodeList(Convert.FromHexString(hex))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void SortKeys_OfWindowsAndShards_SortByTime()
    {
        string[] keys =
        [
            .. from start in (long[])[0, 60, 999_999_960, StartSeconds, 253_402_300_740]
               from shard in (ShardKey[])[new("s", "shardId-000000000000"), new("s", "shardId-000000000001"), new(
                   "t", "shardId-000000000000", 3600)]
               from segment in (long[])[0, 9, 10, 9_999_999_999_999_999]
               select TableSchema.RowSort(new WindowKey(60, start), shard, segment),
        ];

        Assert.Equal(keys.OrderBy(key => key, StringComparer.Ordinal), keys);
        Assert.All(keys, key => Assert.True(string.CompareOrdinal(TableSchema.WindowStart(0), key) < 0));
        Assert.True(string.CompareOrdinal(TableSchema.RowSort(new WindowKey(60, 60), Shard, 1), TableSchema.WindowStart(120)) < 0);
        Assert.True(string.CompareOrdinal(TableSchema.RowSort(new WindowKey(60, 120), Shard, 1), TableSchema.WindowStart(120)) > 0);
    }

    [Theory]
    [InlineData("a", 1000)]
    [InlineData("é", 500)]
    [InlineData("👀", 250)]
    public void StoredValue_AtTheLimit_StaysAndPastItIsShortened(string character, int count)
    {
        string atLimit = string.Concat(Enumerable.Repeat(character, count));
        string past = atLimit + "b";

        string shortened = TableSchema.StoredValue(past);

        Assert.Equal(atLimit, TableSchema.StoredValue(atLimit));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(shortened), 990, TableSchema.MaxValueBytes);
        Assert.DoesNotContain('\uFFFD', shortened);
        Assert.Equal(shortened, TableSchema.StoredValue(shortened));
        Assert.NotEqual(shortened, TableSchema.StoredValue(atLimit + "c"));
        Assert.True(TableSchema.RowPartition(int.MaxValue, Dimension.Endpoint, past).Length <= 2048);
    }

    [Fact]
    public void StoredValue_Empty_IsABugAndThrows() => Assert.Throws<ArgumentException>(() => TableSchema.StoredValue(""));

    [Theory]
    [InlineData("logs#shardId-000000000001", "logs", "shardId-000000000001", 0)]
    [InlineData("logs#shardId-000000000001#3600", "logs", "shardId-000000000001", 3600)]
    public void ShardKey_WrittenAndRead_IsTheSame(string text, string stream, string shardId, int windowSeconds)
    {
        var key = ShardKey.Parse(text);

        Assert.Equal(new ShardKey(stream, shardId, windowSeconds), key);
        Assert.Equal(text, key.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("logs")]
    [InlineData("#shard")]
    [InlineData("logs#")]
    [InlineData("a#b#c")]
    [InlineData("a#b#0")]
    [InlineData("a#b#60#60")]
    public void ShardKey_WithoutBothParts_IsRefused(string text) => Assert.Throws<FormatException>(() => ShardKey.Parse(text));

    [Fact]
    public void Options_OutOfRange_AreRefusedByName()
    {
        WindowStoreOptions valid = new();
        valid.Validate();

        Refused("MinuteRowTtlDays", valid with { MinuteRowTtlDays = 0 });
        Refused("HourRowTtlDays", valid with { HourRowTtlDays = 0 });
        Refused("PublishParallelism", valid with { PublishParallelism = 0 });
        Refused("PublishParallelism", valid with { PublishParallelism = 65 });
        Refused("CatalogMemoryValues", valid with { CatalogMemoryValues = 0 });
        Refused("CatalogMinRequests", valid with { CatalogMinRequests = 0 });
        Refused("CatalogRareValues", valid with { CatalogRareValues = -1 });
        Refused("RetryBaseDelay", valid with { RetryBaseDelay = TimeSpan.Zero });
        Refused("RetryMaxDelay", valid with { RetryMaxDelay = TimeSpan.FromMilliseconds(1) });
        Refused("RetryLimit", valid with { RetryLimit = TimeSpan.FromSeconds(-1) });
        Refused("LedgerTable", valid with { LedgerTable = " " });
        Refused("WindowsTable", valid with { WindowsTable = "" });

        static void Refused(string name, WindowStoreOptions options) =>
            Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(options.Validate).ParamName);
    }

    private static string Words(Dictionary<string, AttributeValue> item) =>
        string.Join(' ', item.OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value.S ?? pair.Value.N ?? (pair.Value.B is null ? $"{pair.Value.BOOL}" : "<binary>")}")));
}
