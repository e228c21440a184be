using System.Globalization;
using LogFunctions.Core.Windows;

namespace LogFunctions.Cli.Report;

/// <summary>Charts over time as inline SVG: requests by status class as bars, latencies as lines. Hovering a step tells its numbers.</summary>
internal sealed class SeriesChart
{
    private const int Width = 1120;
    private const int Height = 210;
    private const int Left = 62;
    private const int Right = 8;
    private const int Top = 8;
    private const int Bottom = 22;
    private const int MaxBars = 480;

    private readonly (DateTimeOffset Start, Cell? Cell)[] _steps;
    private readonly double _stepWidth;
    private readonly int _stepSeconds;

    public SeriesChart(IReadOnlyList<ReportStep> series, int stepSeconds)
    {
        long first = series[0].Start.ToUnixTimeSeconds();
        long count = ((series[^1].Start.ToUnixTimeSeconds() - first) / stepSeconds) + 1;

        // Steps that were asked for may be more than a screen has points: then several share one bar.
        int factor = (int)((count + MaxBars - 1) / MaxBars);
        _stepSeconds = stepSeconds * factor;
        _steps = new (DateTimeOffset, Cell?)[(count + factor - 1) / factor];
        for (int i = 0; i < _steps.Length; i++)
        {
            _steps[i].Start = DateTimeOffset.FromUnixTimeSeconds(first + ((long)i * _stepSeconds));
        }

        foreach (ReportStep step in series)
        {
            ref (DateTimeOffset Start, Cell? Cell) at = ref _steps[(step.Start.ToUnixTimeSeconds() - first) / _stepSeconds];
            (at.Cell ??= new Cell()).Merge(step.Cell);
        }

        _stepWidth = (double)(Width - Left - Right) / _steps.Length;
    }

    /// <summary>Whether any line stated a latency.</summary>
    public bool HasLatencies => _steps.Any(step => step.Cell is { LatencyCount: > 0 });

    /// <summary>Stacked bars of requests: 5xx on top.</summary>
    public string Requests()
    {
        double greatest = NiceCeiling(_steps.Max(step => step.Cell?.Requests ?? 0));
        var svg = Begin("Requests over time, by status class", greatest, value => Count(value));
        foreach (((DateTimeOffset start, Cell? cell), int i) in _steps.Select((step, i) => (step, i)))
        {
            if (cell is null)
            {
                continue;
            }

            svg.AddMarkup("<g class=\"step\">");
            double y = Height - Bottom;
            foreach ((string style, long requests) in (ReadOnlySpan<(string, long)>)[("ok", cell.Status2xx + cell.Status1xx), ("moved", cell.Status3xx + cell.StatusOther), ("client", cell.Status4xx), ("server", cell.Status5xx)])
            {
                if (requests > 0)
                {
                    double height = requests / greatest * (Height - Top - Bottom);
                    // What is there is seen, be it ever so little.
                    height = Math.Max(height, 0.8);
                    y -= height;
                    Rectangle(svg, style, X(i), y, Math.Max(_stepWidth - (_stepWidth > 3 ? 1 : 0), 0.5), height);
                }
            }

            Hit(svg, i, $"{Label(start)}: {Count(cell.Requests)} requests, {Count(cell.Status4xx)} 4xx, {Count(cell.Status5xx)} 5xx");
            svg.AddMarkup("</g>");
        }

        return End(svg);
    }

    /// <summary>Lines of p50, p95 and p99.</summary>
    public string Latencies()
    {
        (string Style, double Quantile)[] lines = [("p50", 0.50), ("p95", 0.95), ("p99", 0.99)];
        double greatest = NiceCeiling(_steps.Max(step => Ms(step.Cell, 0.99) ?? 0));
        var svg = Begin("Latency over time: p50, p95 and p99", greatest, value => value.ToString("N0", CultureInfo.InvariantCulture) + " ms");
        foreach ((string style, double quantile) in lines)
        {
            svg.Add($"<polyline class=\"{style}\" points=\"");
            for (int i = 0; i < _steps.Length; i++)
            {
                if (Ms(_steps[i].Cell, quantile) is { } ms)
                {
                    svg.Add($"{X(i) + (_stepWidth / 2):0.#},{Height - Bottom - (ms / greatest * (Height - Top - Bottom)):0.#} ");
                }
            }

            svg.AddMarkup("\"/>");
        }

        foreach (((DateTimeOffset start, Cell? cell), int i) in _steps.Select((step, i) => (step, i)))
        {
            if (Ms(cell, 0.50) is { } median)
            {
                svg.AddMarkup("<g class=\"step\">");
                Hit(svg, i, string.Create(CultureInfo.InvariantCulture, $"{Label(start)}: p50 {median:N1} ms, p95 {Ms(cell, 0.95):N1} ms, p99 {Ms(cell, 0.99):N1} ms"));
                svg.AddMarkup("</g>");
            }
        }

        return End(svg);
    }

    private static HtmlText Begin(string name, double greatest, Func<double, string> label)
    {
        var svg = new HtmlText();
        svg.Add($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{name}\">");
        for (int i = 0; i <= 4; i++)
        {
            double y = Height - Bottom - (i / 4.0 * (Height - Top - Bottom));
            svg.Add($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>");
            svg.Add($"<text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{label(greatest * i / 4)}</text>");
        }

        return svg;
    }

    private string End(HtmlText svg)
    {
        const int Labels = 6;
        for (int i = 0; i < Labels; i++)
        {
            int step = (int)((long)i * (_steps.Length - 1) / (Labels - 1));
            if (i > 0 && step == (int)((long)(i - 1) * (_steps.Length - 1) / (Labels - 1)))
            {
                continue;
            }

            string anchor = i == 0 ? "start" : i == Labels - 1 ? "end" : "middle";
            svg.Add($"<text x=\"{Math.Min(X(step) + (i == Labels - 1 ? _stepWidth : 0), Width - Right):0.#}\" y=\"{Height - 6}\" text-anchor=\"{anchor}\">{Label(_steps[step].Start)}</text>");
        }

        return svg.AddMarkup("</svg>").ToString();
    }

    private void Hit(HtmlText svg, int step, string title) => svg.Add(
        $"<rect class=\"hit\" x=\"{X(step):0.##}\" y=\"{Top}\" width=\"{Math.Max(_stepWidth, 0.5):0.##}\" height=\"{Height - Top - Bottom}\"><title>{title}</title></rect>");

    private static void Rectangle(HtmlText svg, string style, double x, double y, double width, double height) =>
        svg.Add($"<rect class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\"/>");

    private double X(int step) => Left + (step * _stepWidth);

    private string Label(DateTimeOffset start) =>
        start.UtcDateTime.ToString(_stepSeconds >= 86_400 ? "yyyy-MM-dd" : _stepSeconds < 60 ? "HH:mm:ss" : "MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static double? Ms(Cell? cell, double quantile) => cell is { LatencyCount: > 0 } ? cell.LatencyQuantileUs(quantile) / 1000 : null;

    private static string Count(double value) => value.ToString(value == Math.Floor(value) ? "N0" : "0.##", CultureInfo.InvariantCulture);

    /// <summary>A round number that is not less: quarters of it are round, too.</summary>
    private static double NiceCeiling(double value)
    {
        if (value <= 4)
        {
            return 4;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        foreach (double step in (ReadOnlySpan<double>)[1, 2, 4, 6, 8, 10])
        {
            if (step * power >= value)
            {
                return step * power;
            }
        }

        return 10 * power;
    }
}
