namespace LogFunctions.WindowStore;

/// <summary>What a list of the top values is ordered by, greatest first.</summary>
public enum TopBy
{
    /// <summary>Number of requests.</summary>
    Requests,

    /// <summary>Requests with status 400..599.</summary>
    Errors,

    /// <summary>Requests with status 500..599.</summary>
    Errors5xx,

    /// <summary>Share of requests with status 400..599.</summary>
    ErrorRate,

    /// <summary>95th percentile of latency; values without any latency come last.</summary>
    P95,

    /// <summary>99th percentile of latency; values without any latency come last.</summary>
    P99,

    /// <summary>Response bytes.</summary>
    Bytes,
}
