namespace LogFunctions.Core.Parsing;

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
