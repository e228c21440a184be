using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using LogFunctions.LocalCloud.EventSource;
using LogFunctions.LocalCloud.Lambda;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.Hosting;

/// <summary>Starts the parts of a <see cref="LocalCloudHost"/> one after the other, and undoes it all when one cannot start.</summary>
internal sealed class LocalCloudBuilder(LocalCloudOptions options, ILocalCloudLog log, TimeProvider time)
{
    private readonly List<Emulator> _emulators = [];
    private DataFolder? _data;
    private IAmazonKinesis? _kinesis;

    /// <summary>What to dispose, the last first.</summary>
    public Stack<object> Parts { get; } = new();

    public List<FunctionPool> Functions { get; } = [];

    public List<EventSourceMapping> Mappings { get; } = [];

    public MetricCollector Metrics { get; } = new();

    public CloudTemplate Template { get; private set; } = new([], [], [], []);

    public Uri KinesisEndpoint { get; private set; } = new("http://127.0.0.1");

    public Uri DynamoDbEndpoint { get; private set; } = new("http://127.0.0.1");

    public Uri LambdaEndpoint { get; private set; } = new("http://127.0.0.1");

    public string DataDirectory => _data!.Directory;

    public async Task<LocalCloudHost> BuildAsync(CancellationToken cancellationToken)
    {
        try
        {
            string path = options.TemplatePath ?? Path.Combine(AppContext.BaseDirectory, "template.yaml");
            Template = TemplateReader.Read(path, parameters: options.Parameters);
            _data = Add(DataFolder.Open(options.DataDirectory));
            await StartEmulatorsAsync(cancellationToken);
            await CreateResourcesAsync(cancellationToken);
            await StartFunctionsAsync(cancellationToken);
            await StartEventSourcesAsync(cancellationToken);
            StartSchedules();
            return new LocalCloudHost(this);
        }
        catch
        {
            await DisposeAsync(Parts);
            throw;
        }
    }

    /// <summary>Disposes all of them whatever happens to one: what cannot be stopped must not keep the others running.</summary>
    public static async Task DisposeAsync(Stack<object> parts)
    {
        List<Exception> failures = [];
        while (parts.TryPop(out object? part))
        {
            try
            {
                if (part is IAsyncDisposable asyncPart)
                {
                    await asyncPart.DisposeAsync();
                }
                else
                {
                    ((IDisposable)part).Dispose();
                }
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    /// <summary>Completes with the end of the first emulator that ended by itself.</summary>
    public Task<LocalCloudException> FailedAsync()
    {
        var failed = new TaskCompletionSource<LocalCloudException>(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (Emulator emulator in _emulators)
        {
            _ = WatchAsync(emulator, failed);
        }

        return failed.Task;
    }

    private async Task WatchAsync(Emulator emulator, TaskCompletionSource<LocalCloudException> failed)
    {
        if (await emulator.Died is { } died)
        {
            log.Error(died.Message);
            failed.TrySetResult(new LocalCloudException(died.Message, died));
        }
    }

    private async Task StartEmulatorsAsync(CancellationToken cancellationToken)
    {
        EmulatorOptions emulator = new() { CacheDirectory = options.CacheDirectory, Progress = log.Info };
        Task<Emulator?> kinesis = StartAsync(options.KinesisEndpoint, Emulator.StartKinesaliteAsync, emulator with
        {
            Port = options.Port ?? 0,
            DataDirectory = _data!.IsKept ? _data.KinesisDirectory : null,
        });
        Task<Emulator?> dynamoDb = StartAsync(options.DynamoDbEndpoint, Emulator.StartDynaliteAsync, emulator with
        {
            Port = options.Port + 1 ?? 0,
            DataDirectory = _data.IsKept ? _data.DynamoDbDirectory : null,
        });
        // Both are awaited whatever happens to one of them, so that none is left behind.
        await Task.WhenAny(Task.WhenAll(kinesis, dynamoDb));
        foreach (Task<Emulator?> started in (Task<Emulator?>[])[kinesis, dynamoDb])
        {
            if (started is { IsCompletedSuccessfully: true, Result: { } running })
            {
                _emulators.Add(Add(running));
            }
        }

        KinesisEndpoint = (await kinesis)?.Endpoint ?? options.KinesisEndpoint!;
        DynamoDbEndpoint = (await dynamoDb)?.Endpoint ?? options.DynamoDbEndpoint!;

        async Task<Emulator?> StartAsync(Uri? existing, Func<EmulatorOptions?, CancellationToken, Task<Emulator>> start, EmulatorOptions settings) =>
            existing is null ? await start(settings, cancellationToken) : null;
    }

    private async Task CreateResourcesAsync(CancellationToken cancellationToken)
    {
        _kinesis = Add(LocalClients.Kinesis(KinesisEndpoint, Template.Region));
        using IAmazonDynamoDB dynamoDb = LocalClients.DynamoDb(DynamoDbEndpoint, Template.Region);
        var creator = new ResourceCreator(_kinesis, dynamoDb, log);
        await Task.WhenAll(
        [
            .. Template.Streams.Select(stream => creator.CreateAsync(stream, options.Shards, cancellationToken)),
            .. Template.Tables.Select(table => creator.CreateAsync(table, cancellationToken)),
        ]);
        foreach (TemplateBucket bucket in Template.Buckets)
        {
            Directory.CreateDirectory(_data!.BucketDirectory(bucket.Name));
        }
    }

    private async Task StartFunctionsAsync(CancellationToken cancellationToken)
    {
        LambdaServer server = Add(await LambdaServer.StartAsync(options.Port + 2 ?? 0, cancellationToken));
        LambdaEndpoint = server.Endpoint;
        foreach (TemplateFunction function in Template.Functions)
        {
            FunctionPool pool = Add(new FunctionPool(SettingsOf(function), log, Metrics, time));
            Functions.Add(pool);
            server.Add(pool);
            pool.Start(server.Authority);
        }

        await Task.WhenAll(Functions.Select(pool => pool.Ready)).WaitAsync(cancellationToken);
    }

    private FunctionSettings SettingsOf(TemplateFunction function)
    {
        int shards = Math.Max(options.Shards, Template.Streams.Select(stream => options.Shards > 0 ? options.Shards : stream.ShardCount).DefaultIfEmpty(1).Max());
        return new FunctionSettings
        {
            Name = function.LogicalId,
            Command = options.FunctionCommands.GetValueOrDefault(function.LogicalId) ?? FunctionExecutable.Find(options.FunctionsDirectory, function.LogicalId),
            Environment = EnvironmentOf(function),
            Handler = function.Handler,
            MemoryMb = function.MemoryMb,
            Timeout = function.Timeout,
            Instances = options.FunctionInstances > 0 ? options.FunctionInstances : Math.Clamp(shards, 1, Environment.ProcessorCount),
            Region = Template.Region,
            AccountId = Template.AccountId,
        };
    }

    private Dictionary<string, string> EnvironmentOf(TemplateFunction function)
    {
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_KINESIS"] = KinesisEndpoint.ToString(),
            ["AWS_ENDPOINT_URL_DYNAMODB"] = DynamoDbEndpoint.ToString(),
            ["AWS_ACCESS_KEY_ID"] = LocalClients.Credential,
            ["AWS_SECRET_ACCESS_KEY"] = LocalClients.Credential,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        foreach ((string name, string value) in function.Environment)
        {
            environment[name] = ToLocalPath(value);
        }

        foreach ((string name, string value) in options.FunctionEnvironment)
        {
            environment[name] = value;
        }

        return environment;
    }

    /// <summary>A place in one of the template's buckets is a place in its folder: <c>s3://bucket/prefix</c> = <c>file:///.../bucket/prefix</c>.</summary>
    private string ToLocalPath(string value)
    {
        TemplateBucket? bucket = Template.Buckets.FirstOrDefault(bucket => (value + "/").StartsWith($"s3://{bucket.Name}/", StringComparison.Ordinal));
        return bucket is null ? value : new Uri(_data!.BucketDirectory(bucket.Name)).AbsoluteUri + value["s3://".Length..][bucket.Name.Length..];
    }

    private async Task StartEventSourcesAsync(CancellationToken cancellationToken)
    {
        foreach ((TemplateFunction function, TemplateKinesisEvent source) in Template.Functions.SelectMany(function => function.KinesisEvents.Select(source => (function, source))))
        {
            FunctionPool pool = Functions.First(pool => pool.Name == function.LogicalId);
            EventSourceMapping mapping = Add(new EventSourceMapping(ContextOf(pool, source), new KinesisShardSource(_kinesis!, source.StreamName), pool));
            Mappings.Add(mapping);
            await mapping.StartAsync(cancellationToken);
        }
    }

    private MappingContext ContextOf(FunctionPool function, TemplateKinesisEvent source)
    {
        TemplateStream stream = Template.Streams.First(stream => stream.Name == source.StreamName);
        byte[] identity = SHA256.HashData(Encoding.UTF8.GetBytes($"{stream.Arn} {function.Arn}"));
        return new MappingContext(
            new Guid(identity.AsSpan(0, 16)).ToString(),
            stream.Arn,
            Template.Region,
            function.Name,
            function.Arn,
            source.Options with
            {
                MaximumRetryAttempts = options.MaximumRetryAttempts ?? source.Options.MaximumRetryAttempts,
                RetryDelayMax = options.RetryDelayMax,
                BatchingWindow = options.BatchingWindow ?? source.Options.BatchingWindow,
            },
            source.OnFailureBucketName is { } bucket ? new FolderDestination(_data!.BucketDirectory(bucket)) : null,
            new CheckpointStore(_data!.IsKept ? _data.CheckpointFile(function.Name, source.Id) : null),
            Metrics,
            log,
            time);
    }

    private void StartSchedules()
    {
        foreach ((TemplateFunction function, TemplateSchedule schedule) in Template.Functions.SelectMany(function => function.Schedules.Select(schedule => (function, schedule))))
        {
            if (schedule.Interval is not { } interval)
            {
                log.Warning($"{function.LogicalId}: the schedule {schedule.Id}, {schedule.Expression}, does not run here; only rate(...) does.");
            }
            else if (options.RunSchedules)
            {
                Add(new ScheduleRunner(Functions.First(pool => pool.Name == function.LogicalId), schedule, interval, log, time));
            }
        }
    }

    private T Add<T>(T part)
        where T : class
    {
        Parts.Push(part);
        return part;
    }
}
