using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using LogFunctions.Core.Parsing;
using LogFunctions.Fuzz.Reference;

namespace LogFunctions.Core.Tests.Parsing;

public sealed class NumberTests
{
    [Fact]
    public void Digits_AnyEightBytes_AreCountedAndReadAsByALoop() =>
        Gen.OneOf(Gen.Byte[(byte)'0', (byte)'9'], Gen.Byte).Array[0, 12].Sample(
            bytes =>
            {
                int expected = bytes.Take(8).TakeWhile(b => b is >= (byte)'0' and <= (byte)'9').Count();
                ulong word = Digits.Load(ref MemoryMarshal.GetArrayDataReference(bytes), 0, bytes.Length);
                Assert.Equal(expected, Digits.RunLength(word));
                if (expected > 0)
                {
                    Assert.Equal(uint.Parse(Encoding.ASCII.GetString(bytes, 0, expected), CultureInfo.InvariantCulture), Digits.Value(word, expected));
                }
            },
            iter: 20_000, seed: "0000000000001");

    [Fact]
    public void DecimalNumber_AnyText_IsReadAsByTheSlowTwin() =>
        Gen.Char["0123456789.-+eE "].Array[0, 22].Sample(
            characters =>
            {
                byte[] text = Encoding.ASCII.GetBytes(characters);
                bool isFast = DecimalNumber.TryParse(text, out DecimalNumber fast);
                bool isSlow = DecimalNumber.TryParseAny(text, out DecimalNumber slow);
                Assert.Equal(isSlow, isFast);
                Assert.Equal(isSlow, ReferenceValues.Number(new string(characters), 0) is not null);
                if (isFast)
                {
                    Assert.Equal((slow.Mantissa, slow.Exponent, slow.IsNegative, slow.IsCut), (fast.Mantissa, fast.Exponent, fast.IsNegative, fast.IsCut));
                }
            },
            iter: 50_000, seed: "0000000000001");

    [Theory]
    [InlineData("0.1", 6, 100_000)]
    [InlineData("0.0000005", 6, 1)]          // half up
    [InlineData("0.00000049999999999999999999", 6, 0)]
    [InlineData("12.3456789", 3, 12_346)]
    [InlineData("1e-3", 6, 1_000)]
    [InlineData("1000000", 6, 1_000_000_000_000)]
    [InlineData("0e999999999999", 6, 0)]
    [InlineData("1e-999999999999", 6, 0)]
    public void ReadLatency_AnyUnit_IsExactMicroseconds(string text, int power, long expectedUs)
    {
        Assert.Equal(RejectReason.None, NumberText.ReadLatency(Encoding.ASCII.GetBytes(text), power, out long latencyUs));
        Assert.Equal(expectedUs, latencyUs);
    }

    [Theory]
    [InlineData("1000000.000001", 6, RejectReason.LatencyOutOfRange)] // one past the bound
    [InlineData("1e999999999999", 6, RejectReason.LatencyOutOfRange)]
    [InlineData("-0.1", 6, RejectReason.LatencyInvalid)]
    [InlineData("NaN", 6, RejectReason.LatencyInvalid)]
    [InlineData("Infinity", 6, RejectReason.LatencyInvalid)]
    [InlineData("1,5", 6, RejectReason.LatencyInvalid)]
    [InlineData("0x10", 6, RejectReason.LatencyInvalid)]
    [InlineData(".5", 6, RejectReason.LatencyInvalid)]
    [InlineData("5.", 6, RejectReason.LatencyInvalid)]
    public void ReadLatency_WhatIsNone_IsNamed(string text, int power, RejectReason expected) =>
        Assert.Equal(expected, NumberText.ReadLatency(Encoding.ASCII.GetBytes(text), power, out _));
}
