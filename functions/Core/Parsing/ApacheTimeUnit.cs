namespace LogFunctions.Core.Parsing;

/// <summary>Unit of a whole number after an access log line. A number with a decimal point is always seconds (nginx).</summary>
public enum ApacheTimeUnit : byte
{
    /// <summary><c>%D</c> or <c>%{us}T</c>.</summary>
    Microseconds = 0,

    /// <summary><c>%{ms}T</c>.</summary>
    Milliseconds = 1,

    /// <summary><c>%T</c>.</summary>
    Seconds = 2,
}
