namespace LogFunctions.DashboardWidget.Html;

/// <summary>The widget's style sheet: everything under <c>.lf</c>, in the colours of the dashboard's theme. Text stands out from its ground by 4.5:1 or more.</summary>
internal static class Style
{
    public static string Sheet(bool isDark) => (isDark
        ? "<style>.lf{--ink:#d1d5db;--soft:#9ba7b6;--line:#414d5c;--hot:#ff7a6e;--ok:#4fb286;--bar:#539fe5}"
        : "<style>.lf{--ink:#16191f;--soft:#545b64;--line:#d5dbdb;--hot:#b0260b;--ok:#1d8102;--bar:#0073bb}")
        + ".lf{color:var(--ink);font:13px/1.45 system-ui,sans-serif}.lf table{border-collapse:collapse;width:100%}.lf th,.lf td{padding:3px 8px;border-bottom:1px solid var(--line);text-align:right;"
        + "white-space:nowrap;font-variant-numeric:tabular-nums}.lf th{color:var(--soft);font-weight:600}.lf .v{text-align:left;white-space:normal;overflow-wrap:anywhere}.lf .v a{color:var(--bar);cursor:pointer}"
        + ".lf .hot{color:var(--hot);font-weight:600}.lf .good{color:var(--ok)}.lf .soft{color:var(--soft)}.lf svg{display:block}.lf .sum td{font-weight:600}.lf-nav{margin:0 0 8px}.lf-nav .btn{margin-right:6px}"
        + ".lf code{white-space:pre-wrap;overflow-wrap:anywhere}.lf h4{margin:12px 0 4px}</style>";
}
