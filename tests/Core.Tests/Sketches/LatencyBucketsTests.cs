using System.Numerics;
using LogFunctions.Core.Sketches;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Sketches;

public sealed class LatencyBucketsTests
{
    private const int PerOctave = LatencyBuckets.PerOctave;

    [Fact]
    public void Bounds_All_AreTheCeilingsOfTheExactRoots()
    {
        for (int step = 0; step < PerOctave; step++)
        {
            // bound = ceil(2^(63 + step/35)) <=> bound^35 >= 2^(63 * 35 + step) > (bound - 1)^35
            BigInteger exact = BigInteger.One << ((63 * PerOctave) + step);
            BigInteger bound = LatencyBuckets.Bounds[step];
            Assert.True(BigInteger.Pow(bound, PerOctave) >= exact, $"bound {step} is too small");
            Assert.True(BigInteger.Pow(bound - 1, PerOctave) < exact, $"bound {step} is too large");
        }
    }

    [Fact]
    public void IndexOf_AnyValue_IsTheBucketOfExactArithmetic() => Seeded.ForEach(2000, random =>
    {
        long value = Math.Max(1, Seeded.Latency(random));
        AssertInBucket(value, LatencyBuckets.IndexOf(value));
    });

    [Fact]
    public void IndexOf_EveryBound_SeparatesNeighbours()
    {
        for (int bucket = 1; bucket < LatencyBuckets.Count; bucket++)
        {
            long low = LatencyBuckets.LowerBound(bucket);
            AssertInBucket(low, LatencyBuckets.IndexOf(low));
            Assert.True(LatencyBuckets.IndexOf(low) >= bucket);
            Assert.True(LatencyBuckets.IndexOf(low - 1) < bucket);
        }

        Assert.Equal(0, LatencyBuckets.IndexOf(0));
        Assert.Equal(LatencyBuckets.Count - 1, LatencyBuckets.IndexOf(long.MaxValue));
    }

    [Fact]
    public void Estimate_AnyValue_IsWithinTheRelativeError() => Seeded.ForEach(5000, random =>
    {
        long value = Seeded.Latency(random);
        double estimate = LatencyBuckets.Estimate(LatencyBuckets.IndexOf(value));
        Assert.True(Math.Abs(estimate - value) <= value * LatencyBuckets.RelativeError, $"{value} is estimated as {estimate}");
    });

    [Fact]
    public void RelativeError_Constant_IsUnderOnePercentAndThatOfTheGrid()
    {
        double growth = Math.Pow(2, 1.0 / PerOctave);
        Assert.Equal(LatencyBuckets.RelativeError, (growth - 1) / (growth + 1), 1e-6);
        Assert.True(LatencyBuckets.RelativeError < 0.01);
    }

    // 2^(e + j/35) <= value < 2^(e + (j+1)/35), raised to the 35th power
    private static void AssertInBucket(long value, int bucket)
    {
        BigInteger power = BigInteger.Pow(value, PerOctave);
        Assert.True(power >= BigInteger.One << (bucket - 1), $"{value} is below bucket {bucket}");
        Assert.True(power < BigInteger.One << bucket, $"{value} is above bucket {bucket}");
    }
}
