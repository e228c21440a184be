namespace LogFunctions.Core.Parsing;

/// <summary>What kind of value stands at a place of a shape.</summary>
internal enum JsonValueForm : byte
{
    /// <summary>The line ends after the literal.</summary>
    End,

    /// <summary>The content of a string; the quotes belong to the literals around it.</summary>
    String,
    Number,

    /// <summary>An array, an object without fields, or true or false where a field has them.</summary>
    Nested,
}
