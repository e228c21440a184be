namespace LogFunctions.Core.Parsing;

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

    /// <summary>Of a client: the port stands behind the last colon, whatever the address.</summary>
    public bool HasPort { get; init; }

    /// <summary>Of a time.</summary>
    public TextTimePattern? Time { get; init; }

    /// <summary>Text behind the value; empty at the end of the format.</summary>
    public byte[] Literal { get; init; } = [];

    /// <summary>Spaces in front of the value are no part of it: the text before it ends with one.</summary>
    public bool SkipsSpaces { get; init; }
}
