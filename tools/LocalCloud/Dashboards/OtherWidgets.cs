using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>A text in Markdown.</summary>
/// <param name="Markdown">The text.</param>
/// <param name="IsTransparent">Without a background of its own.</param>
internal sealed record TextWidget(string Markdown, bool IsTransparent);

/// <summary>Alarms and their states.</summary>
/// <param name="Arns">1 to 100 alarms.</param>
/// <param name="SortBy">default (name), stateUpdatedTimestamp or timestamp.</param>
/// <param name="States">Only those in these states; empty = all.</param>
internal sealed record AlarmWidget(IReadOnlyList<string> Arns, string SortBy, IReadOnlyList<string> States);

/// <summary>A Logs Insights query.</summary>
/// <param name="Query">With its SOURCE clauses.</param>
/// <param name="View">table, timeSeries, bar or pie.</param>
/// <param name="Stacked">Of timeSeries.</param>
/// <param name="Region">Null = the viewer's.</param>
internal sealed record LogWidget(string Query, string View, bool Stacked, string? Region);

/// <summary>What a Lambda function draws.</summary>
/// <param name="Endpoint">ARN of the function.</param>
/// <param name="Params">What it is given; null = nothing.</param>
/// <param name="OnRefresh">Asked again when the dashboard is refreshed.</param>
/// <param name="OnResize">Asked again when its size changes.</param>
/// <param name="OnTimeRange">Asked again when the time range changes.</param>
internal sealed record CustomWidget(string Endpoint, JsonNode? Params, bool OnRefresh, bool OnResize, bool OnTimeRange);
