using LogFunctions.LogGenerator.Traffic;

namespace LogFunctions.LogGenerator.Formats;

/// <summary>
/// CloudFront, tab-separated: the real-time log with AWS's 43 fields, or the standard log with 33 fields and its two header
/// lines. Sources: real-time-logs.md and AccessLogs.md of the CloudFront guide. Real-time lines tell the client's country, which
/// is then the region; standard lines only the edge location. Text fields are URL-encoded (spaces).
/// </summary>
internal sealed class CloudFrontFormat(bool isStandard) : LineFormat
{
    private static readonly byte[] s_standardHeader =
    [
        .. "#Version: 1.0\n"u8,
        .. "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end\n"u8,
    ];

    private readonly TimeText _time = new();

    protected override int LatencyQuantumUs => 1_000;

    public override ReadOnlySpan<byte> Header => isStandard ? s_standardHeader : default;

    public override string? RegionValue(RegionModel region) => isStandard ? region.EdgeText : region.CountryText;

    /// <summary>A line whose first field is no time is not recognised as CloudFront's at all by some readers.</summary>
    public override string? RejectReason(LineKind kind) => kind == LineKind.BadTimestamp ? null : base.RejectReason(kind);

    public override void Write(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        if (isStandard)
        {
            WriteStandard(ref output, hit, texts);
        }
        else
        {
            WriteRealtime(ref output, hit, texts);
        }
    }

    private static void WriteRealtime(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        TimeText.WriteEpochSeconds(ref output, hit);
        Field(ref output, texts.Client);
        output.Append((byte)'\t');
        output.AppendSeconds(hit.LatencyUs);
        output.Append((byte)'\t');
        WriteStatus(ref output, hit);
        Number(ref output, hit.Bytes);
        Field(ref output, texts.Method);
        output.Append("\thttps\twww.example.com\t"u8);
        output.Append(texts.Target);
        Number(ref output, 300 + (long)(hit.Salt % 900));
        Field(ref output, texts.Region.Edge);
        output.Append((byte)'\t');
        WriteRequestId(ref output, hit.Salt);
        output.Append("\twww.example.com\t"u8);
        output.AppendSeconds(hit.LatencyUs);
        output.Append("\tHTTP/2.0\t"u8);
        output.Append(texts.Client.Contains((byte)':') ? "IPv6\t"u8 : "IPv4\t"u8);
        Encoded(ref output, texts.UserAgent);
        output.Append((byte)'\t');
        Encoded(ref output, texts.Referer);
        output.Append("\t-\t"u8);
        output.Append(texts.Query.IsEmpty ? "-"u8 : texts.Query);
        output.Append("\tMiss\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tMiss\t-\t-\ttext/html\t"u8);
        output.AppendNumber(hit.Bytes);
        output.Append("\t-\t-\t"u8);
        output.AppendNumber(32_768 + (long)(hit.Salt % 28_000));
        output.Append("\tMiss\t"u8);
        output.Append(texts.Region.Country);
        output.Append("\tgzip\t*/*\t*\tHost:www.example.com%0A\tHost%0A\t1\t"u8);
        output.AppendSeconds(hit.LatencyUs);
        output.Append((byte)'\t');
        output.AppendSeconds(hit.LatencyUs);
        output.Append("\t64500"u8);
    }

    private void WriteStandard(ref Utf8Out output, in Hit hit, scoped in LineTexts texts)
    {
        _time.WriteDateAndTime(ref output, hit, separator: (byte)'\t');
        Field(ref output, texts.Region.Edge);
        Number(ref output, hit.Bytes);
        Field(ref output, texts.Client);
        Field(ref output, texts.Method);
        output.Append("\td111111abcdef8.cloudfront.net\t"u8);
        // the standard log keeps path and query apart
        output.Append(texts.Path);
        output.Append((byte)'\t');
        WriteStatus(ref output, hit);
        output.Append((byte)'\t');
        Encoded(ref output, texts.Referer);
        output.Append((byte)'\t');
        Encoded(ref output, texts.UserAgent);
        output.Append((byte)'\t');
        output.Append(texts.Query.IsEmpty ? "-"u8 : texts.Query);
        output.Append("\t-\tMiss\t"u8);
        WriteRequestId(ref output, hit.Salt);
        output.Append("\twww.example.com\thttps"u8);
        Number(ref output, 300 + (long)(hit.Salt % 900));
        output.Append((byte)'\t');
        output.AppendSeconds(hit.LatencyUs);
        output.Append("\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tMiss\tHTTP/2.0\t-\t-\t"u8);
        output.AppendNumber(32_768 + (long)(hit.Salt % 28_000));
        output.Append((byte)'\t');
        output.AppendSeconds(hit.LatencyUs);
        output.Append("\tMiss\ttext/html\t"u8);
        output.AppendNumber(hit.Bytes);
        output.Append("\t-\t-"u8);
    }

    private static void Field(ref Utf8Out output, scoped ReadOnlySpan<byte> text)
    {
        output.Append((byte)'\t');
        output.Append(text);
    }

    private static void Number(ref Utf8Out output, long value)
    {
        output.Append((byte)'\t');
        output.AppendNumber(value);
    }

    private static void WriteRequestId(ref Utf8Out output, ulong salt)
    {
        output.AppendHex(salt, 16);
        output.AppendHex(~salt, 16);
        output.Append("=="u8);
    }

    /// <summary>Spaces as %20; a dash for nothing.</summary>
    private static void Encoded(ref Utf8Out output, scoped ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            output.Append((byte)'-');
            return;
        }

        while (text.IndexOf((byte)' ') is >= 0 and int space)
        {
            output.Append(text[..space]);
            output.Append("%20"u8);
            text = text[(space + 1)..];
        }

        output.Append(text);
    }
}
