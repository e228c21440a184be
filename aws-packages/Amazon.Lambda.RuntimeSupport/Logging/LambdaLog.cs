using System.Globalization;
using System.Text;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>Writes log lines of the current invocation to standard output. Lines of concurrent writers do not mix.</summary>
internal sealed class LambdaLog(LogSettings settings, TimeProvider time, Func<Stream> open) : ILambdaLogger
{
    // CloudWatch Logs cuts events at 256 KB; what an exception quotes may be a whole payload.
    private const int MaxTextCharacters = 64 * 1024;

    private readonly Lock _lock = new();
    private Stream? _stream;
    private byte[] _bytes = new byte[512];

    /// <summary>The invocation that lines belong to; null before the first.</summary>
    public ILambdaContext? Invocation { get; set; }

    /// <summary>Writes text as it is, without a line end.</summary>
    public void Log(string message) => Write(message);

    public void LogLine(string message) => WriteLine(nameof(LogLevel.Information), null, message, []);

    public void Log(string level, string message) => WriteLine(level, null, message, []);

    public void Log(string level, string message, params object?[] args) => WriteLine(level, null, message, args);

    public void Log(string level, Exception exception, string message, params object?[] args) => WriteLine(level, exception, message, args);

    /// <summary>Writes a line, unless its level is below the least. A level that is no known word, or null, is always written.</summary>
    public void WriteLine(string? levelName, Exception? exception, string? template, object?[]? args)
    {
        LogLevel? level = LogSettings.ParseLevel(levelName);
        if (level < settings.Least)
        {
            return;
        }

        var message = new LogMessage(template ?? string.Empty, args ?? []);
        string line = settings.Format switch
        {
            LogFormat.Json => JsonLine.Format(Timestamp(), level ?? LogLevel.Information, Invocation, message, exception),
            LogFormat.Unformatted => Text(message, exception),
            _ => $"{Timestamp()}\t{Invocation?.AwsRequestId}\t{Label(level)}{Text(message, exception)}",
        };
        Write(line + "\n");
    }

    public void Write(ReadOnlySpan<char> text)
    {
        lock (_lock)
        {
            _stream ??= open();
            int most = Encoding.UTF8.GetMaxByteCount(text.Length);
            if (_bytes.Length < most)
            {
                _bytes = new byte[most];
            }

            int length = Encoding.UTF8.GetBytes(text, _bytes);
            _stream.Write(_bytes, 0, length);
            _stream.Flush();
        }
    }

    /// <summary>The text, or as much of it as a log line may hold.</summary>
    public static string Cut(string text) =>
        text.Length <= MaxTextCharacters ? text : $"{text.AsSpan(0, MaxTextCharacters)}... ({text.Length - MaxTextCharacters} more characters)";

    private static string Text(LogMessage message, Exception? exception)
    {
        string text = message.Text;
        return Cut(exception is null ? text : text.Length == 0 ? exception.ToString() : $"{text}\n{exception}");
    }

    private static string Label(LogLevel? level) => level switch
    {
        LogLevel.Trace => "trce\t",
        LogLevel.Debug => "dbug\t",
        LogLevel.Information => "info\t",
        LogLevel.Warning => "warn\t",
        LogLevel.Error => "fail\t",
        LogLevel.Critical => "crit\t",
        _ => string.Empty,
    };

    private string Timestamp() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
