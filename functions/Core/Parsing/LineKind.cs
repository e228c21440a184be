namespace LogFunctions.Core.Parsing;

/// <summary>What a line turned out to be.</summary>
public enum LineKind : byte
{
    /// <summary>Nothing known.</summary>
    Unrecognized = 0,

    /// <summary>A JSON object.</summary>
    Json = 1,

    /// <summary>Common log format, Apache or nginx, with or without vhost and time.</summary>
    Common = 2,

    /// <summary>Combined log format (referer and user agent), Apache or nginx, with or without vhost and times.</summary>
    Combined = 3,

    /// <summary>Kubernetes ingress-nginx (<c>upstreaminfo</c>).</summary>
    IngressNginx = 4,

    /// <summary>AWS Application Load Balancer.</summary>
    Alb = 5,

    /// <summary>CloudFront real-time.</summary>
    CloudFrontRealtime = 6,

    /// <summary>CloudFront standard.</summary>
    CloudFrontStandard = 7,

    /// <summary>By a log directive that was given.</summary>
    Directive = 8,

    /// <summary>W3C extended log with its <c>#Fields</c>: IIS, Tomcat.</summary>
    W3c = 9,

    /// <summary>Envoy and Istio text.</summary>
    Envoy = 10,

    /// <summary>HAProxy <c>option httplog</c>.</summary>
    HaProxy = 11,

    /// <summary>Nginx Proxy Manager.</summary>
    NginxProxyManager = 12,

    /// <summary>Amazon S3 server access log.</summary>
    S3 = 13,

    /// <summary>AWS Classic Load Balancer.</summary>
    ClassicElb = 14,

    /// <summary>Squid, native format.</summary>
    Squid = 15,

    /// <summary>Labeled tab separated values.</summary>
    Ltsv = 16,

    /// <summary><c>key=value</c> words: Heroku's router, lograge, Go's logfmt.</summary>
    Logfmt = 17,
}
