using System.Text;
using LogFunctions.Core.Ledger;

namespace LogFunctions.Core.Tests.Support;

/// <summary>Makes ledgers whose endpoint is the method and the path as they are.</summary>
internal static class Ledgers
{
    /// <summary>2026-11-23T12:00:00Z, milliseconds.</summary>
    public const long NoonMs = 1_795_435_200_000;

    public static LedgerContext Context(LedgerOptions? options = null, ulong seed = 42) => new(options ?? new LedgerOptions(), WriteEndpoint, seed);

    public static ShardLedger Recode(ShardLedger ledger, LedgerContext context) =>
        ShardLedger.Decode(ledger.Encode().ToArray(), context);

    public static TestLine Line(long timestampMs, string target = "/a", int status = 200, string region = "eu", long latencyUs = 1000, long bytes = 10) =>
        new(timestampMs, "GET", target, region, status, latencyUs, bytes);

    /// <summary>Counts lines that arrive together.</summary>
    public static void Take(ShardLedger ledger, long arrivalMs, params TestLine[] lines)
    {
        ledger.ObserveArrival(arrivalMs);
        foreach (TestLine line in lines)
        {
            line.CountIn(ledger, arrivalMs);
        }
    }

    /// <summary>Takes everything out of the outbox.</summary>
    public static Segment[] Publish(ShardLedger ledger)
    {
        Segment[] segments = [.. ledger.Outbox];
        ledger.RemovePublished(segments.Length);
        return segments;
    }

    private static int WriteEndpoint(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target, Span<byte> destination) =>
        Encoding.UTF8.GetBytes(SlowWindows.EndpointOf(Encoding.UTF8.GetString(method), Encoding.UTF8.GetString(target)), destination);
}
