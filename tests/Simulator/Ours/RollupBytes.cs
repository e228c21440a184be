using LogFunctions.Core.Ledger;
using LogFunctions.Core.Primitives;

namespace LogFunctions.Simulator.Ours;

/// <summary>Changes stored larger windows, for mutants.</summary>
internal static class RollupBytes
{
    /// <summary>The same windows and outbox, as if no segment had been taken yet.</summary>
    public static byte[] WithoutPosition(ReadOnlySpan<byte> blob)
    {
        var reader = new BlobReader(LedgerEnvelope.Open(blob, LedgerEnvelope.RollupFormat), "Mutant");
        var writer = new BlobWriter();
        LedgerEnvelope.Begin(writer);
        writer.WriteVarint(reader.ReadVarint());
        reader.ReadVarint();
        writer.WriteVarint(0UL);
        writer.WriteBytes(reader.Rest);
        return LedgerEnvelope.Finish(writer, LedgerEnvelope.RollupFormat).ToArray();
    }
}
