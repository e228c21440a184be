namespace LogFunctions.Core.Parsing;

/// <summary>What a value turned out to be.</summary>
internal enum JsonGrade : byte
{
    /// <summary>A value to be taken.</summary>
    Good,

    /// <summary>One that any good one beats.</summary>
    Weak,

    /// <summary>States nothing.</summary>
    Nothing,

    /// <summary>Not of this field's kind.</summary>
    Invalid,
}
