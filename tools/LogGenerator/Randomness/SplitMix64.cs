namespace LogFunctions.LogGenerator.Randomness;

/// <summary>
/// Counter-based random numbers: draw k of a seed is a mix of <c>seed + k * golden gamma</c>, so any block of lines can be
/// generated on its own, by whichever producer, with the same result. Source: Steele, Lea, Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014 (the variant of <c>java.util.SplittableRandom</c>'s 64-bit mixer).
/// </summary>
internal struct SplitMix64(ulong state)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _state = state;

    /// <summary>64 independent bits.</summary>
    public ulong Next() => Mix(_state += GoldenGamma);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => ToUnit(Next());

    /// <summary>The top 53 bits as a fraction in [0, 1).</summary>
    public static double ToUnit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    /// <summary>A bijective mix in which every input bit reaches every output bit.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>The seed of a named or numbered part of a run.</summary>
    public static ulong Derive(ulong seed, ulong part) => Mix(Mix(seed + GoldenGamma) ^ Mix(part * GoldenGamma + 1));

    /// <summary>Uniform in [0, bound) from 32 bits, by multiply and shift (Lemire 2019, without rejection: bias below 2^-32 * bound).</summary>
    public static uint Scale(uint bits, uint bound) => (uint)(((ulong)bits * bound) >> 32);
}
