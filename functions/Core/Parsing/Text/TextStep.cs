namespace LogFunctions.Core.Parsing;

/// <summary>What a value of a text format is for.</summary>
internal enum TextRole : byte
{
    /// <summary>Stepped over by its position.</summary>
    Ignored,
    Client,
    Time,
    Request,
    Method,
    Target,
    Status,
    Bytes,
    Latency,
    Region,
}

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

/// <summary>A value of a text format, and the text behind it.</summary>
/// <param name="Name">As written in the directive, for messages.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Shape">How its end is found.</param>
internal sealed record TextStep(string Name, TextRole Role, TextShape Shape)
{
    /// <summary>Of several values for a role the one of the highest rank is taken.</summary>
    public int Rank { get; init; }

    /// <summary>Bytes of <see cref="TextShape.Fixed"/>.</summary>
    public int Length { get; init; }

    /// <summary>Power of ten from the unit of a latency to microseconds, or <see cref="LatencyUnits"/>.</summary>
    public int Power { get; init; }

    /// <summary>One of several latencies that are added up (a load balancer's).</summary>
    public bool IsPart { get; init; }

    /// <summary>Of a time.</summary>
    public TextTimePattern? Time { get; init; }

    /// <summary>Text behind the value; empty at the end of the format.</summary>
    public byte[] Literal { get; init; } = [];

    /// <summary>Spaces in front of the value are no part of it: the text before it ends with one.</summary>
    public bool SkipsSpaces { get; init; }
}

/// <summary>Units of a latency that are more than a power of ten.</summary>
internal static class LatencyUnits
{
    public const int Seconds = 6;
    public const int Milliseconds = 3;

    /// <summary>Seconds when written with a point, else unknown (W3C <c>time-taken</c> of an unknown writer).</summary>
    public const int SecondsWithPoint = 100;

    /// <summary>Last of HAProxy's timers, in milliseconds: <c>0/0/0/9/9</c>.</summary>
    public const int LastTimer = 101;
}
