using LogFunctions.LocalCloud.Dashboards;

namespace LogFunctions.Tools.Tests.Dashboards;

/// <summary>Dashboard bodies for tests.</summary>
internal static class Bodies
{
    /// <summary>Every type, view and property that is drawn, and nothing else.</summary>
    public const string Everything = """
        {
          "start": "-PT3H", "periodOverride": "inherit",
          "variables": [
            {"type": "property", "property": "Endpoint", "inputType": "select", "id": "endpoint", "label": "Endpoint", "defaultValue": "__FIRST",
             "search": "{Shop,Endpoint} MetricName=\"Requests\"", "populateFrom": "Endpoint", "visible": true},
            {"type": "pattern", "pattern": "us-east-1", "inputType": "radio", "id": "region", "values": [{"value": "us-east-1", "label": "Virginia"}, {"value": "eu-west-1"}]},
            {"type": "property", "property": "period", "inputType": "input", "id": "period", "defaultValue": 60}
          ],
          "widgets": [
            {"type": "text", "x": 0, "y": 0, "width": 24, "height": 2, "properties": {"markdown": "# Shop", "background": "transparent"}},
            {"type": "metric", "x": 0, "y": 2, "width": 6, "height": 4, "properties": {
              "view": "singleValue", "region": "us-east-1", "sparkline": true, "setPeriodToTimeRange": false, "singleValueFullPrecision": false, "trend": true,
              "metrics": [["Shop", "Requests", {"stat": "Sum", "period": 1}]]}},
            {"type": "metric", "x": 6, "y": 2, "width": 6, "height": 4, "properties": {
              "view": "gauge", "region": "us-east-1", "yAxis": {"left": {"min": 0, "max": 100}}, "metrics": [["Shop", "Load"]]}},
            {"type": "metric", "x": 12, "y": 2, "width": 6, "height": 4, "properties": {
              "view": "bar", "region": "us-east-1", "stat": "Sum", "labels": {"visible": false}, "metrics": [["Shop", "Requests", "Endpoint", "GET /"], ["...", "GET /b"]]}},
            {"type": "metric", "x": 18, "y": 2, "width": 6, "height": 4, "properties": {
              "view": "pie", "region": "us-east-1", "metrics": [["Shop", "Requests", "Endpoint", "GET /"]], "legend": {"position": "hidden"}}},
            {"type": "metric", "x": 0, "y": 6, "width": 12, "height": 6, "properties": {
              "view": "timeSeries", "stacked": true, "region": "us-east-1", "title": "Requests", "period": 60, "stat": "p99.9", "timezone": "+0130",
              "liveData": true, "legend": {"position": "right"}, "start": "-PT1H", "end": "P0D", "accountId": "111122223333",
              "yAxis": {"left": {"min": 0, "max": 10.5, "label": "ms", "showUnits": false}, "right": {"min": 0}},
              "metrics": [
                ["Shop", "Requests", "Endpoint", "GET /", {"id": "m1", "visible": false, "color": "#1f77b4", "yAxis": "right", "label": "a", "region": "eu-west-1", "accountId": "1"}],
                [".", "Errors", ".", ".", {"id": "m2"}],
                [{"expression": "100*m2/m1", "id": "e1", "label": "errors"}]],
              "annotations": {
                "horizontal": [{"value": 5, "label": "limit", "color": "#d62728", "fill": "above", "yAxis": "right", "visible": true},
                               [{"value": 1, "label": "from"}, {"value": 2, "label": "to"}]],
                "vertical": [{"value": "2026-03-01T12:00:00Z", "label": "deploy", "fill": "after"},
                             [{"value": "2026-03-01T12:00:00Z"}, {"value": "2026-03-01T13:00:00Z"}]]}}},
            {"type": "metric", "x": 12, "y": 6, "width": 12, "height": 6, "properties": {
              "view": "table", "region": "us-east-1", "metrics": [[{"expression": "SEARCH('{Shop,Endpoint} MetricName=\"Requests\"', 'Sum', 60)"}]],
              "table": {"layout": "vertical", "stickySummary": true, "showTimeSeriesData": false, "summaryColumns": ["MIN", "AVG"]}}},
            {"type": "metric", "x": 0, "y": 12, "width": 12, "height": 6, "properties": {
              "region": "us-east-1", "annotations": {"alarms": ["arn:aws:cloudwatch:us-east-1:000000000000:alarm:slow"]}}},
            {"type": "alarm", "x": 12, "y": 12, "width": 12, "height": 6, "properties": {
              "alarms": ["arn:aws:cloudwatch:us-east-1:000000000000:alarm:slow"], "sortBy": "stateUpdatedTimestamp", "states": ["ALARM"], "title": "Alarms"}},
            {"type": "log", "x": 0, "y": 18, "width": 12, "height": 6, "properties": {
              "query": "SOURCE '/aws/lambda/f' | fields @timestamp, @message | sort @timestamp desc | limit 20", "region": "us-east-1", "view": "table", "stacked": false, "title": "Log"}},
            {"type": "custom", "x": 12, "y": 18, "width": 12, "height": 6, "properties": {
              "endpoint": "arn:aws:lambda:us-east-1:000000000000:function:customWidget-top", "params": {"view": "endpoints"},
              "updateOn": {"refresh": true, "resize": false, "timeRange": true}, "title": "Endpoints"}},
            {"type": "explorer", "x": 0, "y": 24, "width": 24, "height": 15, "properties": {
              "metrics": [{"metricName": "Duration", "resourceType": "AWS::Lambda::Function", "stat": "p95"}],
              "aggregateBy": {"key": "Runtime", "func": "MAX"}, "labels": [{"key": "Stage", "value": "prod"}], "splitBy": "Runtime", "period": 300,
              "widgetOptions": {"legend": {"position": "bottom"}, "view": "timeSeries", "stacked": false, "rowsPerPage": 8, "widgetsPerRow": 2}, "title": "Functions"}}
          ]
        }
        """;

    /// <summary>A body with one metric widget of these properties.</summary>
    public static string Metric(string properties) =>
        """{"widgets":[{"type":"metric","x":0,"y":0,"width":6,"height":6,"properties":{"region":"us-east-1",""" + properties + "}}]}";

    /// <summary>The rows of one metric widget.</summary>
    public static IReadOnlyList<WidgetMetric> Rows(string rows) => DashboardReader.Read(Metric($"\"metrics\":[{rows}]")).Widgets[0].Metric!.Metrics;
}
