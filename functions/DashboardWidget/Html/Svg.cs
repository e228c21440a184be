using System.Globalization;
using System.Text;

namespace LogFunctions.DashboardWidget.Html;

/// <summary>Small charts as inline SVG; numbers only, so there is nothing to escape.</summary>
internal static class Svg
{
    /// <summary>A line of a time series, with a red tick under each step that has errors.</summary>
    public static string Sparkline(IReadOnlyList<long> values, IReadOnlyList<long> errors, int width = 120, int height = 24)
    {
        long top = Math.Max(1, values.Max());
        double step = values.Count > 1 ? (double)width / (values.Count - 1) : width;
        var svg = Begin(width, height, $"{values.Count} steps, up to {top} requests each");
        svg.Append("<polyline fill=\"none\" stroke=\"var(--bar)\" stroke-width=\"1.5\" points=\"");
        for (int i = 0; i < values.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"{i * step:0.#},{height - 4 - ((height - 6) * (double)values[i] / top):0.#} ");
        }

        svg.Append("\"/>");
        for (int i = 0; i < errors.Count; i++)
        {
            if (errors[i] > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Math.Max(0, (i * step) - 1):0.#}\" y=\"{height - 3}\" width=\"2.5\" height=\"3\" fill=\"var(--hot)\"/>");
            }
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>Bars side by side, each with what it says when pointed at.</summary>
    public static string Bars(IReadOnlyList<(double Value, string Title)> bars, int width, int height)
    {
        double top = Math.Max(double.Epsilon, bars.Max(bar => bar.Value));
        double step = (double)width / bars.Count;
        var svg = Begin(width, height, $"{bars.Count} bars");
        for (int i = 0; i < bars.Count; i++)
        {
            double tall = bars[i].Value <= 0 ? 0 : Math.Max(1, (height - 2) * bars[i].Value / top);
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{i * step:0.##}\" y=\"{height - tall:0.##}\" width=\"{Math.Max(0.8, step - 1):0.##}\" height=\"{tall:0.##}\" fill=\"var(--bar)\"><title>")
                .Append(HtmlWriter.Escape(bars[i].Title)).Append("</title></rect>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Begin(int width, int height, string label) => new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"<svg role=\"img\" aria-label=\"{label}\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">");
}
