namespace LogFunctions.Core.Parsing;

/// <summary>A word behind an access log line.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands, without quotes and name.</param>
/// <param name="Number">Its number, if it is one.</param>
/// <param name="PowerToMicros">Power of ten from the number's unit to microseconds.</param>
/// <param name="IsQuoted">Whether it stands in quotes.</param>
internal readonly record struct TailToken(TailTokenKind Kind, FieldSpan Span, DecimalNumber Number, int PowerToMicros, bool IsQuoted)
{
    /// <summary>By duration.</summary>
    public int CompareTo(TailToken other) => Micros.CompareTo(other.Micros);

    /// <summary>What no long holds is longer than everything else.</summary>
    private long Micros => Number.TryScale(PowerToMicros, long.MaxValue, out long micros) ? micros : long.MaxValue;
}
