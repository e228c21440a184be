using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Formats;

/// <summary>What follows the Apache common fields.</summary>
internal enum CombinedExtra
{
    /// <summary>Nothing: common log format.</summary>
    Common,

    /// <summary>Referer and user agent: combined log format.</summary>
    Combined,

    /// <summary>Combined with <c>%v:%p</c> in front.</summary>
    VhostCombined,

    /// <summary>Combined with <c>%D</c>: microseconds.</summary>
    Microseconds,

    /// <summary>Combined with nginx's <c>$request_time</c>: seconds with three decimals.</summary>
    RequestTime,

    /// <summary>Combined with nginx's <c>$request_time $upstream_response_time</c>.</summary>
    UpstreamTime,

    /// <summary>The format of the Kubernetes ingress-nginx controller.</summary>
    Ingress,
}

/// <summary>Apache common, combined and their relatives. Sources: httpd mod_log_config, ngx_http_log_module, ingress-nginx log-format.</summary>
internal sealed class CombinedFormat(CombinedExtra extra) : LineFormat
{
    private readonly TimeText _time = new();

    protected override int LatencyQuantumUs => extra switch
    {
        CombinedExtra.Microseconds => 1,
        CombinedExtra.RequestTime or CombinedExtra.UpstreamTime or CombinedExtra.Ingress => 1_000,
        _ => 0,
    };

    public override string? RegionValue(RegionModel region) => null;

    public override void Write(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        if (extra == CombinedExtra.VhostCombined)
        {
            output.Append("www.example.com:443 "u8);
        }

        output.Append(texts.Client);
        output.Append(" - - ["u8);
        _time.WriteApache(ref output, hit);
        output.Append("] \""u8);
        output.Append(texts.Method);
        output.Append((byte)' ');
        output.Append(texts.Target);
        output.Append(" HTTP/1.1\" "u8);
        WriteStatus(ref output, hit);
        output.Append((byte)' ');
        // Apache's %b writes a dash for an empty body, nginx's $body_bytes_sent writes 0
        if (hit.Bytes == 0 && extra <= CombinedExtra.Microseconds)
        {
            output.Append((byte)'-');
        }
        else
        {
            output.AppendNumber(hit.Bytes);
        }

        if (extra != CombinedExtra.Common)
        {
            WriteExtra(ref output, hit, texts);
        }
    }

    private void WriteExtra(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        output.Append(" \""u8);
        output.Append(texts.Referer.IsEmpty ? "-"u8 : texts.Referer);
        output.Append("\" \""u8);
        output.Append(texts.UserAgent);
        output.Append((byte)'"');
        switch (extra)
        {
            case CombinedExtra.Microseconds:
                output.Append((byte)' ');
                output.AppendNumber(hit.LatencyUs);
                break;
            case CombinedExtra.RequestTime:
                output.Append((byte)' ');
                output.AppendSeconds(hit.LatencyUs);
                break;
            case CombinedExtra.UpstreamTime:
                output.Append((byte)' ');
                output.AppendSeconds(hit.LatencyUs);
                output.Append((byte)' ');
                output.AppendSeconds(hit.LatencyUs);
                break;
            case CombinedExtra.Ingress:
                WriteIngress(ref output, hit);
                break;
        }
    }

    /// <summary><c>$request_length $request_time [$proxy_upstream_name] [] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id</c>.</summary>
    private static void WriteIngress(ref Utf8Out output, in Hit hit)
    {
        output.Append((byte)' ');
        output.AppendNumber(200 + (long)(hit.Salt % 900));
        output.Append((byte)' ');
        output.AppendSeconds(hit.LatencyUs);
        output.Append(" [shop-web-80] [] 10.0.3.17:8080 "u8);
        output.AppendNumber(hit.Bytes);
        output.Append((byte)' ');
        output.AppendSeconds(hit.LatencyUs);
        output.Append((byte)' ');
        output.AppendDigits(hit.Status, 3);
        output.Append((byte)' ');
        output.AppendHex(hit.Salt, 16);
        output.AppendHex(~hit.Salt, 16);
    }
}
