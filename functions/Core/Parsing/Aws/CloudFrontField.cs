namespace LogFunctions.Core.Parsing;

/// <summary>The fields of a CloudFront record that count. The number is the slot.</summary>
internal enum CloudFrontField : byte
{
    Timestamp,
    Date,
    Time,
    Client,
    Status,
    Bytes,
    Method,
    Target,
    TimeTaken,
    Edge,
    Country,
    Ignored,
}
