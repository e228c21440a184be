namespace LogFunctions.Core.Lines;

/// <summary>What a line of the archive holds.</summary>
public enum ArchivedLineKind : byte
{
    /// <summary>A log line, byte for byte.</summary>
    Line,

    /// <summary>A container that could not be opened, in base64.</summary>
    Container,

    /// <summary>A W3C directive, which holds for the lines behind it until the next one; an empty one ends it.</summary>
    Directive,
}
