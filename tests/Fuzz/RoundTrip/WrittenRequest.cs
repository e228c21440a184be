using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.RoundTrip;

/// <summary>A request as a server knows it, and what is read again of the line it writes.</summary>
/// <param name="TimestampMs">Milliseconds since the epoch.</param>
/// <param name="Client">Address.</param>
/// <param name="Method">Capital letters.</param>
/// <param name="Target">Path with query, without spaces, quotes and backslashes.</param>
/// <param name="Status">Three digits.</param>
/// <param name="LatencyUs">Microseconds, or <see cref="LogRecord.NoLatency"/>.</param>
/// <param name="Bytes">Size of the answer.</param>
internal sealed record WrittenRequest(long TimestampMs, string Client, string Method, string Target, int Status, long LatencyUs, long Bytes)
{
    /// <summary>Any request of a site.</summary>
    public static WrittenRequest Any(Random random)
    {
        string[] methods = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PROPFIND"];
        string[] paths = ["/", "/a", "/orders/42", "/a/b.css?v=1", "/%C3%A4", "/search?q=a+b&c=d:e", "/x;jsessionid=1", "/index.php/a,b", "/~me/=x"];
        int[] statuses = [200, 201, 204, 301, 304, 400, 401, 404, 418, 499, 500, 503];
        string client = random.Next(3) == 0 ? $"2001:db8::{random.Next(1, 0xFFFF):x}" : $"192.0.2.{random.Next(256)}";
        return new WrittenRequest(
            1_728_561_336_000 + random.NextInt64(400_000_000_000), client, methods[random.Next(methods.Length)], paths[random.Next(paths.Length)],
            statuses[random.Next(statuses.Length)], random.Next(5) == 0 ? random.NextInt64(100_000_000) : random.Next(2_000_000), random.Next(4) == 0 ? 0 : random.Next(1 << random.Next(1, 31)));
    }

    /// <summary>Without the fraction of the second.</summary>
    public WrittenRequest OfWholeSeconds() => this with { TimestampMs = TimestampMs / 1000 * 1000 };

    /// <summary>With a latency of whole milliseconds.</summary>
    public WrittenRequest OfWholeMs() => this with { LatencyUs = LatencyUs / 1000 * 1000 };

    public WrittenRequest WithoutLatency() => this with { LatencyUs = LogRecord.NoLatency };
}
