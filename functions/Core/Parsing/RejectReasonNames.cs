namespace LogFunctions.Core.Parsing;

/// <summary>Stable names of <see cref="RejectReason"/>: <c>field.kind</c>, as in rows, metrics and reports.</summary>
public static class RejectReasonNames
{
    private static readonly string[] s_names =
    [
        "none",
        "line.unrecognized", "line.tooLong", "line.truncated", "line.fieldCount",
        "json.invalid", "json.tooDeep",
        "timestamp.missing", "timestamp.invalid", "timestamp.outOfRange",
        "status.missing", "status.invalid",
        "endpoint.missing", "endpoint.invalid", "method.invalid",
        "latency.invalid", "latency.outOfRange",
        "bytes.invalid", "bytes.outOfRange",
        "region.invalid", "client.invalid",
        "container.gzip.corrupt", "container.gzip.tooLarge",
        "container.zstd.unsupported", "container.zlib.unsupported", "container.snappy.unsupported",
        "container.tooDeep", "container.cloudWatch.invalid",
    ];

    /// <summary>Number of reasons, <see cref="RejectReason.None"/> included: the size of a table indexed by reason.</summary>
    public static int Count => s_names.Length;

    /// <summary>The stable name, for example <c>timestamp.invalid</c>.</summary>
    public static string Name(this RejectReason reason) => s_names[(int)reason];

    /// <summary>Reads a name written by <see cref="Name"/>.</summary>
    public static bool TryParse(string name, out RejectReason reason)
    {
        int index = Array.IndexOf(s_names, name);
        reason = index < 0 ? RejectReason.None : (RejectReason)index;
        return index >= 0;
    }
}
