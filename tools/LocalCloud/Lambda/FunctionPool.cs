using System.Collections.Concurrent;
using System.Threading.Channels;

namespace LogFunctions.LocalCloud.Lambda;

/// <summary>The processes of one function and the invocations that wait for them.</summary>
internal sealed class FunctionPool : IFunctionInvoker, IAsyncDisposable
{
    private static readonly TimeSpan s_stopGrace = TimeSpan.FromSeconds(2);

    private readonly FunctionSettings _settings;
    private readonly ILocalCloudLog _log;
    private readonly MetricCollector _metrics;
    private readonly TimeProvider _time;
    private readonly Func<string> _newId;
    private readonly Channel<Invocation> _waiting;
    private readonly ConcurrentDictionary<string, FunctionInstance> _instances = new();
    private readonly ConcurrentDictionary<Invocation, bool> _open = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private Task[] _slots = [];

    /// <param name="newId">Makes request ids and process tokens; they must not repeat.</param>
    public FunctionPool(FunctionSettings settings, ILocalCloudLog log, MetricCollector metrics, TimeProvider time, Func<string>? newId = null)
    {
        _settings = settings;
        _log = log;
        _metrics = metrics;
        _time = time;
        _newId = newId ?? (() => Guid.NewGuid().ToString());
        _waiting = Channel.CreateBounded<Invocation>(settings.WaitingMax);
    }

    public string Name => _settings.Name;

    public string Arn => _settings.Arn;

    /// <summary>The variables that the template and the options give to the function.</summary>
    public IReadOnlyDictionary<string, string> Environment => _settings.Environment;

    /// <summary>Completes when one process waits for events; fails with the reason when the first one cannot start.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The processes that run now.</summary>
    public IReadOnlyList<int> ProcessIds => [.. _instances.Values.Select(instance => instance.ProcessId).Where(id => id != 0)];

    /// <summary>At least one process works on an invocation.</summary>
    public bool IsBusy => _instances.Values.Any(instance => instance.IsBusy);

    /// <param name="runtimeApi">host:port of the Runtime API.</param>
    public void Start(string runtimeApi) =>
        _slots = [.. Enumerable.Range(0, _settings.Instances).Select(_ => Task.Run(() => RunSlotAsync(runtimeApi)))];

    public FunctionInstance? Find(string token) => _instances.GetValueOrDefault(token);

    /// <inheritdoc/>
    public async Task<InvokeResult> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(payload, _newId());
        long startedAt = _time.GetTimestamp();
        _open[invocation] = true;
        try
        {
            if (_stop.IsCancellationRequested || !_waiting.Writer.TryWrite(invocation))
            {
                CountInvocation("Throttles", 1);
                return InvokeResult.Error(invocation.RequestId, "TooManyRequestsException", $"{Name}: {_settings.WaitingMax} invocations wait already.", InvokeStatus.Throttled);
            }

            InvokeResult result = await invocation.Completed.WaitAsync(cancellationToken);
            CountInvocation("Invocations", 1);
            CountInvocation("Errors", result.Status == InvokeStatus.FunctionError ? 1 : 0);
            CountInvocation("Duration", _time.GetElapsedTime(startedAt).TotalMilliseconds);
            return result;
        }
        finally
        {
            _open.TryRemove(invocation, out _);
        }
    }

    /// <summary>Kills (SIGKILL) one process, a busy one when there is one.</summary>
    /// <returns>Its process id, or 0 when none runs.</returns>
    public int KillOne()
    {
        FunctionInstance? victim = _instances.Values.OrderByDescending(instance => instance.IsBusy).FirstOrDefault(instance => instance.ProcessId != 0);
        int processId = victim?.ProcessId ?? 0;
        victim?.Kill();
        return processId;
    }

    /// <summary>Gives running invocations a moment, then ends all processes.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        try
        {
            await Task.WhenAll(_open.Keys.Select(invocation => invocation.Completed)).WaitAsync(s_stopGrace, _time);
        }
        catch (TimeoutException)
        {
            // At least once: whoever invoked will see an error or invoke again.
        }

        await _stop.CancelAsync();
        foreach (FunctionInstance instance in _instances.Values)
        {
            instance.Kill();
        }

        await Task.WhenAll(_slots);
        foreach (Invocation invocation in _open.Keys)
        {
            invocation.TryComplete(InvokeResult.Error(invocation.RequestId, "ServiceException", $"{Name} was stopped."));
        }

        _stop.Dispose();
    }

    /// <summary>Keeps one process running: whenever it ends, the next is started.</summary>
    private async Task RunSlotAsync(string runtimeApi)
    {
        TimeSpan delay = _settings.RestartDelay;
        while (!_stop.IsCancellationRequested)
        {
            using var instance = new FunctionInstance(_settings, _newId(), _waiting, _time);
            _instances[instance.Token] = instance;
            if (_stop.IsCancellationRequested)
            {
                // Whoever stops us kills the processes it sees; this one it may not have seen.
                return;
            }

            _ = instance.Ready.ContinueWith(_ => _ready.TrySetResult(), TaskScheduler.Default);
            int exitCode = await instance.RunAsync(runtimeApi, OnOutput);
            _instances.TryRemove(instance.Token, out _);
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            ReportEnd(instance, exitCode);
            delay = instance.HasServed ? _settings.RestartDelay : Min(delay * 2, _settings.RestartDelayMax);
            await DelayAsync(instance.HasServed ? TimeSpan.Zero : delay);
        }
    }

    private void ReportEnd(FunctionInstance instance, int exitCode)
    {
        if (instance.Ready.IsCompleted)
        {
            _log.Warning($"{Name}: process {instance.ProcessId} ended with exit code {exitCode}; a new one is started.");
            return;
        }

        string message = $"{Name} could not start (exit code {exitCode}): {instance.InitError}";
        _log.Error(message);
        _ready.TrySetException(new LocalCloudException(message));
        // Lambda answers the waiting invocation with the initialization error; the rest waits for the next process.
        if (_instances.IsEmpty && _waiting.Reader.TryRead(out Invocation? waiting))
        {
            waiting.TryComplete(InvokeResult.Error(waiting.RequestId, "Runtime.InitError", message));
        }
    }

    private void OnOutput(string line)
    {
        if (!_metrics.TryAddEmbedded(line))
        {
            _log.FunctionOutput(Name, line);
        }
    }

    private void CountInvocation(string metric, double value) => _metrics.Add("AWS/Lambda", metric, $"FunctionName={Name}", value);

    private async Task DelayAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _time, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
