namespace LogFunctions.Core.Parsing;

/// <summary>The fields of a JSON line that count.</summary>
internal enum JsonField : byte
{
    Timestamp,
    Client,
    Region,
    Method,
    Endpoint,

    /// <summary>A whole request line, or a target.</summary>
    Request,
    Status,
    Latency,
    Bytes,

    /// <summary>A date to be read with a time of day, or a whole time.</summary>
    Date,

    /// <summary>Text that may be a line itself.</summary>
    Envelope,

    /// <summary>Any other key: its value is checked for syntax and skipped.</summary>
    Ignored,
}
