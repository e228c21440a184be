namespace LogFunctions.Core.Parsing;

/// <summary>What the numbers behind an access log line were taken for.</summary>
public enum TailUse : byte
{
    /// <summary>There are none.</summary>
    NoNumbers,

    /// <summary>The latency is certain, by the way it is written or by the whole of the tail.</summary>
    Certain,

    /// <summary>One whole number, taken as <c>%D</c> in the unit of <see cref="ParserOptions.ApacheTimeUnit"/>.</summary>
    ByUnit,

    /// <summary>Numbers that may or may not be a latency: none was taken. A log directive says what they are.</summary>
    Unexplained,
}
