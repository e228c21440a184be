using LogFunctions.DashboardWidget.Html;
using LogFunctions.DashboardWidget.Request;

namespace LogFunctions.DashboardWidget;

/// <summary>Clients are not recorded in windows; the widget says where they can be found.</summary>
internal static class ClientsView
{
    public static Task WriteAsync(HtmlWriter html)
    {
        html.Begin(WidgetView.Clients);
        html.AddMarkup("<p>Clients are not recorded here: addresses are personal data, and the tables hold none. The lines themselves have them; "
            + "<code>logfn sql</code> over log files or the archive lists the busiest:</p>"
            + "<p><code>logfn sql \"SELECT client, count(*) FROM lines GROUP BY client ORDER BY 2 DESC LIMIT 20\" access.log</code></p>");
        return Task.CompletedTask;
    }
}
