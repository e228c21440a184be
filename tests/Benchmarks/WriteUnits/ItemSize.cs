using System.Text;
using Amazon.DynamoDBv2.Model;

namespace LogFunctions.Benchmarks.WriteUnits;

/// <summary>
/// What DynamoDB takes an item for, bytes, and what it asks for it: names and strings by their UTF-8, a number by half a byte per significant
/// digit and one more, one byte for a boolean, binary as it is. A write takes a unit per started KB, a consistent read one per started 4 KB.
/// </summary>
internal static class ItemSize
{
    public static int BytesOf(Dictionary<string, AttributeValue> item)
    {
        int bytes = 0;
        foreach ((string name, AttributeValue value) in item)
        {
            bytes += Encoding.UTF8.GetByteCount(name) + BytesOf(value);
        }

        return bytes;
    }

    public static int WriteUnits(int bytes) => Math.Max(1, (bytes + 1023) / 1024);

    public static double ReadUnits(long bytes, bool consistent) => Math.Max(1, (bytes + 4095) / 4096) * (consistent ? 1 : 0.5);

    private static int BytesOf(AttributeValue value) =>
        value.S is not null ? Encoding.UTF8.GetByteCount(value.S)
        : value.N is not null ? NumberBytes(value.N)
        : value.B is not null ? (int)value.B.Length
        : value.BOOL is not null ? 1
        : throw new InvalidOperationException("An attribute of a type that the tables do not have.");

    private static int NumberBytes(string number)
    {
        int significant = number.Trim('-').Trim('0').Length;
        return ((significant + 1) / 2) + (number[0] == '-' ? 2 : 1);
    }
}
