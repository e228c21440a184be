namespace LogFunctions.Core.Parsing;

/// <summary>Compiles the text of an nginx <c>log_format</c>.</summary>
internal static class NginxDirective
{
    /// <summary>Compiles <c>$remote_addr - $remote_user [$time_local] ...</c>, without the quotes around it.</summary>
    /// <param name="directive">The text; one that begins with a brace is a JSON template.</param>
    /// <param name="kind">What its lines are.</param>
    /// <exception cref="FormatException">It cannot be read unambiguously; the message says why, with a caret.</exception>
    public static TextFormat Compile(string directive, LineKind kind = LineKind.Directive)
    {
        var builder = new DirectiveBuilder(directive);
        int position = 0;
        while (position < directive.Length)
        {
            int start = position;
            if (directive[position] != '$')
            {
                builder.AddText(directive[position++]);
                continue;
            }

            bool isBraced = position + 1 < directive.Length && directive[position + 1] == '{';
            position += isBraced ? 2 : 1;
            int nameStart = position;
            while (position < directive.Length && (char.IsAsciiLetterOrDigit(directive[position]) || directive[position] == '_'))
            {
                position++;
            }

            string name = directive[nameStart..position];
            if (name.Length == 0 || (isBraced && (position == directive.Length || directive[position] != '}')))
            {
                throw builder.Fault("a variable has no name", start, position - start);
            }

            position += isBraced ? 1 : 0;
            builder.AddValue(StepOf(name), start, position - start);
        }

        return builder.Build(kind, isJson: directive.StartsWith('{'));
    }

    private static TextStep StepOf(string name)
    {
        TextStep Step(TextRole role, TextShape shape, int rank) => new("$" + name, role, shape) { Rank = rank };
        TextStep Latency(int power, int rank = 9) => Step(TextRole.Latency, TextShape.Word, rank) with { Power = power };
        TextStep Time(TextTimePattern pattern, int rank, int length = 0) =>
            Step(TextRole.Time, length > 0 ? TextShape.Fixed : TextShape.Word, rank) with { Time = pattern, Length = length };
        return name switch
        {
            "remote_addr" => Step(TextRole.Client, TextShape.Word, 9),
            "http_x_real_ip" or "http_cf_connecting_ip" or "http_true_client_ip" => Step(TextRole.Client, TextShape.Word, 7),
            "realip_remote_addr" or "proxy_protocol_addr" => Step(TextRole.Client, TextShape.Word, 5),
            "http_x_forwarded_for" or "proxy_add_x_forwarded_for" => Step(TextRole.Client, TextShape.List, 3),
            "time_local" => Time(TextTimePattern.Usual, 8, 26),
            "time_iso8601" => Time(TextTimePattern.Usual, 7, 25),
            "msec" => Time(TextTimePattern.Epoch(3), 9),
            "request" => Step(TextRole.Request, TextShape.Text, 9),
            "request_method" => Step(TextRole.Method, TextShape.Word, 9),
            "request_uri" => Step(TextRole.Target, TextShape.Text, 9),
            "uri" or "document_uri" => Step(TextRole.Target, TextShape.Text, 7),
            "status" => Step(TextRole.Status, TextShape.Word, 9),
            "body_bytes_sent" => Step(TextRole.Bytes, TextShape.Word, 9),
            "bytes_sent" => Step(TextRole.Bytes, TextShape.Word, 8),
            "request_time" => Latency(LatencyUnits.Seconds),
            "geoip_country_code" or "geoip2_data_country_code" or "geoip2_data_country_iso_code" or "http_cf_ipcountry"
                or "http_cloudfront_viewer_country" =>
                Step(TextRole.Region, TextShape.Word, 9),
            "upstream_addr" or "upstream_status" or "upstream_response_time" or "upstream_connect_time" or "upstream_header_time"
                or "upstream_response_length" or "upstream_bytes_sent" or "upstream_bytes_received" or "upstream_cache_status" =>
                    Step(TextRole.Ignored, TextShape.List, 0),
            // Only in formats of our own: KnownFormats.
            "_time" => Time(TextTimePattern.Usual, 9) with { Shape = TextShape.Text },
            "_iso" => Time(TextTimePattern.Iso, 9),
            "_client" => Step(TextRole.Client, TextShape.List, 9),
            "_peer" => Step(TextRole.Client, TextShape.Word, 9) with { HasPort = true },
            "_word" => Step(TextRole.Ignored, TextShape.Word, 0),
            "_ms" => Latency(LatencyUnits.Milliseconds),
            "_timers" => Latency(LatencyUnits.LastTimer),
            "_part" => Latency(LatencyUnits.Seconds) with { IsPart = true },
            "_target" => Step(TextRole.Target, TextShape.Word, 9),
            "_rest" => Step(TextRole.Ignored, TextShape.Rest, 0),
            _ => Step(TextRole.Ignored, TextShape.Text, 0),
        };
    }
}
