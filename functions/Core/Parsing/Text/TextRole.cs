namespace LogFunctions.Core.Parsing;

/// <summary>What a value of a text format is for.</summary>
internal enum TextRole : byte
{
    /// <summary>Stepped over by its position.</summary>
    Ignored,
    Client,
    Time,
    Request,
    Method,
    Target,
    Status,
    Bytes,
    Latency,
    Region,
}
