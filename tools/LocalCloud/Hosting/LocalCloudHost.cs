using Amazon.CloudWatch;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Lambda;
using LogFunctions.LocalCloud.Page;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud;

/// <summary>
/// The template's system, running on this machine: Kinesis and DynamoDB emulators, the functions in processes of their own, the
/// event source mapping and the schedules between them. Everything listens on 127.0.0.1 and ends with this object.
/// </summary>
public sealed class LocalCloudHost : IAsyncDisposable
{
    private readonly LocalCloudBuilder _services;
    private readonly CloudTemplate _template;
    private int _disposed;

    private LocalCloudHost(LocalCloudBuilder services)
    {
        _services = services;
        _template = services.Context.Template;
        Failed = services.FailedAsync();
    }

    public Uri KinesisEndpoint => _services.Kinesis.Endpoint;

    public Uri DynamoDbEndpoint => _services.DynamoDb.Endpoint;

    public Uri S3Endpoint => _services.S3.Endpoint;

    /// <summary>The metrics of this run, the template's alarms and dashboards, behind CloudWatch's API.</summary>
    public Uri CloudWatchEndpoint => _services.CloudWatch.Endpoint;

    /// <summary>The page that draws the template's dashboards, for a browser on this machine.</summary>
    public Uri PageAddress => _services.Page.Endpoint;

    /// <summary>The newest lines of the stream that the page shows; to be filled by whoever can read lines.</summary>
    public LineTail Tail => _services.Page.Tail;

    /// <summary>The template's dashboards: from name to body, with the template's functions evaluated.</summary>
    public IReadOnlyDictionary<string, string> Dashboards => _services.CloudWatch.Dashboards;

    /// <summary><c>POST {this}2015-03-31/functions/AggregatorFunction/invocations</c> invokes a function.</summary>
    public Uri LambdaEndpoint => _services.Lambda.Endpoint;

    /// <summary>The environment variables by which an AWS SDK finds the services of this machine: AWS_ENDPOINT_URL_KINESIS and so on.</summary>
    public IReadOnlyDictionary<string, string> EndpointVariables =>
        new SortedDictionary<string, string>(_services.FunctionVariables.Where(pair => pair.Key.StartsWith("AWS_ENDPOINT_URL_", StringComparison.Ordinal)).ToDictionary())
        {
            ["AWS_ENDPOINT_URL_LAMBDA"] = LambdaEndpoint.ToString(),
        };

    /// <summary>Holds the emulators' data and, under <c>buckets/</c>, what the functions and the event source wrote to S3.</summary>
    public string DataDirectory => _services.Context.Data.Directory;

    /// <summary>The metrics that the functions wrote as embedded metric documents, and Lambda's own.</summary>
    public MetricCollector Metrics => _services.Context.Metrics;

    /// <summary>Completes when something ended without which nothing works, with what happened. Never after <see cref="DisposeAsync"/> has begun.</summary>
    public Task<LocalCloudException> Failed { get; }

    /// <summary>Physical name of the template's LogStream.</summary>
    public string StreamName => StreamNameOf("LogStream");

    /// <summary>Physical name of the template's LedgerTable.</summary>
    public string LedgerTable => TableNameOf("LedgerTable");

    /// <summary>Physical name of the template's WindowsTable.</summary>
    public string WindowsTable => TableNameOf("WindowsTable");

    /// <summary>Physical name of the template's FailureBucket.</summary>
    public string FailureBucket =>
        (_template.Buckets.FirstOrDefault(bucket => bucket.LogicalId == "FailureBucket") ?? throw Unknown("bucket", "FailureBucket")).Name;

    /// <summary>Its folder: an object is a file.</summary>
    public string FailureDirectory => _services.Context.Data.BucketDirectory(FailureBucket);

    /// <summary>Physical name of the template's ArchiveBucket; null when the parameters do not ask for an archive.</summary>
    public string? ArchiveBucket => _template.Buckets.FirstOrDefault(bucket => bucket.LogicalId == "ArchiveBucket")?.Name;

    /// <summary>Its folder: an object is a file.</summary>
    public string? ArchiveDirectory => ArchiveBucket is { } bucket ? _services.Context.Data.BucketDirectory(bucket) : null;

    /// <summary>Records that were read from the streams and are not settled yet.</summary>
    public long OutstandingRecords => _services.EventSources.OutstandingRecords;

    /// <summary>Starts everything, and completes when records and invocations are taken. On any failure and on cancellation nothing is left running.</summary>
    /// <exception cref="LocalCloudException">It cannot start; the message is for the user.</exception>
    /// <exception cref="EmulatorException">An emulator cannot be installed or started.</exception>
    public static async Task<LocalCloudHost> StartAsync(LocalCloudOptions options, ILocalCloudLog log, CancellationToken cancellationToken = default)
    {
        var services = new LocalCloudBuilder(options, log, TimeProvider.System);
        await services.StartAsync(cancellationToken);
        return new LocalCloudHost(services);
    }

    public string StreamNameOf(string logicalId) =>
        (_template.Streams.FirstOrDefault(stream => stream.LogicalId == logicalId) ?? throw Unknown("stream", logicalId)).Name;

    public string TableNameOf(string logicalId) =>
        (_template.Tables.FirstOrDefault(table => table.LogicalId == logicalId) ?? throw Unknown("table", logicalId)).Name;

    /// <summary>A client of the local CloudWatch.</summary>
    public IAmazonCloudWatch CreateCloudWatchClient() => LocalClients.CloudWatch(CloudWatchEndpoint, _template.Region);

    /// <summary>A client of the local Kinesis.</summary>
    public IAmazonKinesis CreateKinesisClient() => LocalClients.Kinesis(KinesisEndpoint, _template.Region);

    /// <summary>A client of the local DynamoDB.</summary>
    public IAmazonDynamoDB CreateDynamoDbClient() => LocalClients.DynamoDb(DynamoDbEndpoint, _template.Region);

    /// <summary>Completes when every record that was in the streams at the time of the call is settled: taken by the function, or given up and kept in the on-failure destination.</summary>
    /// <exception cref="LocalCloudException">Something ended without which they cannot be settled.</exception>
    public async Task WaitUntilDrainedAsync(CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task drained = _services.EventSources.WaitUntilDrainedAsync(stop.Token);
        if (await Task.WhenAny(drained, Failed) == Failed)
        {
            await stop.CancelAsync();
            throw await Failed;
        }

        await drained;
    }

    /// <summary>Invokes a function and waits for its answer.</summary>
    /// <exception cref="LocalCloudException">There is no such function.</exception>
    public Task<InvokeResult> InvokeAsync(string functionLogicalId, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        Function(functionLogicalId).InvokeAsync(payload, cancellationToken);

    /// <summary>The environment variables of a function, as the template and <see cref="LocalCloudOptions"/> set them.</summary>
    /// <exception cref="LocalCloudException">There is no such function.</exception>
    public IReadOnlyDictionary<string, string> EnvironmentOf(string functionLogicalId) => Function(functionLogicalId).Environment;

    /// <summary>Kills (SIGKILL) one process of a function, a busy one when there is one; it is replaced at once.</summary>
    /// <returns>Its process id; 0 when none was running.</returns>
    public Task<int> KillFunctionAsync(string functionLogicalId) => Task.FromResult(Function(functionLogicalId).KillOne());

    /// <summary>The processes of a function.</summary>
    public IReadOnlyList<int> ProcessIdsOf(string functionLogicalId) => Function(functionLogicalId).ProcessIds;

    /// <summary>Stops everything and waits until no process is left. Records that are not settled come again in the next run of the same data folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _services.DisposeAsync();
        }
    }

    private FunctionPool Function(string logicalId) => _services.Lambda.Pool(logicalId);

    private static LocalCloudException Unknown(string kind, string logicalId) => new($"The template declares no {kind} {logicalId}.");
}
