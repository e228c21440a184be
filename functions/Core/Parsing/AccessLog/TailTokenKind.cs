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
