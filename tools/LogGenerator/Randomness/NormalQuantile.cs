namespace LogFunctions.LogGenerator.Randomness;

/// <summary>
/// Standard normal variates by inversion: a table of 4,096 steps with linear interpolation between exact points, and the
/// exact function in the outermost steps, where the curve bends. Inversion keeps one draw per value, so a line uses a fixed
/// number of draws.
/// </summary>
internal static class NormalQuantile
{
    private const int Steps = 4096;

    private const int ExactSteps = 8;

    private static readonly double[] s_table = MakeTable();

    /// <summary>The z whose standard normal probability is the top 53 bits of <paramref name="bits"/>.</summary>
    public static double FromBits(ulong bits)
    {
        int step = (int)(bits >> 52);
        if (step < ExactSteps || step >= Steps - ExactSteps)
        {
            return Exact(SplitMix64.ToUnit(bits | 1UL << 11));
        }

        double fraction = (bits & 0x000F_FFFF_FFFF_FFFF) * (1.0 / (1UL << 52));
        double low = s_table[step];
        return low + (fraction * (s_table[step + 1] - low));
    }

    /// <summary>
    /// Inverse of the standard normal distribution function for 0 &lt; p &lt; 1, relative error below 1.2e-9.
    /// Source: P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003).
    /// </summary>
    public static double Exact(double p)
    {
        const double Low = 0.02425;
        if (p < Low)
        {
            return Tail(Math.Sqrt(-2 * Ln(p)));
        }

        if (p > 1 - Low)
        {
            return -Tail(Math.Sqrt(-2 * Ln(1 - p)));
        }

        double q = p - 0.5;
        double r = q * q;
        double numerator = q * Horner(r, -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00);
        double denominator = Horner(r, -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01, 1);
        return numerator / denominator;
    }

    private static double Tail(double q)
    {
        double numerator = Horner(q, -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00);
        double denominator = Horner(q, 7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1);
        return numerator / denominator;
    }

    /// <summary>The polynomial with these coefficients, highest power first.</summary>
    private static double Horner(double x, params ReadOnlySpan<double> coefficients)
    {
        double value = 0;
        foreach (double coefficient in coefficients)
        {
            value = (value * x) + coefficient;
        }

        return value;
    }

    private static double Ln(double x) => PortableMath.Log2(x) * 0.693147180559945309417232;

    private static double[] MakeTable()
    {
        var table = new double[Steps + 1];
        for (int i = 1; i < Steps; i++)
        {
            table[i] = Exact(i * (1.0 / Steps));
        }

        // never read: the outermost steps are computed exactly
        table[0] = table[1];
        table[Steps] = table[Steps - 1];
        return table;
    }
}
