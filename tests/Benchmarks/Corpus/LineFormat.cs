namespace LogFunctions.Benchmarks.Corpus;

/// <summary>How a benchmark line is written.</summary>
internal enum LineFormat
{
    Json,

    /// <summary>Caddy: the request is an object, with headers that nobody reads.</summary>
    NestedJson,

    /// <summary>Docker's json-file around nginx JSON: every quote of the line is escaped.</summary>
    JsonInJson,

    /// <summary>Docker's json-file around a combined line.</summary>
    CombinedInJson,
    CombinedTime,

    /// <summary>Apache combined as it comes: no latency.</summary>
    Combined,
    CloudFront,
    Alb,

    // From here on by RarerFormats.
    Traefik,
    Envoy,
    HaProxy,
    Squid,
    S3,
    Ltsv,
    Logfmt,
    W3c,
}
