using System.Globalization;
using System.Text;
using LogFunctions.Cli.Output;
using LogFunctions.LocalCloud;
using LogFunctions.LocalCloud.Dashboards;

namespace LogFunctions.Cli.Dashboards;

/// <summary>
/// <c>logfn dashboard --check</c>: a line per widget on standard output, with what of it would not be drawn and where that stands;
/// what belongs to no widget, and the sum, on standard error.
/// </summary>
internal static class DashboardCheck
{
    /// <returns>The exit code: 1 when anything would not be drawn.</returns>
    public static int Run(CliContext context, string path)
    {
        int wrong = 0;
        int widgets = 0;
        IReadOnlyList<FoundDashboard> found = Find(path);
        foreach (FoundDashboard each in found)
        {
            string prefix = found.Count > 1 || each.Name is not null ? each.Name + " " : "";
            if (TryRead(each, out string? problem) is not { } dashboard)
            {
                context.Error.WriteLine($"error: {SafeText.ForTerminal(prefix + problem)}");
                wrong++;
                continue;
            }

            widgets += dashboard.Widgets.Count;
            wrong += dashboard.Problems.Count;
            WriteWidgets(context, prefix, dashboard);
        }

        context.Error.WriteLine(SafeText.ForTerminal(string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: {Count(found.Count, "dashboard")}, {Count(widgets, "widget")}, {(wrong == 0 ? "all drawn" : Count(wrong, "thing") + " not drawn")}.")));
        return wrong == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <exception cref="CliException">The file cannot be read, or holds no dashboard.</exception>
    public static IReadOnlyList<FoundDashboard> Find(string path)
    {
        try
        {
            return DashboardFile.Read(path);
        }
        catch (LocalCloudException error)
        {
            throw new CliException(error.Message, ExitCode.Failed, error);
        }
    }

    /// <summary>The dashboard, or why there is none.</summary>
    private static Dashboard? TryRead(FoundDashboard found, out string? problem)
    {
        problem = found.Problem;
        if (found.Body is null)
        {
            return null;
        }

        try
        {
            return DashboardReader.Read(found.Body);
        }
        catch (LocalCloudException error)
        {
            problem = error.Message;
            return null;
        }
    }

    private static void WriteWidgets(CliContext context, string prefix, Dashboard dashboard)
    {
        ILookup<int, DashboardProblem> ofWidget = dashboard.Problems.ToLookup(problem => WidgetOf(problem.Path));
        foreach (Widget widget in dashboard.Widgets)
        {
            var line = new StringBuilder($"{prefix}$.widgets[{widget.Index}] {Describe(widget)}");
            DashboardProblem[] problems = [.. ofWidget[widget.Index]];
            if (problems.Length > 0)
            {
                line.Append("; not drawn: ").AppendJoin("; ", problems.Select(problem => $"{problem.Path} {problem.Message}"));
            }

            context.Out.WriteLine(SafeText.ForTerminal(line.ToString()));
        }

        foreach (DashboardProblem problem in ofWidget[-1])
        {
            context.Error.WriteLine(SafeText.ForTerminal($"error: {prefix}{problem.Path} {problem.Message}"));
        }
    }

    /// <summary>The widget that a path is in; -1 = none.</summary>
    private static int WidgetOf(string path)
    {
        const string Start = "$.widgets[";
        int end = path.IndexOf(']', StringComparison.Ordinal);
        return path.StartsWith(Start, StringComparison.Ordinal) && end > 0
            && int.TryParse(path.AsSpan(Start.Length, end - Start.Length), CultureInfo.InvariantCulture, out int index) ? index : -1;
    }

    private static string Describe(Widget widget)
    {
        var text = new StringBuilder(widget.Type.Length == 0 ? "?" : widget.Type);
        GridPlace place = widget.Place;
        string what = widget switch
        {
            { Metric: { } metric } => $" {metric.View}{(metric.Stacked ? " stacked" : "")}",
            { Log: { } log } => $" {log.View}",
            _ => "",
        };
        text.Append(CultureInfo.InvariantCulture, $"{what}, {place.Width}x{place.Height} at {place.X},{place.Y}");
        if (widget.Metric is { } rows)
        {
            int expressions = rows.Metrics.Count(metric => metric.Expression is not null);
            AddCount(text, rows.Metrics.Count - expressions, "metric");
            AddCount(text, expressions, "expression");
            AddCount(text, rows.Horizontal.Count + rows.Vertical.Count + (rows.AlarmArn is null ? 0 : 1), "annotation");
        }

        AddCount(text, widget.Alarm?.Arns.Count ?? 0, "alarm");
        return widget.Title.Length == 0 ? text.ToString() : text.Append($" \"{SafeText.Shorten(widget.Title.ReplaceLineEndings(" "), 80)}\"").ToString();
    }

    private static void AddCount(StringBuilder text, int count, string what)
    {
        if (count > 0)
        {
            text.Append(", ").Append(Count(count, what));
        }
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
