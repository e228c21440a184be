using Microsoft.Win32.SafeHandles;

namespace LogFunctions.Lines;

/// <summary>Standard output as bytes, which says when nobody reads it any more.</summary>
internal static class StandardOutput
{
    // What "broken pipe" is: errno on Linux and macOS, a Win32 error on Windows (as an HRESULT).
    private const int BrokenPipeErrno = 32;
    private const int BrokenPipeHResult = unchecked((int)0x8007006D);

    /// <summary>The console's own stream swallows "broken pipe"; a file stream does not, but over a file it would keep a position of its own.</summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return output.CanSeek ? Console.OpenStandardOutput() : output;
    }

    /// <summary>Whether a write failed because nobody reads any more.</summary>
    public static bool IsClosedPipe(IOException exception) => exception.HResult is BrokenPipeErrno or BrokenPipeHResult;
}
