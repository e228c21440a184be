namespace LogFunctions.Core.Parsing;

/// <summary>What a text is that may be the target of a request.</summary>
internal static class JsonTarget
{
    /// <summary>A path or an absolute URI.</summary>
    public static bool IsTarget(ReadOnlySpan<byte> text) =>
        text.Length > 0
            && (text[0] == '/' || text.StartsWith("http://"u8) || text.StartsWith("https://"u8) || (text.Length == 1 && text[0] == '*'));

    /// <summary>The file that a log was read from, or the source file that wrote it: shippers and loggers call both <c>path</c>.</summary>
    public static bool IsFile(ReadOnlySpan<byte> text)
    {
        if (text.Length > 2 && text[1] == ':' && text[2] is (byte)'\\' or (byte)'/')
        {
            return true;
        }

        bool isLog = text.EndsWith(".log"u8) || text.EndsWith("_log"u8) || text.EndsWith(".log.1"u8);
        bool isSource = text.EndsWith(".py"u8) || text.EndsWith(".go"u8) || text.EndsWith(".rb"u8) || text.EndsWith(".java"u8)
            || text.EndsWith(".cs"u8);
        return isLog || isSource || text.StartsWith("/var/log/"u8) || text.StartsWith("/var/lib/"u8) || text.StartsWith("/usr/"u8);
    }
}
