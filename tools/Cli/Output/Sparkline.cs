using System.Text;

namespace LogFunctions.Cli.Output;

/// <summary>A row of small bars, one character each.</summary>
internal static class Sparkline
{
    private const string Bars = " ▁▂▃▄▅▆▇█";

    /// <summary>Values from the left to the right. Anything above 0 is seen; more values than columns share them, the greatest is shown.</summary>
    /// <param name="values">0 or more each.</param>
    /// <param name="columns">Most characters.</param>
    public static string Of(IReadOnlyList<double> values, int columns)
    {
        int width = Math.Min(values.Count, columns);
        double greatest = values.Count == 0 ? 0 : values.Max();
        var text = new StringBuilder(width);
        for (int column = 0; column < width; column++)
        {
            int from = (int)((long)column * values.Count / width);
            int to = (int)((long)(column + 1) * values.Count / width);
            double value = 0;
            for (int i = from; i < to; i++)
            {
                value = Math.Max(value, values[i]);
            }

            text.Append(value <= 0 ? Bars[0] : Bars[Math.Clamp((int)Math.Ceiling(value / greatest * (Bars.Length - 1)), 1, Bars.Length - 1)]);
        }

        return text.ToString();
    }
}
