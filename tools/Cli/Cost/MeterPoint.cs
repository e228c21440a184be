namespace LogFunctions.Cli.Cost;

/// <summary>What one shard asks of the tables and the bucket per second.</summary>
/// <param name="LedgerUnits">Write units of its ledger.</param>
/// <param name="LargerWindowUnits">Write units of the ledgers of its larger windows.</param>
/// <param name="RowUnits">Write units of window rows.</param>
/// <param name="CatalogUnits">Write units of the catalog.</param>
/// <param name="ReadUnits">Read units.</param>
/// <param name="RejectFiles">Files of rejected lines.</param>
internal readonly record struct MeterPoint(
    double LedgerUnits, double LargerWindowUnits, double RowUnits, double CatalogUnits, double ReadUnits, double RejectFiles)
{
    /// <summary>All write units.</summary>
    public double WriteUnits => LedgerUnits + LargerWindowUnits + RowUnits + CatalogUnits;

    /// <summary>The point at a share of the way to another; never below nothing.</summary>
    public MeterPoint Towards(MeterPoint other, double share) => new(
        Towards(LedgerUnits, other.LedgerUnits, share),
        Towards(LargerWindowUnits, other.LargerWindowUnits, share),
        Towards(RowUnits, other.RowUnits, share),
        Towards(CatalogUnits, other.CatalogUnits, share),
        Towards(ReadUnits, other.ReadUnits, share),
        Towards(RejectFiles, other.RejectFiles, share));

    private static double Towards(double from, double to, double share) => Math.Max(0, from + ((to - from) * share));
}
