namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>A CloudWatch dashboard body, read: what there is to draw, and what of it is not known.</summary>
/// <param name="Widgets">In the order of the body; placed, none over another.</param>
/// <param name="Variables">What the viewer may choose.</param>
/// <param name="Start">Of the time that is shown first, as written: <c>-PT3H</c> or ISO 8601; null = the viewer's.</param>
/// <param name="End">ISO 8601; null = now.</param>
/// <param name="PeriodOverride"><c>auto</c>: periods follow the time range; <c>inherit</c>: those of the widgets; null = not said.</param>
/// <param name="Problems">What would not be drawn; empty when everything is.</param>
internal sealed record Dashboard(
    IReadOnlyList<Widget> Widgets,
    IReadOnlyList<DashboardVariable> Variables,
    string? Start,
    string? End,
    string? PeriodOverride,
    IReadOnlyList<DashboardProblem> Problems);
