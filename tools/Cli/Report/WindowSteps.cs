namespace LogFunctions.Cli.Report;

/// <summary>Lengths of the steps over time: each a multiple of the one before, so that counts of a smaller step add up to those of a larger one.</summary>
internal static class WindowSteps
{
    /// <summary>As many points as a chart shows well.</summary>
    public const int MaxPoints = 240;

    private static readonly int[] s_seconds = [1, 10, 60, 300, 900, 3600, 4 * 3600, 86_400, 7 * 86_400];

    /// <summary>The smallest step that cuts a period into at most <see cref="MaxPoints"/>.</summary>
    /// <param name="spanMs">Length of the period, milliseconds.</param>
    public static int For(long spanMs)
    {
        foreach (int seconds in s_seconds)
        {
            if (spanMs / 1000 / seconds < MaxPoints)
            {
                return seconds;
            }
        }

        return s_seconds[^1];
    }
}
