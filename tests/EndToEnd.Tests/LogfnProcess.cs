using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>`logfn` as a process of its own, as users run it. Remembers every process it started.</summary>
internal sealed class LogfnProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly Task _pumps;
    private readonly Dictionary<int, ProcessTree.Entry> _children = [];
    private event Action? Wrote;

    private LogfnProcess(Process process)
    {
        _process = process;
        _pumps = Task.WhenAll(PumpAsync(process.StandardOutput, _out), PumpAsync(process.StandardError, _error));
    }

    public int Id => _process.Id;

    public string Out => Text(_out);

    public string Error => Text(_error);

    public static string LogfnPath { get; } = typeof(LogfnProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "LogfnPath").Value!;

    /// <summary>Starts `logfn` with these arguments.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">Variables to set; a null value removes one.</param>
    /// <param name="wrap">Makes another command line around it, such as one that gives it a session or a terminal of its own.</param>
    public static LogfnProcess Start(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, Func<string[], string[]>? wrap = null)
    {
        string[] command = [DotnetPath(), "exec", LogfnPath, .. arguments];
        command = wrap?.Invoke(command) ?? command;
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new LogfnProcess(process);
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        await using LogfnProcess process = Start(arguments, environment);
        int exitCode = await process.WaitAsync();
        await process.AssertNothingLeftAsync();
        return (exitCode, process.Out, process.Error);
    }

    /// <summary>Waits for its end; every process it starts meanwhile is remembered.</summary>
    public async Task<int> WaitAsync()
    {
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            while (!_process.HasExited)
            {
                RememberChildren();
                await Task.WhenAny(_process.WaitForExitAsync(limit.Token), Task.Delay(50, limit.Token));
                limit.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"logfn did not end within {s_limit.TotalSeconds} s.\n{Out}\n{Error}", exception);
        }

        await _pumps;
        return _process.ExitCode;
    }

    /// <summary>Waits until a text was written to standard output or error.</summary>
    public async Task WaitForAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (Out.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal))
            {
                seen.TrySetResult();
            }
        }

        Wrote += Look;
        Look();
        try
        {
            await Task.WhenAny(seen.Task, _pumps).WaitAsync(s_limit);
        }
        finally
        {
            Wrote -= Look;
        }

        Assert.True(seen.Task.IsCompleted, $"logfn ended without writing '{text}':\n{Out}\n{Error}");
        RememberChildren();
    }

    /// <summary>Waits until it has started a process whose command holds a text.</summary>
    public async Task WaitForChildAsync(string commandPart)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (Children(commandPart).Count == 0)
        {
            Assert.False(_process.HasExited, $"logfn ended without starting '{commandPart}':\n{Out}\n{Error}");
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Sends a signal to logfn alone, as `kill` does.</summary>
    public void Signal(int signal)
    {
        RememberChildren();
        ProcessTree.Signal(Id, signal);
    }

    /// <summary>Sends a signal to the process group that it leads, as a shell does that ends its jobs.</summary>
    public void SignalGroup(int signal)
    {
        RememberChildren();
        ProcessTree.Signal(-Id, signal);
    }

    /// <summary>Closes the reading end of its standard output, as `| head` does.</summary>
    public void CloseOutput() => _process.StandardOutput.BaseStream.Close();

    /// <summary>The processes it has started so far that match.</summary>
    public IReadOnlyList<ProcessTree.Entry> Children(string commandPart)
    {
        RememberChildren();
        return [.. _children.Values.Where(c => c.IsRunning && c.Command.Contains(commandPart, StringComparison.Ordinal))];
    }

    /// <summary>After its end: none of the processes it started may be there. Those tied to its death get a moment.</summary>
    public async Task AssertNothingLeftAsync()
    {
        ProcessTree.Entry[] left = [];
        for (int i = 0; i < 100; i++)
        {
            left = [.. _children.Values.Where(c => c.IsRunning)];
            if (left.Length == 0)
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("left running:\n" + string.Join('\n', left.Select(c => $"{c.Id} {c.Command}")));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void RememberChildren()
    {
        if (ProcessTree.IsSupported)
        {
            foreach (ProcessTree.Entry child in ProcessTree.Descendants(Id))
            {
                _children[child.Id] = child;
            }
        }
    }

    // Not by lines: what is drawn on a terminal has none.
    private async Task PumpAsync(StreamReader reader, StringBuilder text)
    {
        char[] buffer = new char[4096];
        while (await ReadAsync(reader, buffer) is > 0 and int read)
        {
            lock (text)
            {
                text.Append(buffer, 0, read);
            }

            Wrote?.Invoke();
        }
    }

    private static async Task<int> ReadAsync(StreamReader reader, char[] buffer)
    {
        try
        {
            return await reader.ReadAsync(buffer);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return 0; // closed by CloseOutput
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    // The SDK that runs the tests says where it is; PATH may be what a test changes.
    private static string DotnetPath() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Environment.ProcessPath switch
    {
        { } path when Path.GetFileNameWithoutExtension(path) == "dotnet" => path,
        _ => Path.Combine(Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../..")), "dotnet"),
    };
}
