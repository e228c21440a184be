using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Check;

/// <summary>For each reason: what is wrong, and what to do about it.</summary>
internal static class RejectAdvice
{
    public static string For(RejectReason reason) => reason switch
    {
        RejectReason.LineUnrecognized => "no known format begins like this.",
        RejectReason.LineTooLong => "the line is longer than MAX_LINE_BYTES.",
        RejectReason.LineTruncated => "the line ends before its last required field, or a quote is never closed.",
        RejectReason.LineFieldCount => "the number of tab separated fields fits no known list; name the chosen ones with --cloudfront-fields (CLOUDFRONT_FIELDS).",
        RejectReason.JsonInvalid => "this is not JSON from here on.",
        RejectReason.JsonTooDeep => "the JSON is nested too deep.",
        RejectReason.TimestampMissing => "the time field is there but empty.",
        RejectReason.TimestampInvalid => "not a time; known are ISO 8601, 10/Oct/2000:13:55:36 -0700, and epoch seconds or milliseconds.",
        RejectReason.TimestampOutOfRange => "the time is before 1970 or after 9999.",
        RejectReason.StatusMissing => "no field is a status; name it with --field-aliases status=NAME (FIELD_ALIASES).",
        RejectReason.StatusInvalid => "the status is not three digits or -, in JSON not a number from 0 to 999.",
        RejectReason.EndpointMissing => "no field is a request, path or URL; name it with --field-aliases endpoint=NAME (FIELD_ALIASES).",
        RejectReason.EndpointInvalid => "the request, path or URL is not text.",
        RejectReason.MethodInvalid => "the method is not text.",
        RejectReason.LatencyInvalid => "the latency is not a number from 0 up.",
        RejectReason.LatencyOutOfRange => "the latency is more than 11 days; is the unit right (--apache-time-unit, or --field-aliases rt_us=NAME)?",
        RejectReason.BytesInvalid => "the response size is not a whole number from 0 up.",
        RejectReason.BytesOutOfRange => "the response size is more than 10 TB.",
        RejectReason.RegionInvalid => "the region is not text.",
        RejectReason.ClientInvalid => "the client is not text.",
        RejectReason.ContainerGzipCorrupt => "the gzip is cut off or damaged; nothing of it is counted.",
        RejectReason.ContainerGzipTooLarge => "the gzip inflates to more than MAX_INFLATED_BYTES; nothing of it is counted.",
        RejectReason.ContainerZstdUnsupported => "zstd is not supported; let the producer use gzip.",
        RejectReason.ContainerZlibUnsupported => "zlib is not supported; let the producer use gzip.",
        RejectReason.ContainerSnappyUnsupported => "snappy is not supported; let the producer use gzip.",
        RejectReason.ContainerTooDeep => "more than two containers in each other.",
        RejectReason.ContainerCloudWatchInvalid => "a CloudWatch Logs envelope, or a log event in one, cannot be read.",
        _ => "rejected.",
    };
}
