namespace LogFunctions.Benchmarks.Corpus;

/// <summary>A request of the corpus: what every format writes of it.</summary>
internal readonly record struct RequestValues(
    long TimestampMs, string Client, string Region, string Method, string Target, int Status, long LatencyUs, int Bytes, string Id)
{
    public DateTime Time => DateTime.UnixEpoch.AddMilliseconds(TimestampMs);
}
