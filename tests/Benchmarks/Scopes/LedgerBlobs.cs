using System.Globalization;
using System.Text;
using LogFunctions.Benchmarks.Quick;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Benchmarks.Scopes;

/// <summary>The ledger blob alone: one encode (after a line was counted, so that nothing is cached) or decode per "line" of the table.</summary>
internal static class LedgerBlobs
{
    private const long StartMs = 1_767_225_600_000;
    public const int BlobsPerRun = 200;

    public static Measure Encode(int cells)
    {
        ShardLedger ledger = Filled(cells, out _);
        int bytes = ledger.Encode().Length;
        return new Measure($"encode a ledger of {cells:N0} cells ({bytes / 1024.0:0.0} KB)", BlobsPerRun, (long)BlobsPerRun * bytes, () =>
        {
            for (int i = 0; i < BlobsPerRun; i++)
            {
                CountOne(ledger, "/api/r0", 0, 1000);
                if (ledger.Encode().IsEmpty)
                {
                    throw new InvalidOperationException("The blob is empty.");
                }
            }
        }, Requests: BlobsPerRun);
    }

    public static Measure Decode(int cells)
    {
        ShardLedger ledger = Filled(cells, out LedgerContext context);
        byte[] blob = ledger.Encode().ToArray();
        return new Measure($"decode it ({cells:N0} cells)", BlobsPerRun, (long)BlobsPerRun * blob.Length, () =>
        {
            for (int i = 0; i < BlobsPerRun; i++)
            {
                ShardLedger decoded = ShardLedger.Decode(blob, context);
                decoded.Release();
            }
        }, Requests: BlobsPerRun);
    }

    // One minute window: cells - 13 endpoints, 8 regions, 5 statuses; 20 lines per endpoint.
    private static ShardLedger Filled(int cells, out LedgerContext context)
    {
        var templater = new EndpointTemplater(new EndpointOptions());
        context = new LedgerContext(new LedgerOptions { LimitBytes = 1024 * 1024, MaxKeysPerWindow = 10_000 }, templater.Write, 1);
        var ledger = new ShardLedger(context);
        ledger.ObserveArrival(StartMs);
        var random = new Random(3);
        for (int endpoint = 0; endpoint < cells - 13; endpoint++)
        {
            for (int line = 0; line < 20; line++)
            {
                CountOne(ledger, $"/api/r{endpoint.ToString(CultureInfo.InvariantCulture)}", random.Next(8), (long)(25_000 * Math.Exp(0.8 * (random.NextDouble() + random.NextDouble() - 1) * 2)));
            }
        }

        return ledger;
    }

    private static void CountOne(ShardLedger ledger, string path, int dice, long latencyUs)
    {
        var record = new LogRecord
        {
            TimestampMs = StartMs + 5,
            Method = "GET"u8,
            Target = Encoding.ASCII.GetBytes(path),
            Region = Encoding.ASCII.GetBytes($"region-{dice}"),
            Status = dice switch { < 4 => 200, 4 => 304, 5 => 404, 6 => 500, _ => 201 },
            LatencyUs = latencyUs,
            ResponseBytes = 1234,
        };
        ledger.Count(in record);
    }
}
