using LogFunctions.Core.Parsing;

namespace LogFunctions.Benchmarks.Scopes;

/// <summary>Counts records.</summary>
internal struct CountingTaker : IRecordTaker
{
    public long Records;

    public bool OnRecord(scoped in LogRecord record)
    {
        Records++;
        return true;
    }

    public bool OnRecords(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken)
    {
        taken = records.Length;
        Records += taken;
        return true;
    }
}
