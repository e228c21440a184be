namespace LogFunctions.Core.Parsing;

/// <summary>
/// Keys of LTSV and logfmt. Most keys of a line are not wanted, so they are told by their length and first byte; a table is faster than
/// comparing with each.
/// </summary>
internal static class KeyValueNames
{
    private static readonly KeyValueName[][] s_byLength = ByLength(
        [
            Of(TextRole.Time, 9, "time"),
            Of(TextRole.Time, 8, "ts", "t"),
            Of(TextRole.Time, 7, "timestamp", "@timestamp", "datetime"),
            Of(TextRole.Time, 6, "msec"),
            Of(TextRole.Client, 9, "fwd", "remote_addr", "client_ip", "remote_ip"),
            Of(TextRole.Client, 8, "client", "ip", "remote", "forwardedfor"),
            Of(TextRole.Client, 1, "host"), // LTSV's client; elsewhere there is a better one
            Of(TextRole.Method, 9, "method", "verb", "http_method", "request_method"),
            Of(TextRole.Target, 9, "path", "request_uri"),
            Of(TextRole.Target, 8, "uri", "url"),
            Of(TextRole.Request, 9, "req", "request"),
            Of(TextRole.Status, 9, "status"),
            Of(TextRole.Status, 8, "status_code"),
            Of(TextRole.Bytes, 9, "bytes", "size", "body_bytes_sent"),
            Of(TextRole.Bytes, 8, "bytes_sent"),
            Latency(9, 0, "reqtime_microsec", "duration_us"),
            Latency(8, LatencyUnits.Seconds, "reqtime", "request_time", "taken_sec"),
            Latency(7, LatencyUnits.Milliseconds, "duration_ms", "service", "elapsed_ms", "latency_ms"),
            Latency(6, -1, "duration", "response_time", "latency", "elapsed"),
        ]);

    /// <summary>What a key means; false when it is none that is wanted.</summary>
    public static bool TryFind(ReadOnlySpan<byte> key, out KeyValueName found)
    {
        found = default;
        if (key.IsEmpty || key.Length >= s_byLength.Length)
        {
            return false;
        }

        foreach (ref readonly KeyValueName name in s_byLength[key.Length].AsSpan())
        {
            if (name.Key[0] == key[0] && key.SequenceEqual(name.Key))
            {
                found = name;
                return true;
            }
        }

        return false;
    }

    private static KeyValueName[] Of(TextRole role, int rank, params string[] keys) =>
        [.. keys.Select(key => new KeyValueName(System.Text.Encoding.ASCII.GetBytes(key), role, rank, 0))];

    private static KeyValueName[] Latency(int rank, int power, params string[] keys) =>
        [.. Of(TextRole.Latency, rank, keys).Select(name => name with { Power = power })];

    private static KeyValueName[][] ByLength(KeyValueName[][] names)
    {
        ILookup<int, KeyValueName> byLength = names.SelectMany(some => some).ToLookup(name => name.Key.Length);
        return [.. Enumerable.Range(0, byLength.Max(group => group.Key) + 1).Select(length => byLength[length].ToArray())];
    }
}
