using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace LogFunctions.LocalCloud.Processes;

/// <summary>
/// A child process with piped streams: its output line by line, its last lines for error messages, an awaitable end. Children that still
/// run when this process exits without disposing them (a second Ctrl-C) are killed then.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>Lines kept for the message of a process that ended early.</summary>
    private const int LastLinesMax = 12;

    private static readonly ConcurrentDictionary<ChildProcess, bool> s_running = new();

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();
    private readonly Task _output;
    private readonly Task _errors;

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    private ChildProcess(Process process, Action<string>? onOutput, Action<string>? onError)
    {
        _process = process;
        Id = process.Id;
        s_running[this] = true;
        _output = PumpAsync(process.StandardOutput, onOutput);
        _errors = PumpAsync(process.StandardError, onError);
        Exited = WaitAsync();
    }

    public int Id { get; }

    /// <summary>Completes with the exit code once the process has ended and all its output was seen.</summary>
    public Task<int> Exited { get; }

    /// <summary>What the process wrote last, standard output and error together.</summary>
    public string LastOutput
    {
        get
        {
            lock (_lastLines)
            {
                return string.Join(Environment.NewLine, _lastLines);
            }
        }
    }

    /// <exception cref="System.ComponentModel.Win32Exception">The file cannot be started.</exception>
    public static ChildProcess Start(ProcessStartInfo info, Action<string>? onOutput = null, Action<string>? onError = null)
    {
        info.UseShellExecute = false;
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        info.StandardOutputEncoding = info.StandardErrorEncoding = Encoding.UTF8;
        var process = Process.Start(info) ?? throw new InvalidOperationException($"'{info.FileName}' did not start.");
        return new ChildProcess(process, onOutput, onError);
    }

    /// <summary>Ends every child at once (SIGKILL); for a process that has no time left to stop them in order.</summary>
    public static void KillAll()
    {
        foreach (ChildProcess child in s_running.Keys)
        {
            child.Kill();
        }
    }

    /// <summary>Ends the process at once (SIGKILL), with what it started itself.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Closes its standard input, which our children take as the wish to end, and kills it when it has not ended within <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended by itself.
        }

        if (grace > TimeSpan.Zero)
        {
            await Task.WhenAny(Exited, Task.Delay(grace));
        }

        if (!Exited.IsCompleted)
        {
            Kill();
            await Exited;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        s_running.TryRemove(this, out _);
        await Task.WhenAll(_output, _errors);
        return _process.ExitCode;
    }

    private async Task PumpAsync(StreamReader reader, Action<string>? onLine)
    {
        while (await ReadLineAsync(reader) is { } line)
        {
            lock (_lastLines)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > LastLinesMax)
                {
                    _lastLines.Dequeue();
                }
            }

            onLine?.Invoke(line);
        }
    }

    private static async Task<string?> ReadLineAsync(StreamReader reader)
    {
        try
        {
            return await reader.ReadLineAsync();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
