using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;
using LogFunctions.DashboardWidget.Html;
using LogFunctions.DashboardWidget.Reading;
using LogFunctions.DashboardWidget.Request;

namespace LogFunctions.DashboardWidget;

/// <summary>Lines that could not be read, by reason: how many, when, what such a line looks like, and how to fix it.</summary>
internal static class RejectsView
{
    public static async Task WriteAsync(HtmlWriter html, ReadPlan plan, WindowSource source, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, ValueFold> reasons = await source.FoldAsync(Dimension.Reject, null, plan.Current, plan, cancellationToken);
        IReadOnlyDictionary<string, ValueFold> all = await source.FoldAsync(Dimension.All, DimensionNames.AllValue, plan.Current, plan, cancellationToken);
        long rejected = reasons.Values.Sum(fold => fold.Total.Requests);
        long lines = rejected + (all.GetValueOrDefault(DimensionNames.AllValue)?.Total.Requests ?? 0);
        html.Begin(WidgetView.Rejects);
        html.Add($"<p class=\"soft\">{html.Time(plan.Current.FromSeconds)} to {html.Time(plan.Current.ToSeconds)}, by time of arrival</p>");
        if (rejected == 0)
        {
            html.Add($"<p>All {html.Numbers.Count(lines)} lines were read.</p>");
            return;
        }

        html.Add($"<p>{html.Numbers.Count(rejected)} of {html.Numbers.Count(lines)} lines ({html.Numbers.Percent(rejected * 100.0 / lines)}) could not be read. They are kept whole in the failure bucket under rejects/; ");
        html.AddMarkup("<code>logfn check FILE</code> explains a line field by field, <code>logfn redrive</code> puts them back.</p>");
        html.AddMarkup("<table><thead><tr><th scope=\"col\" class=\"v\">Reason</th><th scope=\"col\">Lines</th><th scope=\"col\">Share</th><th scope=\"col\"></th></tr></thead><tbody>");
        foreach ((string name, ValueFold fold) in reasons.OrderByDescending(pair => pair.Value.Total.Requests).ThenBy(pair => pair.Key, StringComparer.Ordinal).TakeWhile(_ => html.HasRoom))
        {
            WriteReason(html, name, fold, rejected);
        }

        html.AddMarkup("</tbody></table>");
    }

    private static void WriteReason(HtmlWriter html, string name, ValueFold fold, long rejected)
    {
        html.Add($"<tr><td class=\"v\"><b>{name}</b>");
        if (RejectReasonNames.TryParse(name, out RejectReason reason) && RejectExamples.Of(reason) is { } example)
        {
            html.Add($"<br/>{example.Fix}<br/><span class=\"soft\">such as</span> <code>{example.Line}</code>");
        }

        html.Add($"</td><td>{html.Numbers.Count(fold.Total.Requests)}</td><td>{html.Numbers.Percent(fold.Total.Requests * 100.0 / rejected)}</td><td>");
        html.AddMarkup(Svg.Sparkline(fold.Requests, [])).AddMarkup("</td></tr>");
    }
}
