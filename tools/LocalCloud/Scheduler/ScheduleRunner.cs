using System.Globalization;
using System.Text;
using LogFunctions.LocalCloud.Lambda;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.Scheduler;

/// <summary>Invokes a function at the rate of its schedule, with the schedule's input, as EventBridge Scheduler does.</summary>
internal sealed class ScheduleRunner : IAsyncDisposable
{
    private readonly FunctionPool _function;
    private readonly TemplateSchedule _schedule;
    private readonly ILocalCloudLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public ScheduleRunner(FunctionPool function, TemplateSchedule schedule, TimeSpan interval, ILocalCloudLog log, TimeProvider time)
    {
        _function = function;
        _schedule = schedule;
        _log = log;
        _time = time;
        _run = RunAsync(interval);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await InvokeAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task InvokeAsync()
    {
        string time = _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string input = _schedule.Input.Replace("<aws.scheduler.scheduled-time>", time, StringComparison.Ordinal);
        InvokeResult result = await _function.InvokeAsync(Encoding.UTF8.GetBytes(input), _stop.Token);
        if (result.Status != InvokeStatus.Succeeded)
        {
            _log.Warning($"{_function.Name}: the schedule {_schedule.Id} failed ({result.ErrorSummary}); next try at its next time.");
        }
    }
}
