namespace LogFunctions.Core.Parsing;

/// <summary>
/// Where the fields of a usual layout stand: time a string, status, bytes and latency numbers. A text it lacks has a place that is always
/// empty.
/// </summary>
internal struct JsonUsualPlaces
{
    public nint Timestamp;
    public nint Status;
    public nint Bytes;
    public nint Latency;
    public nint Client;
    public nint Region;
    public nint Method;
    public nint Endpoint;
    public int PowerToMicros;
}
