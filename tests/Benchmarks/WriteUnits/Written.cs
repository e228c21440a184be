using LogFunctions.WindowStore;

namespace LogFunctions.Benchmarks.WriteUnits;

/// <summary>Of what the function writes.</summary>
internal enum Written
{
    /// <summary>The item of a shard: base windows, position, outbox.</summary>
    Ledger,

    /// <summary>The items of a shard's larger windows.</summary>
    LargerWindows,

    /// <summary>Window rows.</summary>
    Rows,

    /// <summary>Catalog rows.</summary>
    Catalog,
}

/// <summary>Which of them an item is.</summary>
internal static class WrittenItems
{
    private const string CatalogMark = "catalog#";

    /// <summary>By its partition key, and whether it has a sort key: only table Windows has them.</summary>
    public static Written KindOf(Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue> item)
    {
        string key = item[TableSchema.PartitionKey].S;
        return !item.ContainsKey(TableSchema.SortKey) ? (
            key.Count(character => character == '#') > 1 ? Written.LargerWindows : Written.Ledger)
            : key.StartsWith(CatalogMark, StringComparison.Ordinal) ? Written.Catalog : Written.Rows;
    }
}
