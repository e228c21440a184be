using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Formats;

/// <summary>
/// AWS Application Load Balancer access log, 29 fields. Source: load-balancer-access-logs.md of the Elastic Load Balancing guide.
/// The three processing times add up to the latency; a request that was never dispatched (502 to 504: every second one) has -1
/// in all three, so no latency.
/// </summary>
internal sealed class AlbFormat : LineFormat
{
    private const int EdgeUs = 1_000;

    private readonly TimeText _time = new();

    protected override int LatencyQuantumUs => 1_000;

    public override string? RegionValue(RegionModel region) => null;

    public override int StatedLatencyUs(in Hit hit) => IsUndispatched(hit) ? -1 : base.StatedLatencyUs(hit);

    public override void Write(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        output.Append("https "u8);
        _time.WriteIso(ref output, hit);
        output.Append(" app/shop/50dc6c495c0c9188 "u8);
        output.Append(texts.Client);
        output.Append((byte)':');
        output.AppendNumber(32_768 + (long)(hit.Salt % 28_000));
        bool isUndispatched = hit.LatencyUs < 0;
        output.Append(isUndispatched ? " - "u8 : " 10.0.1.17:8080 "u8);
        WriteTimes(ref output, hit);
        output.Append((byte)' ');
        WriteStatus(ref output, hit);
        output.Append((byte)' ');
        WriteTargetStatus(ref output, hit);
        output.Append((byte)' ');
        output.AppendNumber(200 + (long)(hit.Salt % 900));
        output.Append((byte)' ');
        output.AppendNumber(hit.Bytes);
        output.Append(" \""u8);
        output.Append(texts.Method);
        output.Append(" https://www.example.com:443"u8);
        output.Append(texts.Target);
        output.Append(" HTTP/2.0\" \""u8);
        output.Append(texts.UserAgent);
        output.Append("\" TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 \"Root=1-"u8);
        output.AppendHex(hit.Salt >> 32, 8);
        output.Append((byte)'-');
        output.AppendHex(hit.Salt, 16);
        output.AppendHex(hit.Salt >> 16, 8);
        output.Append("\" \"www.example.com\" \"arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012\" 1 "u8);
        _time.WriteIso(ref output, hit);
        output.Append(" \"forward\" \"-\" \"-\" \""u8);
        output.Append(isUndispatched ? "-"u8 : "10.0.1.17:8080"u8);
        output.Append("\" \""u8);
        WriteTargetStatus(ref output, hit);
        output.Append("\" \"-\" \"-\""u8);
    }

    private static bool IsUndispatched(in Hit hit) => hit.Status is >= 502 and <= 504 && (hit.Salt & 1) == 0;

    private static void WriteTargetStatus(ref Utf8Out output, in Hit hit)
    {
        if (hit.LatencyUs < 0)
        {
            output.Append((byte)'-');
            return;
        }

        output.AppendDigits(hit.Status, 3);
    }

    private static void WriteTimes(ref Utf8Out output, in Hit hit)
    {
        if (hit.LatencyUs < 0)
        {
            output.Append("-1 -1 -1"u8);
            return;
        }

        // A millisecond each for reading the request and writing the answer, when there is that much.
        int edgeUs = hit.LatencyUs >= 3 * EdgeUs ? EdgeUs : 0;
        output.AppendSeconds(edgeUs);
        output.Append((byte)' ');
        output.AppendSeconds(hit.LatencyUs - (2 * edgeUs));
        output.Append((byte)' ');
        output.AppendSeconds(edgeUs);
    }
}
