using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Lambda;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.Scheduler;

/// <summary>EventBridge Scheduler: the schedules of the template's functions.</summary>
internal sealed class SchedulerService(LocalCloudContext context, LambdaService lambda) : ILocalService
{
    private readonly List<ScheduleRunner> _runners = [];

    public Task ServeAsync(IReadOnlyDictionary<string, string> functionVariables, CancellationToken cancellationToken)
    {
        foreach (TemplateFunction function in context.Template.Functions)
        {
            foreach (TemplateSchedule schedule in function.Schedules)
            {
                Start(function, schedule);
            }
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_runners.Select(runner => runner.DisposeAsync().AsTask()));

    private void Start(TemplateFunction function, TemplateSchedule schedule)
    {
        if ((schedule.Interval is null ? null : context.Options.ScheduleInterval ?? schedule.Interval) is not { } interval)
        {
            context.Log.Warning($"{function.LogicalId}: the schedule {schedule.Id}, {schedule.Expression}, does not run here; only rate(...) does.");
        }
        else if (context.Options.RunSchedules)
        {
            _runners.Add(new ScheduleRunner(lambda.Pool(function.LogicalId), schedule, interval, context.Log, context.Time));
        }
    }
}
