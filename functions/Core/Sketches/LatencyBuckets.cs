using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Sketches;

/// <summary>
/// The fixed bucket grid of <see cref="LatencySketch"/>: bucket 0 holds the value 0, bucket 1 + 35 e + j holds the integers of
/// [2^(e + j/35), 2^(e + (j+1)/35)). Bounds are integers computed beforehand, so every CPU puts a value into the same bucket.
/// </summary>
public static class LatencyBuckets
{
    /// <summary>Buckets per doubling. 35 is the least whose error stays under 1 %: (g - 1) / (g + 1) = 0.990 % with g = 2^(1/35).</summary>
    public const int PerOctave = 35;

    /// <summary>Number of buckets for values 0..2^63 - 1.</summary>
    public const int Count = 1 + (63 * PerOctave);

    /// <summary>Largest relative distance between a value and the estimate of its bucket.</summary>
    public const double RelativeError = 0.0099021;

    // BoundTable[j] = ceil(2^(63 + j/35)). A value with leading bit e, shifted so that this bit is bit 63, belongs to the last j whose
    // bound it reaches: v >= 2^(e + j/35) <=> v << (63 - e) >= ceil(2^(63 + j/35)), as the left side is an integer. The entry
    // after the last is never reached (v << s leaves bit 0 clear), so that the compare needs no range check of its own.
    // Stated rather than computed, for Math.Pow differs in the last digit between platforms; a test proves them with BigInteger.
    private static ReadOnlySpan<ulong> BoundTable =>
    [
        0x8000000000000000, 0x828F69A92A6BD402, 0x852BEF4E0B5E38BC, 0x87D5D40EA72EF913, 0x8A8D5C62B775133F,
        0x8D52CE208AF3EB23, 0x9026708408BC0932, 0x93088C35D733A4B6, 0x95F96B52A7BED348, 0x98F95972A7C2E49F,
        0x9C08A3B117C43215, 0x9F2798B409617CBD, 0xA25688B444F3DBD0, 0xA595C585579E3855, 0xA8E5A29DCA9B622C,
        0xAC46751F849DEEE5, 0xAFB893E056194C24, 0xB33C5772B14FBE47, 0xB6D21A2E8F056939, 0xBA7A383A80BCFCBC,
        0xBE350F94F1673025, 0xC203001D9572E35D, 0xC5E46B9F0B307CD0, 0xC9D9B5D8AC7FF620, 0xCDE3448892C5FC7E,
        0xD2017F75CE2995D4, 0xD634D07AD120E231, 0xDA7DA3901158D184, 0xDEDC66D6DF09010B, 0xE3518AA473CA6AE3,
        0xE7DD818D3A0D24F8, 0xEC80C0704E4F1C07, 0xF13BBE833B3B83DB, 0xF60EF55DF1E0A045, 0xFAFAE106FF2F92BD,
        ulong.MaxValue,
    ];

    // First candidate j by the 6 bits after the leading one. A bucket is at least 2.0 % wide and a slot 1/64 = 1.6 % of the octave's
    // start, so a slot holds at most one bound and one compare settles the bucket.
    private static ReadOnlySpan<byte> FirstSteps =>
    [
        0, 0, 1, 2, 3, 3, 4, 5, 5, 6, 7, 8, 8, 9, 9, 10,
        11, 11, 12, 13, 13, 14, 14, 15, 16, 16, 17, 17, 18, 18, 19, 19,
        20, 20, 21, 22, 22, 23, 23, 24, 24, 24, 25, 25, 26, 26, 27, 27,
        28, 28, 29, 29, 30, 30, 30, 31, 31, 32, 32, 32, 33, 33, 34, 34,
    ];

    internal static ReadOnlySpan<ulong> Bounds => BoundTable[..PerOctave];

    /// <summary>Bucket of a latency.</summary>
    /// <param name="latencyUs">Microseconds, 0 or more (not checked: negative values give a meaningless bucket within range).</param>
    public static int IndexOf(long latencyUs)
    {
        ulong value = (ulong)latencyUs & long.MaxValue;
        if (value == 0)
        {
            return 0;
        }

        int zeros = BitOperations.LeadingZeroCount(value);
        ulong mantissa = value << zeros;
        nint step = Unsafe.Add(ref MemoryMarshal.GetReference(FirstSteps), (nint)(mantissa >> 57) & 63); // 64 slots, steps below 35: within the tables
        ulong nextBound = Unsafe.Add(ref MemoryMarshal.GetReference(BoundTable), step + 1);
        return 1 + ((63 - zeros) * PerOctave) + (int)step + (mantissa >= nextBound ? 1 : 0);
    }

    /// <summary>Smallest integer value of a bucket; for a bucket between two integers (only below 50) the next integer.</summary>
    public static long LowerBound(int bucket)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bucket);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bucket, Count);
        if (bucket == 0)
        {
            return 0;
        }

        if (bucket == Count)
        {
            return long.MaxValue;
        }

        int exponent = (bucket - 1) / PerOctave;
        ulong bound = BoundTable[(bucket - 1) % PerOctave];
        int shift = 63 - exponent;
        ulong roundUp = (1UL << shift) - 1;
        return (long)((bound >> shift) + ((bound & roundUp) != 0 ? 1UL : 0UL));
    }

    /// <summary>
    /// The value that stands for a bucket: the harmonic middle of its smallest and largest integer, which is equally far (relatively)
    /// from both, at most <see cref="RelativeError"/>; exact where the bucket holds one integer.
    /// </summary>
    public static double Estimate(int bucket)
    {
        double low = LowerBound(bucket);
        double high = bucket + 1 == Count ? long.MaxValue : Math.Max(low, LowerBound(bucket + 1) - 1);
        return low == high ? low : 2 * low * (high / (low + high));
    }
}
