using System.Runtime.InteropServices;

namespace LogFunctions.Cli;

/// <summary>Notices that the reader of standard output has gone.</summary>
internal static partial class ClosedPipe
{
    // What "broken pipe" is: errno on Linux and macOS, a Win32 error on Windows (as an HRESULT).
    private const int BrokenPipeErrno = 32;
    private const int BrokenPipeHResult = unchecked((int)0x8007006D);

    private const int StandardOutput = 1;
    private const short PollError = 0x0008;
    private const short PollHangUp = 0x0010;
    private const short PollNotOpen = 0x0020;

    /// <summary>Whether a write failed because nobody reads any more.</summary>
    public static bool IsCauseOf(IOException exception) => exception.HResult is BrokenPipeErrno or BrokenPipeHResult;

    /// <summary>Starts a thread that waits for the end of the reader.</summary>
    /// <returns>Cancelled when the reader has gone; never when standard output is a file or a terminal, or on Windows.</returns>
    public static CancellationToken WatchStandardOutput()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return CancellationToken.None;
        }

        var closed = new CancellationTokenSource();
        new Thread(() => Wait(closed)) { IsBackground = true, Name = "closed pipe" }.Start();
        return closed.Token;
    }

    private static void Wait(CancellationTokenSource closed)
    {
        // No event is asked for: errors and hang-ups are told anyway. A signal ends the wait early.
        var descriptor = new PollDescriptor { Descriptor = StandardOutput };
        do
        {
            _ = Poll(ref descriptor, 1, -1);
        }
        while ((descriptor.Told & (PollError | PollHangUp | PollNotOpen)) == 0);

        closed.Cancel();
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Asked;
        public short Told;
    }
}
