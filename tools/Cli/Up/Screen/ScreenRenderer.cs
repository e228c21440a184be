using System.Globalization;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Up.Screen;

/// <summary>
/// Draws the screen of `logfn up`: at most as many lines as the terminal has, none wider than it, so that nothing scrolls or wraps. Values come from
/// logs and are escaped.
/// </summary>
internal static class ScreenRenderer
{
    /// <summary>Columns that an endpoint gets before numbers go.</summary>
    private const int ValueColumns = 24;

    private const int LabelColumns = 7;

    /// <param name="state">What there is to show.</param>
    /// <param name="columns">Width of the terminal.</param>
    /// <param name="rows">Its height.</param>
    /// <param name="isColoured">Whether escape sequences of looks are wanted.</param>
    public static IReadOnlyList<string> Render(ScreenState state, int columns, int rows, bool isColoured)
    {
        var lines = new List<ScreenLine> { Title(state, Line()), Totals(state, Line()) };
        if (rows >= 10)
        {
            lines.Add(Curve("req/s", state.History.Requests, Line()));
            lines.Add(Curve("5xx/s", state.History.Errors, Line()));
        }

        int left = Math.Max(0, rows - lines.Count - (state.Warning is null ? 1 : 2));
        lines.AddRange((state.View.ShowsEndpoints ? Endpoints(state) : Table(state, columns, left, Line)).Take(left));
        while (left > 0 && lines.Count < rows - (state.Warning is null ? 1 : 2))
        {
            lines.Add(Line());
        }

        if (state.Warning is { } warning)
        {
            lines.Add(Line().Add(SafeText.ForTerminal(warning), Look.Red));
        }

        lines.Add(Keys(state, Line()));
        return [.. lines.Take(rows).Select(line => line.ToString())];

        ScreenLine Line() => new(columns, isColoured);
        IEnumerable<ScreenLine> Endpoints(ScreenState of) => of.Endpoints.Select(text => Line().Add(text)).Prepend(Line());
    }

    private static ScreenLine Title(ScreenState state, ScreenLine line)
    {
        line.Add($"logfn up {state.Name}", Look.Bold);
        if (state.Numbers is { } numbers)
        {
            line.AddWhole(string.Create(CultureInfo.InvariantCulture, $"  {numbers.Seconds:0} s to {state.Now:HH:mm:ss} UTC"), Look.Dim);
        }

        string rejected = state.Status.Rejected > 0 ? string.Create(CultureInfo.InvariantCulture, $", {state.Status.Rejected:N0} rejected") : "";
        string archived = state.Status.Archived is { } lines ? string.Create(CultureInfo.InvariantCulture, $", {lines:N0} archived") : "";
        return line.AddWhole(string.Create(CultureInfo.InvariantCulture, $"  {state.Status.Sent:N0} lines sent, {state.Status.Accepted:N0} counted{rejected}{archived}"), Look.Dim);
    }

    private static ScreenLine Totals(ScreenState state, ScreenLine line)
    {
        if (state.Numbers is not { } numbers)
        {
            return line.Add(state.Status.Accepted > 0 ? "No line of the last minutes ..." : "Waiting for the first lines ...");
        }

        Cell all = numbers.All;
        double rate = state.History.Rate(5);
        line.Add(rate < 1 ? $"{all.Requests} req" : string.Create(CultureInfo.InvariantCulture, $"{rate:N0} req/s"), Look.Bold);
        line.AddWhole($"   5xx {ScreenColumn.Percent(all.Status5xx, all.Requests)} %", all.Status5xx > 0 ? Look.Red : Look.Plain);
        line.AddWhole($"   4xx {ScreenColumn.Percent(all.Status4xx, all.Requests)} %");
        line.AddWhole($"   p95 {ScreenColumn.Ms(all, 0.95)} ms");
        line.AddWhole(string.Create(CultureInfo.InvariantCulture, $"   lag {state.Status.IteratorAge.TotalSeconds:0.0} s"));
        return state.Status.Behind >= TimeSpan.FromSeconds(1)
            ? line.AddWhole(string.Create(CultureInfo.InvariantCulture, $"   traffic behind by {state.Status.Behind.TotalSeconds:0} s"))
            : line;
    }

    /// <summary>Two minutes as bars, as wide as there is room; each bar is the mean of its seconds.</summary>
    private static ScreenLine Curve(string label, IReadOnlyList<double> values, ScreenLine line)
    {
        double greatest = values.Max();
        string max = string.Create(CultureInfo.InvariantCulture, $" max {greatest:N0}");
        line.Add(TextWidth.PadRight(label, LabelColumns), Look.Dim);
        int width = Math.Min(values.Count, line.Left - max.Length);
        if (width <= 0)
        {
            return line;
        }

        double[] bars = [.. Enumerable.Range(0, width).Select(i => values.Skip(i * values.Count / width).Take(((i + 1) * values.Count / width) - (i * values.Count / width)).Average())];
        return line.Add(Sparkline.Of(bars, width)).Add(max, Look.Dim);
    }

    private static IEnumerable<ScreenLine> Table(ScreenState state, int columns, int rows, Func<ScreenLine> newLine)
    {
        if (state.Numbers is not { } numbers || rows < 2)
        {
            yield break;
        }

        IReadOnlyList<ScreenColumn> shown = ScreenColumn.Fit(columns, ValueColumns);
        int valueColumns = Math.Max(1, columns - shown.Sum(column => column.Width));
        yield return Header(state.View, shown, valueColumns, newLine());
        RangeAggregate[] values = [.. Select(numbers, state.View)];
        int room = Math.Max(0, rows - 2);
        foreach (RangeAggregate value in values.Take(room))
        {
            yield return Row(SafeText.ForTerminal(value.Value), value.Cell, Look.Plain);
        }

        string all = values.Length > room ? string.Create(CultureInfo.InvariantCulture, $"all (with {values.Length - room} more)") : "all";
        yield return Row(all, numbers.All, Look.Bold);

        ScreenLine Row(string name, Cell cell, Look look)
        {
            ScreenLine line = newLine().Add(TextWidth.PadRight(TextWidth.Shorten(name, valueColumns), valueColumns), look);
            foreach (ScreenColumn column in shown)
            {
                bool isAlarming = column.Sort == ScreenSort.Errors5xx && cell.Status5xx > 0;
                line.Add(column.Text(cell, numbers.Seconds).PadLeft(column.Width), isAlarming ? Look.Red : look);
            }

            return line;
        }
    }

    private static ScreenLine Header(ScreenView view, IReadOnlyList<ScreenColumn> shown, int valueColumns, ScreenLine line)
    {
        line.Add(TextWidth.PadRight(TextWidth.Shorten(view.Dimension.Name(), valueColumns), valueColumns), Look.Reverse);
        foreach (ScreenColumn column in shown)
        {
            line.Add((column.Sort == view.Sort ? "▾" + column.Title : column.Title).PadLeft(column.Width), Look.Reverse);
        }

        return line;
    }

    private static IEnumerable<RangeAggregate> Select(LiveNumbers numbers, ScreenView view)
    {
        IReadOnlyList<RangeAggregate> values = view.Dimension switch
        {
            Dimension.Region => numbers.Regions,
            Dimension.Status => numbers.Statuses,
            _ => numbers.Endpoints,
        };
        return values
            .Where(value => value.Value.Contains(view.Filter, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(value => ScreenColumn.Measure(value.Cell, view.Sort))
            .ThenByDescending(value => value.Cell.Requests)
            .ThenBy(value => value.Value, StringComparer.Ordinal);
    }

    private static ScreenLine Keys(ScreenState state, ScreenLine line)
    {
        if (state.View.IsFiltering)
        {
            return line.Add($"/{SafeText.ForTerminal(state.View.Filter)}_", Look.Bold).AddWhole("  Enter keeps it, Esc ends it", Look.Dim);
        }

        foreach (string key in (string[])["s sort", "/ filter", "d dimension", "e endpoints", "q quit"])
        {
            line.AddWhole($"{key}   ", Look.Dim);
        }

        return state.View.Filter.Length > 0 ? line.Add($"only '{SafeText.ForTerminal(state.View.Filter)}'", Look.Bold) : line;
    }
}
