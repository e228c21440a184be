namespace LogFunctions.Core.Parsing;

/// <summary>How the end of a value is found.</summary>
internal enum TextShape : byte
{
    /// <summary>Up to the text behind it, wherever that stands.</summary>
    Text,

    /// <summary>Up to the next space or to the text behind it; holds no space.</summary>
    Word,

    /// <summary>So many bytes.</summary>
    Fixed,

    /// <summary>Words with <c>, </c> or <c> : </c> between: addresses, upstreams' times.</summary>
    List,

    /// <summary>A word, or text in quotes (W3C).</summary>
    WordOrQuoted,

    /// <summary>Up to a slash, which belongs to the next value: a host in front of a path.</summary>
    BeforeSlash,

    /// <summary>Whatever is left.</summary>
    Rest,
}
