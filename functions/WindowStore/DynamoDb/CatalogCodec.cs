using Amazon.DynamoDBv2.Model;
using LogFunctions.Core.Windows;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace LogFunctions.WindowStore;

/// <summary>Catalog rows: which values a dimension has.</summary>
internal static class CatalogCodec
{
    public static Item Encode(Dimension dimension, string storedValue, long seenUntilSeconds, WindowStoreOptions options)
    {
        // No row published before seenUntil outlives this, even if a clock that is slow by up to a period wrote last.
        long expiresAtSeconds = seenUntilSeconds + CatalogMemory.PeriodSeconds + (Math.Max(options.MinuteRowTtlDays, options.HourRowTtlDays) * 86_400L);
        return new Item(4)
        {
            [TableSchema.PartitionKey] = new AttributeValue { S = TableSchema.CatalogPartition(dimension) },
            [TableSchema.SortKey] = new AttributeValue { S = storedValue },
            [TableSchema.SeenUntil] = ItemReader.Number(seenUntilSeconds),
            [TableSchema.ExpiresAt] = ItemReader.Number(expiresAtSeconds),
        };
    }

    /// <summary>The value, or null when it has expired or can't have rows in windows from <paramref name="fromSeconds"/> on.</summary>
    public static string? Decode(Item item, long fromSeconds, long nowSeconds, string table)
    {
        var reader = new ItemReader(item, table);
        string value = reader.Text(TableSchema.SortKey);
        // One period of grace: the last writer's clock may have been behind the one that published the row.
        bool mayHaveRows = reader.Number(TableSchema.SeenUntil) + CatalogMemory.PeriodSeconds > fromSeconds;
        return mayHaveRows && reader.Number(TableSchema.ExpiresAt) > nowSeconds ? value : null;
    }
}
