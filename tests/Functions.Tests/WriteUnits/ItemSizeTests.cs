using Amazon.DynamoDBv2.Model;
using LogFunctions.Benchmarks.WriteUnits;

namespace LogFunctions.Functions.Tests.WriteUnits;

/// <summary>The meter's arithmetic against DynamoDB's documented rules (Developer Guide, "DynamoDB item sizes and formats").</summary>
public sealed class ItemSizeTests
{
    [Theory]
    [InlineData("0", 1)]
    [InlineData("7", 2)]
    [InlineData("12", 2)]
    [InlineData("123", 3)]
    [InlineData("120", 3)] // in pairs from the decimal point: 1 and 20
    [InlineData("1200", 2)] // trailing zeros are not kept
    [InlineData("1000000", 2)]
    [InlineData("9223372036854775807", 11)] // 19 digits
    [InlineData("-12", 3)]
    public void Number_TakesAByteForTwoSignificantDigitsAndOneMore(string number, int expected) =>
        Assert.Equal(1 + expected, ItemSize.BytesOf(new() { ["n"] = new AttributeValue { N = number } }));

    [Fact]
    public void Strings_TakeTheirUtf8AndBinaryItselfAndABooleanOne()
    {
        Assert.Equal(2 + 8, ItemSize.BytesOf(new() { ["pk"] = new AttributeValue { S = "GET /ü" + "x" } }));
        Assert.Equal(4 + 100, ItemSize.BytesOf(new() { ["blob"] = new AttributeValue { B = new MemoryStream(new byte[100]) } }));
        Assert.Equal(
            4 + 1 + 4 + 1,
            ItemSize.BytesOf(new() { ["yes!"] = new AttributeValue { BOOL = true }, ["no!!"] = new AttributeValue { BOOL = false } }));
        Assert.Equal(4, ItemSize.BytesOf(new() { ["ü"] = new AttributeValue { S = "é" } }));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1024, 1)]
    [InlineData(1025, 2)]
    [InlineData(409_600, 400)]
    public void Write_TakesAUnitPerStartedKb(int bytes, int expected) => Assert.Equal(expected, ItemSize.WriteUnits(bytes));

    [Theory]
    [InlineData(0, true, 1)]
    [InlineData(4096, true, 1)]
    [InlineData(4097, true, 2)]
    [InlineData(4097, false, 1)]
    [InlineData(100, false, 0.5)]
    public void Read_TakesAUnitPerStarted4KbOrHalf(long bytes, bool consistent, double expected) =>
        Assert.Equal(expected, ItemSize.ReadUnits(bytes, consistent));

    [Fact]
    public void Put_OverALargerItem_IsBilledByThatItem()
    {
        var tally = new UnitTally();
        tally.Add(Written.Ledger, 1_000, bytesBefore: 9_000);
        tally.Add(Written.Ledger, 9_000, bytesBefore: 1_000);

        Assert.Equal(18, tally.Units(Written.Ledger));
        Assert.Equal(10_000, tally.Bytes(Written.Ledger));
    }
}
