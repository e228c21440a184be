namespace LogFunctions.DashboardWidget;

/// <summary>What the widget says of itself when CloudWatch asks; the YAML block is what its console offers as parameters.</summary>
internal static class Description
{
    public const string Markdown = """
        ## Endpoints of your web servers, counted exactly once

        ```yaml
        view: endpoints
        sort: requests
        top: 25
        ```

        | parameter | values | meaning |
        | --- | --- | --- |
        | `view` | `endpoints`, `rejects`, `clients` | endpoints of the dashboard's time range; lines that could not be read; clients |
        | `endpoint` | such as `GET /orders/{id}` | one endpoint instead of the list |
        | `sort` | `requests`, `errors`, `p95`, `change` | order of the list |
        | `top` | 1 to 100 | rows of the list |

        Numbers come from the table and, for the last minutes, from the ledgers, so they are as they are this second. Changes compare with the period of the same length before.
        Click an endpoint for its status classes, latencies and time series.
        """;
}
