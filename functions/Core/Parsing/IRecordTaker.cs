namespace LogFunctions.Core.Parsing;

/// <summary>
/// Takes the lines of <see cref="LineParser.ParseText"/>. A struct, so that the parser is compiled for it and calls without a lookup.
/// </summary>
public interface IRecordTaker
{
    /// <summary>An accepted line. Its spans are valid only during the call.</summary>
    /// <returns>False = this was the last line to be taken.</returns>
    bool OnRecord(scoped in LogRecord record);

    /// <summary>
    /// Accepted lines that follow each other. What is done with many in a loop step by step does not wait for each of them.
    /// </summary>
    /// <param name="text">Where their fields stand. Valid only during the call, as are the records.</param>
    /// <param name="records">1 or more.</param>
    /// <param name="taken">How many were taken, from the first on: all of them unless the answer is false.</param>
    /// <returns>False = no more lines are to be taken.</returns>
    bool OnRecords(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> records, out int taken);
}
