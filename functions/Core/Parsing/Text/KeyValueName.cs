namespace LogFunctions.Core.Parsing;

/// <summary>A key of LTSV or logfmt.</summary>
/// <param name="Key">ASCII.</param>
/// <param name="Role">What its value is for.</param>
/// <param name="Rank">Of several values for a role the one of the highest rank is taken.</param>
/// <param name="Power">
/// That of a latency written without a unit to microseconds; -1 = as nginx writes it seconds, else milliseconds.
/// </param>
internal readonly record struct KeyValueName(byte[] Key, TextRole Role, int Rank, int Power);
