using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using LogFunctions.LocalCloud.Processes;

namespace LogFunctions.LocalCloud.Lambda;

/// <summary>
/// One process of a function, as the Runtime API sees it: it asks for an event, answers, asks again. One invocation at a time;
/// the time limit kills the process, and an invocation whose process died is a function error.
/// </summary>
internal sealed class FunctionInstance : IDisposable
{
    private readonly FunctionSettings _settings;
    private readonly Channel<Invocation> _waiting;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChildProcess? _process;
    private Invocation? _current;
    private ITimer? _timer;
    private string? _initError;
    private bool _ended;
    private bool _killed;

    /// <param name="token">Names this process in the Runtime API's address, so that a process can only speak for itself.</param>
    public FunctionInstance(FunctionSettings settings, string token, Channel<Invocation> waiting, TimeProvider time)
    {
        _settings = settings;
        Token = token;
        _waiting = waiting;
        _time = time;
    }

    public string Token { get; }

    public FunctionSettings Settings => _settings;

    /// <summary>Completes when the process has asked for its first event.</summary>
    public Task Ready => _ready.Task;

    public int ProcessId => _process?.Id ?? 0;

    public bool HasServed { get; private set; }

    /// <summary>Why the process never asked for an event: what it reported, or what it wrote last.</summary>
    public string InitError => _initError ?? _process?.LastOutput ?? "";

    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _current is not null;
            }
        }
    }

    /// <summary>Starts the process and completes when it has ended, with its exit code.</summary>
    public async Task<int> RunAsync(string runtimeApi, Action<string> onOutput)
    {
        ChildProcess process;
        try
        {
            process = ChildProcess.Start(StartInfo(runtimeApi), onOutput, onOutput);
        }
        catch (Win32Exception error)
        {
            _initError = $"{_settings.Command[0]} cannot be started: {error.Message}";
            return -1;
        }

        lock (_gate)
        {
            _process = process;
            if (_killed)
            {
                process.Kill();
            }
        }

        using ITimer initTimer = _time.CreateTimer(_ => KillUnlessReady(), null, _settings.InitTimeout, Timeout.InfiniteTimeSpan);
        int exitCode = await process.Exited;
        End(exitCode);
        return exitCode;
    }

    /// <summary>The process asks for an event. Waits until there is one.</summary>
    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        _ready.TrySetResult();
        Invocation invocation = await _waiting.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            if (_ended)
            {
                // It died while it asked: the event never reached it and goes to another process.
                if (!_waiting.Writer.TryWrite(invocation))
                {
                    Fail(invocation, "Runtime.ExitError", "Runtime exited before the invocation began");
                }

                throw new OperationCanceledException();
            }

            // A process that asks twice without an answer has lost its invocation.
            FailCurrent("Runtime.ProtocolError", "The runtime asked for the next event without answering");
            invocation.DeadlineMs = (_time.GetUtcNow() + _settings.Timeout).ToUnixTimeMilliseconds();
            _current = invocation;
            _timer = _time.CreateTimer(_ => TimeOut(invocation), null, _settings.Timeout, Timeout.InfiniteTimeSpan);
            return invocation;
        }
    }

    /// <returns>False when the process has no such invocation (any more).</returns>
    public bool TryComplete(string requestId, InvokeResult result)
    {
        Invocation current;
        lock (_gate)
        {
            if (_current is null || _current.RequestId != requestId)
            {
                return false;
            }

            current = _current;
            ClearCurrent();
            HasServed = true;
        }

        return current.TryComplete(result);
    }

    /// <summary>The process reports that it cannot start; it will end.</summary>
    public void ReportInitError(InvokeResult error) => _initError = error.ErrorSummary;

    /// <summary>Ends the process at once; one that is just being started ends as soon as it has started.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _killed = true;
            _process?.Kill();
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void TimeOut(Invocation invocation)
    {
        lock (_gate)
        {
            if (_current == invocation)
            {
                string seconds = _settings.Timeout.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
                FailCurrent("Sandbox.Timedout", $"RequestId: {invocation.RequestId} Error: Task timed out after {seconds} seconds");
                Kill();
            }
        }
    }

    private void KillUnlessReady()
    {
        if (!_ready.Task.IsCompleted)
        {
            _initError ??= $"no event was asked for within {_settings.InitTimeout.TotalSeconds} s";
            Kill();
        }
    }

    private void End(int exitCode)
    {
        lock (_gate)
        {
            _ended = true;
            if (_current is not null)
            {
                // 128 + n: ended by signal n, as shells and .NET say it.
                string how = exitCode > 128 ? $"signal: {exitCode - 128}" : $"exit status {exitCode}";
                FailCurrent("Runtime.ExitError", $"RequestId: {_current.RequestId} Error: Runtime exited with error: {how}");
            }
        }
    }

    private void FailCurrent(string errorType, string message)
    {
        if (_current is { } current)
        {
            ClearCurrent();
            Fail(current, errorType, message);
        }
    }

    private void ClearCurrent()
    {
        _current = null;
        _timer?.Dispose();
        _timer = null;
    }

    private static void Fail(Invocation invocation, string errorType, string message) =>
        invocation.TryComplete(InvokeResult.Error(invocation.RequestId, errorType, message));

    private ProcessStartInfo StartInfo(string runtimeApi)
    {
        ProcessStartInfo info = OwnSession.StartInfo(_settings.Command[0], _settings.Command.Skip(1));
        info.WorkingDirectory = Path.GetDirectoryName(_settings.Command[^1]) ?? "";
        info.Environment.Clear();
        foreach ((string name, string value) in FunctionEnvironment.Build(_settings, $"{runtimeApi}/{Token}"))
        {
            info.Environment[name] = value;
        }

        return info;
    }
}
