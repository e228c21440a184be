namespace LogFunctions.Core.Parsing;

/// <summary>10^0 to 10^18.</summary>
internal static class PowersOfTen
{
    public const int MaxExponent = 18;

    private static readonly long[] s_values = Create();

    public static long Value(int exponent) => s_values[exponent];

    private static long[] Create()
    {
        var values = new long[MaxExponent + 1];
        values[0] = 1;
        for (int i = 1; i < values.Length; i++)
        {
            values[i] = values[i - 1] * 10;
        }

        return values;
    }
}
