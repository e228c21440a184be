using LogFunctions.LocalCloud.CloudWatch.Alarms;
using LogFunctions.LocalCloud.CloudWatch.Api;
using LogFunctions.LocalCloud.Hosting;

namespace LogFunctions.LocalCloud.CloudWatch;

/// <summary>CloudWatch: the metrics of this run behind its API, with the template's alarms and dashboards.</summary>
internal sealed class CloudWatchService : ILocalService
{
    private static readonly TimeSpan s_alarmInterval = TimeSpan.FromSeconds(10);

    private readonly LocalCloudContext _context;
    private readonly CloudWatchServer _server;
    private readonly LoopbackEndpoint _endpoint;
    private readonly CancellationTokenSource _stop = new();
    private Task _alarmLoop = Task.CompletedTask;

    public CloudWatchService(LocalCloudContext context)
    {
        _context = context;
        Dashboards = context.Template.Dashboards.ToDictionary(
            dashboard => dashboard.Name,
            dashboard => dashboard.Properties["DashboardBody"]?.ToString() ?? throw new LocalCloudException($"The template's dashboard {dashboard.LogicalId} has no DashboardBody."));
        _server = new CloudWatchServer(context.Metrics, () => Dashboards, context.Time)
        {
            Alarms = new AlarmBoard([.. context.Template.Alarms.Select(AlarmReader.Read)], [.. context.Template.CompositeAlarms.Select(AlarmReader.ReadComposite)], context.Metrics, context.Time),
        };
        _endpoint = context.Http.Add(context.PortOf(ServicePort.CloudWatch), _server.HandleAsync, CloudWatchServer.MaxBodyBytes);
    }

    public Uri Endpoint => _endpoint.Uri;

    /// <summary>The template's dashboards: from name to body.</summary>
    public IReadOnlyDictionary<string, string> Dashboards { get; }

    /// <summary>The template's alarms.</summary>
    public AlarmBoard Alarms => _server.Alarms;

    public IEnumerable<KeyValuePair<string, string>> FunctionVariables => [new("AWS_ENDPOINT_URL_CLOUDWATCH", Endpoint.ToString())];

    public Task ServeAsync(IReadOnlyDictionary<string, string> functionVariables, CancellationToken cancellationToken)
    {
        _alarmLoop = WatchAlarmsAsync();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _alarmLoop;
        _stop.Dispose();
    }

    private async Task WatchAlarmsAsync()
    {
        using var timer = new PeriodicTimer(s_alarmInterval, _context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                foreach ((string name, AlarmValue before, AlarmState now) in Alarms.Evaluate().Where(change => change.Before == AlarmValue.Alarm || change.Now.Value == AlarmValue.Alarm))
                {
                    _context.Log.Info($"alarm {name}: {now.Text}, was {AlarmState.NameOf(before)}. {now.Reason}");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
