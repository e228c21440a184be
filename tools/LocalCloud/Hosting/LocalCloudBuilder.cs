using LogFunctions.LocalCloud.CloudWatch;
using LogFunctions.LocalCloud.DynamoDb;
using LogFunctions.LocalCloud.EventSource;
using LogFunctions.LocalCloud.Kinesis;
using LogFunctions.LocalCloud.Lambda;
using LogFunctions.LocalCloud.Page;
using LogFunctions.LocalCloud.S3;
using LogFunctions.LocalCloud.Scheduler;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.Hosting;

/// <summary>Makes the services of a <see cref="LocalCloudHost"/> and starts them, and undoes it all when one cannot start.</summary>
internal sealed class LocalCloudBuilder : IAsyncDisposable
{
    private readonly ILocalService[] _services;

    /// <exception cref="LocalCloudException">The template or the data folder cannot be used.</exception>
    public LocalCloudBuilder(LocalCloudOptions options, ILocalCloudLog log, TimeProvider time)
    {
        CloudTemplate template = TemplateReader.Read(options.TemplatePath ?? LocalCloudOptions.ProductTemplatePath, parameters: options.Parameters);
        var keptLog = new KeptLog(log, time);
        Context = new LocalCloudContext(options, template, DataFolder.Open(options.DataDirectory), new LoopbackHost(), new MetricCollector(time), keptLog, time);
        Kinesis = new KinesisService(Context);
        DynamoDb = new DynamoDbService(Context);
        S3 = new S3Service(Context);
        CloudWatch = new CloudWatchService(Context);
        Lambda = new LambdaService(Context);
        Page = new PageService(Context, CloudWatch, Lambda, keptLog);
        EventSources = new EventSourceService(Context, Kinesis, S3, Lambda);

        // In the order in which they are told to serve: first what the work needs, last what causes work.
        _services = [Kinesis, DynamoDb, S3, CloudWatch, Page, Lambda, EventSources, new SchedulerService(Context, Lambda)];
    }

    /// <summary>What a service that lives in this process says of its failure.</summary>
    public static Task<LocalCloudException> NeverFails => new TaskCompletionSource<LocalCloudException>().Task;

    public LocalCloudContext Context { get; }

    public KinesisService Kinesis { get; }

    public DynamoDbService DynamoDb { get; }

    public S3Service S3 { get; }

    public CloudWatchService CloudWatch { get; }

    public LambdaService Lambda { get; }

    public PageService Page { get; }

    public EventSourceService EventSources { get; }

    /// <summary>What all services give to the functions; known once they have started.</summary>
    public IReadOnlyDictionary<string, string> FunctionVariables => new Dictionary<string, string>(_services.SelectMany(service => service.FunctionVariables));

    /// <summary>Starts everything. On failure and cancellation nothing is left running.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            // All are awaited whatever happens to one of them, so that none is left behind.
            await Task.WhenAll([.. _services.Select(service => service.StartAsync(cancellationToken)), Context.Http.StartAsync(cancellationToken)]);
            foreach (ILocalService service in _services)
            {
                await service.ServeAsync(FunctionVariables, cancellationToken);
            }
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes with what ended by itself first.</summary>
    public async Task<LocalCloudException> FailedAsync()
    {
        LocalCloudException failure = await await Task.WhenAny(_services.Select(service => service.Failed));
        Context.Log.Error(failure.Message);
        return failure;
    }

    /// <summary>Disposes of all of them whatever happens to one: what cannot be stopped must not keep the others running.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Exception> failures = [];
        foreach (ILocalService service in _services.Reverse())
        {
            await TryAsync(service.DisposeAsync);
        }

        await TryAsync(Context.Http.DisposeAsync);
        await TryAsync(() =>
        {
            Context.Data.Dispose();
            return ValueTask.CompletedTask;
        });
        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }

        async Task TryAsync(Func<ValueTask> disposeAsync)
        {
            try
            {
                await disposeAsync();
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }
    }
}
