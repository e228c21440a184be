namespace Amazon.Lambda.Core;

/// <summary>
/// Logger for code that has no <see cref="ILambdaContext"/>. Inside a function the runtime takes the messages over and gives
/// them time, request id and level; elsewhere (tests, tools) they go to the console as they are.
/// </summary>
public static class LambdaLogger
{
    private static Sink s_sink = WriteToConsole;

    /// <summary>Where messages go: level or null (none), exception or null, message, arguments for its places.</summary>
    internal delegate void Sink(string? level, Exception? exception, string message, object?[] args);

    /// <summary>Writes a line.</summary>
    public static void Log(string message) => s_sink(null, null, message, []);

    /// <summary>Fills the message's places and writes it with the given level.</summary>
    public static void Log(string level, string message, params object?[] args) => s_sink(level, null, message, args);

    /// <summary>Fills the message's places and writes it with the given level.</summary>
    public static void Log(LogLevel level, string message, params object?[] args) => s_sink(level.ToString(), null, message, args);

    /// <summary>Fills the message's places and writes it with the given level, followed by the exception.</summary>
    public static void Log(string level, Exception exception, string message, params object?[] args) => s_sink(level, exception, message, args);

    /// <summary>Fills the message's places and writes it with the given level, followed by the exception.</summary>
    public static void Log(LogLevel level, Exception exception, string message, params object?[] args) => s_sink(level.ToString(), exception, message, args);

    internal static void RedirectTo(Sink sink) => s_sink = sink;

    private static void WriteToConsole(string? level, Exception? exception, string message, object?[] args)
    {
        string prefix = level is null ? string.Empty : level + ": ";
        string suffix = args is { Length: > 0 } ? " Arguments: \"" + string.Join("\" \"", args) + '"' : string.Empty;
        Console.WriteLine(prefix + message + suffix);
        if (exception is not null)
        {
            Console.WriteLine(exception);
        }
    }
}
