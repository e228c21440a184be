namespace LogFunctions.Core.Parsing;

/// <summary>Which lines a parser accepts (<c>LOG_FORMAT</c>).</summary>
public enum LogFormat : byte
{
    /// <summary>Each line is recognised by itself.</summary>
    Auto = 0,

    /// <summary>One JSON object per line: own names and aliases.</summary>
    Json = 1,

    /// <summary>Apache and nginx text: common, combined, with vhost, with times, ingress-nginx.</summary>
    AccessLog = 2,

    /// <summary>AWS Application Load Balancer.</summary>
    Alb = 3,

    /// <summary>CloudFront real-time log (tab separated, chosen fields).</summary>
    CloudFrontRealtime = 4,

    /// <summary>CloudFront standard log (tab separated, <c>#Fields</c>).</summary>
    CloudFrontStandard = 5,
}
