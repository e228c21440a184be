using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Tests.Support;

/// <summary>For takers that look at one record after the other.</summary>
internal static class EachRecord
{
    /// <summary>Hands records to <see cref="IRecordTaker.OnRecord"/> until it has enough; to be returned by <see cref="IRecordTaker.OnRecords"/>.</summary>
    public static bool Take<TTaker>(ref TTaker taker, ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken)
        where TTaker : struct, IRecordTaker
    {
        bool goesOn = true;
        for (taken = 0; goesOn && taken < records.Length; taken++)
        {
            LogRecord record = records[taken].In(text);
            goesOn = taker.OnRecord(in record);
        }

        return goesOn;
    }
}
