namespace LogFunctions.Core.Parsing;

/// <summary>
/// Why a line or a payload could not be counted. Each reason names a field and what is wrong with it
/// (<see cref="RejectReasonNames.Name"/>). The names are stored and queried: never rename or renumber, only append.
/// </summary>
public enum RejectReason : byte
{
    /// <summary>Not rejected.</summary>
    None = 0,

    /// <summary>No known format begins like this line.</summary>
    LineUnrecognized = 1,

    /// <summary>The line is longer than <see cref="ParserOptions.MaxLineBytes"/>.</summary>
    LineTooLong = 2,

    /// <summary>The line ends before its last required field, or a quoted field is never closed.</summary>
    LineTruncated = 3,

    /// <summary>A tab separated line has a number of fields that the configured list does not explain.</summary>
    LineFieldCount = 4,

    /// <summary>Not JSON by RFC 8259.</summary>
    JsonInvalid = 5,

    /// <summary>JSON nested deeper than <see cref="ParserOptions.MaxJsonDepth"/>.</summary>
    JsonTooDeep = 6,

    /// <summary>The time field is there but empty, or there is none and the payload has no arrival time either.</summary>
    TimestampMissing = 7,

    /// <summary>The time is in no known form, or no such date exists.</summary>
    TimestampInvalid = 8,

    /// <summary>The time is before 1970 or after 9999.</summary>
    TimestampOutOfRange = 9,

    /// <summary>A JSON line without any status field.</summary>
    StatusMissing = 10,

    /// <summary>The status is not a number from 0 to 999.</summary>
    StatusInvalid = 11,

    /// <summary>A JSON line without request, path or URL field.</summary>
    EndpointMissing = 12,

    /// <summary>The request, path or URL is not text.</summary>
    EndpointInvalid = 13,

    /// <summary>The method is not text. No longer given: the field may be missing.</summary>
    MethodInvalid = 14,

    /// <summary>The latency is not a number, or negative.</summary>
    LatencyInvalid = 15,

    /// <summary>The latency is more than <see cref="LogRecordLimits.MaxLatencyUs"/>.</summary>
    LatencyOutOfRange = 16,

    /// <summary>The response size is not a whole number, or negative.</summary>
    BytesInvalid = 17,

    /// <summary>The response size is more than <see cref="LogRecordLimits.MaxResponseBytes"/>.</summary>
    BytesOutOfRange = 18,

    /// <summary>The region is not text. No longer given: the field may be missing.</summary>
    RegionInvalid = 19,

    /// <summary>The client is not text. No longer given: the field may be missing.</summary>
    ClientInvalid = 20,

    /// <summary>gzip that cannot be inflated, was cut off, or fails its checksum. Nothing of it was counted.</summary>
    ContainerGzipCorrupt = 21,

    /// <summary>gzip that inflates to more than <c>MaxInflatedBytes</c>. Nothing of it was counted.</summary>
    ContainerGzipTooLarge = 22,

    /// <summary>zstd, recognised by its magic number; not supported.</summary>
    ContainerZstdUnsupported = 23,

    /// <summary>zlib, recognised by its header; not supported.</summary>
    ContainerZlibUnsupported = 24,

    /// <summary>Framed snappy, recognised by its magic number; not supported.</summary>
    ContainerSnappyUnsupported = 25,

    /// <summary>More than two containers in each other (gzip in gzip in gzip).</summary>
    ContainerTooDeep = 26,

    /// <summary>A CloudWatch Logs envelope without readable log events. Nothing of it was counted.</summary>
    ContainerCloudWatchInvalid = 27,
}
