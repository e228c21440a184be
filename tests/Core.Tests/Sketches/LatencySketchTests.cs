using LogFunctions.Core.Sketches;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Sketches;

public sealed class LatencySketchTests
{
    private static readonly double[] s_quantiles = [0, 0.001, 0.01, 0.07, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

    [Fact]
    public void QuantileUs_AnyValues_IsWithinOnePercentOfTheExactOne() => Seeded.ForEach(300, random =>
    {
        long[] values = Values(random, random.Next(1, 2000));
        LatencySketch sketch = SketchOf(values);
        Array.Sort(values);
        foreach (double q in s_quantiles)
        {
            long exact = values[Math.Max(0, (int)Math.Ceiling((decimal)q * values.Length) - 1)];
            Assert.True(Math.Abs(sketch.QuantileUs(q) - exact) <= exact * 0.01, $"q{q} of {values.Length}: {sketch.QuantileUs(q)}, exactly {exact}");
        }
    });

    [Fact]
    public void QuantileUs_EmptySketch_IsNotANumber() => Assert.True(double.IsNaN(new LatencySketch().QuantileUs(0.5)));

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void QuantileUs_OutsideOfRange_Throws(double q) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SketchOf([1]).QuantileUs(q));

    [Fact]
    public void Merge_AnyOrderAndGrouping_GivesTheSketchOfAllValues() => Seeded.ForEach(300, random =>
    {
        long[][] parts = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Values(random, random.Next(0, 200)))];
        byte[] all = SketchOf([.. parts.SelectMany(part => part)]).ToArray();
        LatencySketch[] sketches = [.. parts.Select(SketchOf)];

        Assert.Equal(all, MergeAll(sketches).ToArray());
        Assert.Equal(all, MergeAll([.. sketches.Reverse()]).ToArray());
        int split = random.Next(sketches.Length + 1);
        Assert.Equal(all, MergeAll([MergeAll(sketches[split..]), MergeAll(sketches[..split])]).ToArray());
    });

    [Fact]
    public void Merge_Counts_AddUp()
    {
        LatencySketch left = SketchOf([1, 2, 3]);
        left.Merge(SketchOf([3, 4]));
        Assert.Equal(5, left.Count);
        Assert.Equal([(1.0, 1L), (2.0, 1L), (3.0, 2L), (4.0, 1L)], left.Buckets());
    }

    [Fact]
    public void Add_OneValueManyTimes_EqualsAddingItOneByOne() => Seeded.ForEach(100, random =>
    {
        long value = Seeded.Latency(random);
        int count = random.Next(1, 500);
        var atOnce = new LatencySketch();
        atOnce.Add(value, count);
        Assert.Equal(atOnce.ToArray(), SketchOf([.. Enumerable.Repeat(value, count)]).ToArray());
    });

    [Fact]
    public void Add_NegativeLatency_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new LatencySketch().Add(-1));

    [Fact]
    public void Add_CountsBeyond32Bits_StayExact()
    {
        var sketch = new LatencySketch();
        sketch.Add(1000, int.MaxValue - 1L);
        sketch.Add(1000);
        sketch.AddToBucket(LatencyBuckets.IndexOf(1000), 1);
        sketch.Add(2000, 10_000_000_000);
        sketch.Merge(SketchOf([1000, 500_000]));

        Assert.Equal(int.MaxValue + 10_000_000_003L, sketch.Count);
        Assert.Equal([int.MaxValue + 2L, 10_000_000_000, 1], sketch.Buckets().Select(bucket => bucket.Count));
        Assert.Equal(sketch.ToArray(), LatencySketch.Decode(sketch.ToArray()).ToArray());
        var merged = SketchOf([1000, 500_000]);
        var huge = new LatencySketch();
        huge.Add(1000, int.MaxValue + 1L);
        huge.Add(2000, 10_000_000_000);
        merged.Merge(huge);
        Assert.Equal(sketch.ToArray(), merged.ToArray());
    }

    [Fact]
    public void Add_TotalBeyond64Bits_StopsThere()
    {
        var sketch = new LatencySketch();
        sketch.Add(5, long.MaxValue);
        sketch.Add(5);
        sketch.Add(7);
        sketch.Merge(LatencySketch.Decode(sketch.ToArray()));

        Assert.Equal(long.MaxValue, sketch.Count);
        Assert.Equal([(5.0, long.MaxValue), (7.0, 2)], sketch.Buckets());
        Assert.Equal(5, sketch.QuantileUs(1));
        Assert.Equal(sketch.ToArray(), LatencySketch.Decode(sketch.ToArray()).ToArray());
        Assert.Equal(sketch.ToArray().Length, LatencySketchCodec.Check(sketch.ToArray(), out long count));
        Assert.Equal(long.MaxValue, count);
    }

    [Fact]
    public void Clear_UsedSketch_BehavesLikeANewOne() => Seeded.ForEach(200, random =>
    {
        LatencySketch used = SketchOf(Values(random, random.Next(1, 300)));
        used.Clear();
        Assert.Equal(0, used.Count);
        Assert.Equal(new LatencySketch().ToArray(), used.ToArray());
        long[] values = Values(random, random.Next(1, 300));
        foreach (long value in values)
        {
            used.Add(value);
        }

        Assert.Equal(SketchOf(values).ToArray(), used.ToArray());
    });

    [Fact]
    public void Decode_EncodedSketch_IsTheSame() => Seeded.ForEach(300, random =>
    {
        LatencySketch sketch = SketchOf(Values(random, random.Next(0, 3000)));
        LatencySketch decoded = LatencySketch.Decode(sketch.ToArray());
        Assert.Equal(sketch.Count, decoded.Count);
        Assert.Equal(sketch.Buckets(), decoded.Buckets());
        Assert.Equal(sketch.ToArray(), decoded.ToArray());
    });

    /// <summary>A sketch that still is the bytes it was read from behaves like the one they were made of.</summary>
    [Fact]
    public void Fold_EncodedSketch_BehavesLikeIt() => Seeded.ForEach(200, random =>
    {
        LatencySketch sketch = SketchOf(Values(random, random.Next(1, 200)));
        LatencySketch other = SketchOf(Values(random, random.Next(0, 50)));
        byte[] bytes = sketch.ToArray();
        Assert.Equal(bytes.Length, LatencySketchCodec.Check(bytes, out long count));
        LatencySketch Folded() => LatencySketch.Fold(bytes, count);

        Assert.Equal(sketch.Count, Folded().Count);
        Assert.Equal(bytes, Folded().ToArray());
        Assert.Equal(sketch.QuantileUs(0.9), Folded().QuantileUs(0.9));
        Assert.Equal(sketch.Buckets(), Folded().Buckets());
        LatencySketch expected = SketchOf([]);
        expected.Merge(sketch);
        expected.Merge(other);
        foreach ((LatencySketch to, LatencySketch from) in ((LatencySketch, LatencySketch)[])[(Folded(), other), (SketchOf([]), Folded())])
        {
            to.Merge(from);
            to.Merge(from == other ? SketchOf([]) : other);
            Assert.Equal(expected.ToArray(), to.ToArray());
        }

        LatencySketch grown = Folded();
        grown.Add(77);
        sketch.Add(77);
        Assert.Equal(sketch.ToArray(), grown.ToArray());
        grown.Clear();
        Assert.Equal(new LatencySketch().ToArray(), grown.ToArray());
    });

    [Fact]
    public void Encode_TypicalMinuteOfAnEndpoint_IsCompact()
    {
        var random = new Random(1);
        var sketch = new LatencySketch();
        for (int i = 0; i < 1000; i++)
        {
            sketch.Add((long)(50_000 * Math.Exp(0.6 * Gaussian(random))));
        }

        int filled = sketch.Buckets().Count();
        Assert.True(sketch.ToArray().Length < filled * 0.65, $"{sketch.ToArray().Length} bytes for {filled} buckets");
    }

    [Fact]
    public void Encode_DenseSketch_IsReadBackAndCompact() => Seeded.ForEach(200, random =>
    {
        var sketch = new LatencySketch();
        int values = 1 << random.Next(1, 15);
        double spread = 0.1 + random.NextDouble();
        for (int i = 0; i < values; i++)
        {
            sketch.Add((long)(50_000 * Math.Exp(spread * Gaussian(random))), random.Next(50) == 0 ? random.Next(1 << random.Next(1, 30)) : 1);
        }

        byte[] bytes = sketch.ToArray();
        Assert.Equal(sketch.Buckets(), LatencySketch.Decode(bytes).Buckets());
        Assert.Equal(bytes.Length, LatencySketchCodec.Check(bytes, out long count));
        Assert.Equal(sketch.Count, count);

        // By way of 64-bit counts to the same bytes.
        var wide = new LatencySketch();
        wide.Add(1, int.MaxValue);
        wide.Add(1, int.MaxValue);
        wide.Clear();
        wide.Merge(sketch);
        Assert.Equal(bytes, wide.ToArray());
    });

    [Fact]
    public void Encode_GoldenSketches_HaveNotChanged()
    {
        Assert.Equal(0, LatencySketch.Decode(Golden.Check("empty", new LatencySketch().ToArray())).Count);
        var edges = SketchOf([0, 0, 1, 49, 50, 51, 1_000_000, long.MaxValue]);
        edges.Add(1_000_000, 5_000_000_000);
        Assert.Equal(5_000_000_008, LatencySketch.Decode(Golden.Check("edges", edges.ToArray())).Count);
        var dense = new LatencySketch();
        for (int i = 1; i <= 500; i++)
        {
            dense.Add(i * 37L, i % 91);
        }

        Assert.Equal(dense.Count, LatencySketch.Decode(Golden.Check("dense", dense.ToArray())).Count);
    }

    [Theory]
    [InlineData("", "no bytes")]
    [InlineData("03", "version 3")]
    [InlineData("02", "inside a number")]
    [InlineData("020100", "0 buckets from 1")]
    [InlineData("02ff7f01", "1 buckets from 16383")]
    [InlineData("02010100", "impossible count")]
    [InlineData("020102", "of its counts")]
    [InlineData("020101fd", "mean nothing")]
    [InlineData("0201010101", "follow")]
    [InlineData("01", "inside a number")]
    [InlineData("0101", "where a bucket is expected")]
    [InlineData("01ff7f", "16383 filled buckets")]
    [InlineData("0101e0ffffffffffffffffff01", "gap")]
    [InlineData("010101", "impossible count")]
    [InlineData("010000", "follow")]
    [InlineData("0101ffffffffffffffffffffffff", "more than 64 bits")]
    public void Decode_HostileBytes_SaysWhatIsWrong(string hex, string expected)
    {
        FormatException exception = Assert.Throws<FormatException>(() => LatencySketch.Decode(Convert.FromHexString(hex)));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_DamagedBytes_AreAFormatExceptionOrAnotherSketch() => Seeded.ForEach(3000, random =>
    {
        byte[] bytes = SketchOf(Values(random, random.Next(0, 100))).ToArray();
        bytes = random.Next(3) switch
        {
            0 => bytes[..random.Next(bytes.Length)],
            1 => Mutate(bytes, random),
            _ => [.. Enumerable.Range(0, random.Next(60)).Select(_ => (byte)random.Next(256))],
        };
        try
        {
            LatencySketch sketch = LatencySketch.Decode(bytes);
            Assert.Equal(sketch.Count, sketch.Buckets().Sum(bucket => bucket.Count));
        }
        catch (FormatException)
        {
        }
    });

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static long[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Seeded.Latency(random))];

    private static LatencySketch SketchOf(long[] values)
    {
        var sketch = new LatencySketch();
        foreach (long value in values)
        {
            sketch.Add(value);
        }

        return sketch;
    }

    private static LatencySketch MergeAll(LatencySketch[] sketches)
    {
        var merged = new LatencySketch();
        foreach (LatencySketch sketch in sketches)
        {
            merged.Merge(sketch);
        }

        return merged;
    }
}
