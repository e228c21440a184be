using System.Text;
using Amazon.DynamoDBv2.Model;

namespace LogFunctions.Benchmarks.WriteUnits;

/// <summary>
/// What DynamoDB takes an item for, bytes, and what it asks for it (Developer Guide, "DynamoDB item sizes and formats"): names and
/// strings by their UTF-8, a number by a byte for every two significant digits and one more, one byte for a boolean, binary as it is. A
/// write takes a unit per started KB of the larger of the item that was there and the new one; a consistent read one per started 4 KB,
/// any other half of it.
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

    // Digits are kept in pairs, counted from the decimal point; pairs of zeros at either end are not kept: 1,200 is one pair, 120 is two.
    private static int NumberBytes(string number)
    {
        string digits = number.TrimStart('-').TrimStart('0');
        digits = digits.Length % 2 == 0 ? digits : "0" + digits;
        int length = digits.Length;
        while (length > 0 && digits[length - 1] == '0' && digits[length - 2] == '0')
        {
            length -= 2;
        }

        return 1 + (length / 2) + (number[0] == '-' ? 1 : 0);
    }
}
