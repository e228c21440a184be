namespace LogFunctions.Core.Parsing;

/// <summary>What a word behind an access log line is.</summary>
internal enum TailTokenKind : byte
{
    /// <summary>No token.</summary>
    None,

    /// <summary>Anything that is no number: names, dashes, ids.</summary>
    Word,

    /// <summary>Text in quotes that is no number.</summary>
    Quoted,

    /// <summary>Text in brackets.</summary>
    Bracketed,

    /// <summary>An address with its port.</summary>
    Address,

    /// <summary>Digits.</summary>
    Whole,

    /// <summary>A number with exactly three decimals, as nginx writes seconds.</summary>
    Seconds,

    /// <summary>A number with any other count of decimals.</summary>
    OtherDecimal,

    /// <summary>One of several upstreams' times, with a comma or a colon beside it.</summary>
    ListItem,

    /// <summary>A number that names its unit: <c>22ms</c>, <c>0.5s</c>, <c>12.345 ms</c>.</summary>
    WithUnit,

    /// <summary><c>rt=</c> or <c>request_time=</c> in front of seconds.</summary>
    RequestTime,
}

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
