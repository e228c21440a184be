namespace LogFunctions.Core.Parsing;

/// <summary>
/// Text formats that are known as a whole, written as directives. Which of them a line may be is told by its first byte; they are tried in
/// their order, and none of them fits a line of another.
/// </summary>
internal static class KnownFormats
{
    // Names with an underscore in front are ours: _word is stepped over, _client may be a list, _peer has a port, _ms a latency in
    // milliseconds.
    private static readonly (string Directive, LineKind Kind)[] s_directives =
    [
        // Envoy, Istio: [%START_TIME%] "%REQ(:METHOD)% %PATH% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% ...
        ("""[$_time] "$request" $status $_word $_word $body_bytes_sent $_ms $_word "$_client" $_rest""", LineKind.Envoy),
        ("""[$_time] "$request" $status $_word $_word $_word "$reason" $_word $body_bytes_sent $_ms $_word "$_client" $_rest""",
            LineKind.Envoy),

        // Nginx Proxy Manager: proxy hosts, then its own pages.
        ("""[$time_local] $_word $_word $status - $request_method $_word $_word "$request_uri" [Client $remote_addr] """
            + "[Length $body_bytes_sent] $_rest",
            LineKind.NginxProxyManager),
        ("""[$time_local] $status - $request_method $_word $_word "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] $_rest""",
            LineKind.NginxProxyManager),

        // HAProxy "option httplog": client:port [accept] frontend backend/server Tq/Tw/Tc/Tr/Tt status bytes ... {headers} "request"
        ("$_peer [$_time] $_word $_word $_timers $status $body_bytes_sent $_word $_word $_word $_word $_word $headers\"$request\"$_rest",
            LineKind.HaProxy),

        // Amazon S3 server access log.
        ("""$_word $_word [$time_local] $remote_addr $_word $_word $_word $_word "$request" $status $_word $body_bytes_sent """
            + "$_word $_ms $_word $_rest",
            LineKind.S3),

        // Classic Load Balancer.
        ("""$_iso $_word $_peer $_word $_part $_part $_part $status $_word $_word $body_bytes_sent "$request"$_rest""",
            LineKind.ClassicElb),

        // Squid's native format.
        ("$msec $_ms $remote_addr $_code/$status $body_bytes_sent $request_method $_target $_rest", LineKind.Squid),
    ];

    public static IReadOnlyList<TextFormat> All { get; } =
        [.. s_directives.Select(known => NginxDirective.Compile(known.Directive, known.Kind))];
}
