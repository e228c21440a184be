namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>Something of a dashboard that is not drawn, or not as written.</summary>
/// <param name="Path">Where it stands in the body, as a JSON path: <c>$.widgets[3].properties.view</c>.</param>
/// <param name="Message">What is there, and what would be right. Holds text of the body, to be escaped where shown.</param>
internal sealed record DashboardProblem(string Path, string Message);
