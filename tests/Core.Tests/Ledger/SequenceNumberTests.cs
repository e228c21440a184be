using System.Numerics;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Ledger;

public sealed class SequenceNumberTests
{
    [Fact]
    public void CompareTo_AnyNumbers_IsNumeric() => Seeded.ForEach(2000, random =>
    {
        string left = Digits(random);
        string right = random.Next(4) == 0 ? "000" + left : Digits(random);
        int expected = BigInteger.Parse(left, null).CompareTo(BigInteger.Parse(right, null));
        var first = SequenceNumber.Parse(left);
        var second = SequenceNumber.Parse(right);
        Assert.Equal(expected, Math.Sign(first.CompareTo(second)));
        Assert.Equal(expected, Math.Sign(second.CompareDigits(System.Text.Encoding.ASCII.GetBytes(left))));
        Assert.Equal(expected == 0, first == second);
        Assert.Equal(expected < 0, first < second);
        Assert.Equal(expected == 0, first.GetHashCode() == second.GetHashCode());
    });

    [Fact]
    public void Default_Value_StandsBeforeEveryNumber()
    {
        Assert.True(default(SequenceNumber) < SequenceNumber.Parse("0"));
        Assert.True(default(SequenceNumber).IsNone);
        Assert.Equal(default, SequenceNumber.Parse(""));
        Assert.Equal("", default(SequenceNumber).ToString());
        Assert.True(default(SequenceNumber).CompareDigits("0"u8) > 0);
    }

    [Theory]
    [InlineData("12a4", "byte 0x61 at position 2")]
    [InlineData("-1", "byte 0x2D at position 0")]
    [InlineData(" 1", "byte 0x20 at position 0")]
    public void Parse_NotDigits_SaysWhere(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => SequenceNumber.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_Limits_AreThoseOfTheApi()
    {
        string longest = new('9', SequenceNumber.MaxDigits);
        Assert.Equal(longest, SequenceNumber.Parse(longest).ToString());
        Assert.Throws<FormatException>(() => SequenceNumber.Parse(longest + "9"));
        Assert.Equal("49", SequenceNumber.Parse("0049").ToString());
        Assert.Equal("0", SequenceNumber.Parse("000").ToString());
    }

    private static string Digits(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, random.Next(2) == 0 ? 4 : 60)).Select(_ => (char)('0' + random.Next(10))));
}
