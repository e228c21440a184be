using LogFunctions.Core.Parsing;

namespace LogFunctions.DashboardWidget;

/// <summary>A line of the kind that is rejected, and what to do about it.</summary>
/// <param name="Line">The line; made up, as real ones may hold what a dashboard must not show.</param>
/// <param name="Fix">What to do.</param>
internal sealed record RejectExample(string Line, string Fix);

/// <summary>An example for each reason. A test holds that the parser rejects the lines for just that reason.</summary>
internal static class RejectExamples
{
    /// <summary>Null: there is none for this reason, as it is of a whole payload or no longer given.</summary>
    public static RejectExample? Of(RejectReason reason) => reason switch
    {
        RejectReason.LineUnrecognized => new("service started", "No known format begins like this. Keep such lines out of the stream, or name your format with LogFormat."),
        RejectReason.LineTooLong => new("{\"ts\": ... 70 KB", "The line is longer than MAX_LINE_BYTES: raise it, or log less."),
        RejectReason.LineTruncated => new("10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] \"GET /a", "The line ends too early: something between server and stream cuts lines, often a limit of the log driver."),
        RejectReason.LineFieldCount => new("1763900000.123\t10.0.0.1\t200", "The number of tab separated fields fits no known list: name the chosen fields with CLOUDFRONT_FIELDS."),
        RejectReason.JsonInvalid => new("{\"ts\":1763900000,\"status\":200,", "Not JSON: a line was cut, or a value was written without escaping its quotes."),
        RejectReason.JsonTooDeep => new("{\"a\":{\"a\":{\"a\": ...", "Nested too deep: log the request flat."),
        RejectReason.TimestampMissing => new("{\"ts\":\"\",\"endpoint\":\"/a\",\"status\":200}", "The time is empty: fill it, or leave the field out, then the time of arrival counts."),
        RejectReason.TimestampInvalid => new("{\"ts\":\"yesterday\",\"endpoint\":\"/a\",\"status\":200}", "Not a time. Known are ISO 8601, 10/Oct/2000:13:55:36 -0700, and epoch seconds, ms, us or ns."),
        RejectReason.TimestampOutOfRange => new("{\"ts\":\"1969-12-31T23:59:59Z\",\"endpoint\":\"/a\",\"status\":200}", "Before 1970 or after 9999: look at the producer's clock and unit."),
        RejectReason.StatusMissing => new("{\"ts\":1763900000,\"endpoint\":\"/a\"}", "No field is a status: name yours with FieldAliases, status=NAME."),
        RejectReason.StatusInvalid => new("{\"ts\":1763900000,\"endpoint\":\"/a\",\"status\":\"OK\"}", "The status must be a number from 0 to 999."),
        RejectReason.EndpointMissing => new("{\"ts\":1763900000,\"status\":200}", "No field is a request, path or URL: name yours with FieldAliases, endpoint=NAME."),
        RejectReason.EndpointInvalid => new("{\"ts\":1763900000,\"endpoint\":[\"/a\"],\"status\":200}", "The request, path or URL must be a text."),
        RejectReason.LatencyInvalid => new("{\"ts\":1763900000,\"endpoint\":\"/a\",\"status\":200,\"rt_ms\":\"fast\"}", "The latency must be a number from 0 up."),
        RejectReason.LatencyOutOfRange => new("{\"ts\":1763900000,\"endpoint\":\"/a\",\"status\":200,\"rt_s\":1e12}", "More than 11 days: the unit is wrong. Name the field with its unit: FieldAliases rt_us=NAME, or APACHE_TIME_UNIT."),
        RejectReason.BytesInvalid => new("{\"ts\":1763900000,\"endpoint\":\"/a\",\"status\":200,\"bytes\":\"many\"}", "The response size must be a whole number from 0 up."),
        RejectReason.BytesOutOfRange => new("{\"ts\":1763900000,\"endpoint\":\"/a\",\"status\":200,\"bytes\":1e15}", "More than 10 TB: it is no response size."),
        RejectReason.ContainerGzipCorrupt => new("(gzip)", "The gzip is cut off or damaged: the producer ended while it wrote, or changed the bytes. Nothing of it is counted."),
        RejectReason.ContainerGzipTooLarge => new("(gzip)", "It unpacks to more than MAX_INFLATED_BYTES: send smaller parts."),
        RejectReason.ContainerZstdUnsupported => new("(zstd)", "Let the producer use gzip."),
        RejectReason.ContainerZlibUnsupported => new("(zlib)", "Let the producer use gzip."),
        RejectReason.ContainerSnappyUnsupported => new("(snappy)", "Let the producer use gzip."),
        RejectReason.ContainerTooDeep => new("(gzip in gzip in gzip)", "Pack once."),
        RejectReason.ContainerCloudWatchInvalid => new("{\"messageType\":\"DATA_MESSAGE\"}", "A CloudWatch Logs envelope without readable events: something on the way has changed it."),
        _ => null,
    };
}
