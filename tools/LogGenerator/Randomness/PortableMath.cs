namespace LogFunctions.LogGenerator.Randomness;

/// <summary>
/// The few functions that decide what stands in a line, made of IEEE 754 basic operations only: the C library's
/// <c>exp</c> and <c>log</c> differ in the last bit between platforms, and then the same seed would make different lines.
/// </summary>
internal static class PortableMath
{
    private const int FractionSteps = 64;

    private const double Ln2 = 0.693147180559945309417232;

    private static readonly double[] s_fractionPowers = MakeFractionPowers();

    /// <summary>2^x for |x| below 1000; relative error below 1e-11.</summary>
    public static double Exp2(double x)
    {
        double whole = Math.Floor(x);
        double fraction = x - whole;
        int step = (int)(fraction * FractionSteps);
        double rest = (fraction - (step * (1.0 / FractionSteps))) * Ln2;
        // rest < ln2/64 = 0.0109: the next Taylor term is below 2e-12 of the value
        double series = 1 + (rest * (1 + (rest * (0.5 + (rest * ((1.0 / 6) + (rest * (1.0 / 24))))))));
        return s_fractionPowers[step] * series * BitConverter.Int64BitsToDouble(((long)whole + 1023) << 52);
    }

    /// <summary>log2(x) for positive finite normal x; absolute error below 1e-14 times the result's magnitude plus 1e-15.</summary>
    public static double Log2(double x)
    {
        if (!(x > 0) || double.IsInfinity(x))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "The logarithm needs a positive finite number.");
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln(m) = 2 atanh((m - 1)/(m + 1)), |argument| <= 0.1716: 12 terms leave less than 1e-19
        double z = (mantissa - 1) / (mantissa + 1);
        double square = z * z;
        double sum = 0;
        for (int term = 23; term >= 1; term -= 2)
        {
            sum = (sum * square) + (1.0 / term);
        }

        return exponent + (2 * z * sum / Ln2);
    }

    /// <summary>x^y for positive x.</summary>
    public static double Pow(double x, double y) => Exp2(y * Log2(x));

    private static double[] MakeFractionPowers()
    {
        double root = 2;
        for (int i = 0; i < 6; i++)
        {
            root = Math.Sqrt(root); // exactly rounded by IEEE 754
        }

        var powers = new double[FractionSteps + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * root;
        }

        return powers;
    }
}
