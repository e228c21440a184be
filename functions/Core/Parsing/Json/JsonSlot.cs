namespace LogFunctions.Core.Parsing;

/// <summary>Where a value that may count stands in the line.</summary>
internal struct JsonSlot
{
    public FieldSpan Span;
    public bool HasEscapes;

    /// <summary><see cref="Number"/> holds the value: reading it while its end is searched saves looking at it twice.</summary>
    public bool HasNumber;

    public DecimalNumber Number;
}
