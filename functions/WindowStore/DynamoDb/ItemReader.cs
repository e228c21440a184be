using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace LogFunctions.WindowStore;

/// <summary>Typed reading of one item; every failure names table, key and attribute.</summary>
internal readonly struct ItemReader(Dictionary<string, AttributeValue> item, string table)
{
    private static readonly AttributeValue s_zero = new() { N = "0" };

    /// <summary>A number as DynamoDB wants it. Half of a row's numbers are 0 (status classes), so that one is shared.</summary>
    public static AttributeValue Number(long value) =>
        value == 0 ? s_zero : new AttributeValue { N = value.ToString(CultureInfo.InvariantCulture) };

    public long Number(string name)
    {
        string? text = Find(name)?.N;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Corrupt(name, text is null ? "is missing or no number" : $"is {text}, not a 64-bit integer");
    }

    public string Text(string name) => Find(name)?.S ?? throw Corrupt(name, "is missing or no string");

    public bool Flag(string name) => Find(name)?.BOOL ?? throw Corrupt(name, "is missing or no boolean");

    public byte[] Binary(string name) => BinaryOrNull(name) ?? throw Corrupt(name, "is missing or not binary");

    public byte[]? BinaryOrNull(string name)
    {
        AttributeValue? attribute = Find(name);
        return attribute is null ? null : attribute.B?.ToArray() ?? throw Corrupt(name, "is not binary");
    }

    public CorruptRowException Corrupt(string name, string problem, Exception? inner = null) =>
        new($"Table '{table}', item {Key()}: attribute '{name}' {problem}.", inner);

    private AttributeValue? Find(string name) => item.GetValueOrDefault(name);

    private string Key()
    {
        string partition = Find(TableSchema.PartitionKey)?.S ?? "(no pk)";
        string? sort = Find(TableSchema.SortKey)?.S;
        return sort is null ? $"pk='{partition}'" : $"pk='{partition}', sk='{sort}'";
    }
}
