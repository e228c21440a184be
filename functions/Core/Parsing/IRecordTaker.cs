namespace LogFunctions.Core.Parsing;

/// <summary>Takes the lines of <see cref="LineParser.ParseText"/>. A struct, so that the parser is compiled for it and calls without a lookup.</summary>
public interface IRecordTaker
{
    /// <summary>An accepted line. Its spans are valid only during the call.</summary>
    /// <returns>False = this was the last line to be taken.</returns>
    bool OnRecord(scoped in LogRecord record);
}
