namespace LogFunctions.Core.Parsing;

/// <summary>
/// How the number of a latency is to be taken. Text with a unit (<c>24.3ms</c>, <c>0.123s</c>) means the same under every name. Where a
/// number can mean two things, no latency is better than a wrong one.
/// </summary>
internal enum JsonUnit : byte
{
    /// <summary>Not a latency.</summary>
    None,
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,

    /// <summary>Seconds with exactly three decimals, as nginx writes them; else milliseconds.</summary>
    NginxOrMilliseconds,

    /// <summary>Seconds with decimals, as CloudFront writes them; else milliseconds, as IIS does.</summary>
    DecimalSecondsOrMilliseconds,

    /// <summary>Seconds with decimals; whole numbers may be milliseconds, so they are not taken.</summary>
    DecimalSeconds,

    /// <summary>Nanoseconds when whole and of 10,000 and more, as Go writes a duration; less may be milliseconds.</summary>
    GoDuration,

    /// <summary>The same, and with decimals seconds: zap.</summary>
    ZapDuration,

    /// <summary>Only text with a unit.</summary>
    Written,
}
