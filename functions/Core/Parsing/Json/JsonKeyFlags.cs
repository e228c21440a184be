namespace LogFunctions.Core.Parsing;

/// <summary>What a key says besides its field.</summary>
[Flags]
internal enum JsonKeyFlags : byte
{
    None = 0,

    /// <summary>The name leaves no doubt: a value that cannot be read rejects the line instead of being skipped.</summary>
    Sure = 1,

    /// <summary>Stated by the user or by our own name: nothing else is asked.</summary>
    Own = 2,

    /// <summary>The path may be that of a log file or a source file.</summary>
    MayBeFile = 4,

    /// <summary>Counts only when it is an address: <c>host</c> is as often the virtual host.</summary>
    OnlyAddress = 8,

    /// <summary>A text <c>level</c> and a <c>msg</c>: a logger of Go. A number <c>ts</c> with them: zap.</summary>
    Level = 16,
    Msg = 32,
    Epoch = 64,

    /// <summary>Written by Traefik, or by loggers that write durations in nanoseconds (Datadog).</summary>
    Nanos = 128,
}
