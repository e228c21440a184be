using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.Lambda;

/// <summary>Lambda: the template's functions in processes of their own, behind the Runtime API and the Invoke API.</summary>
internal sealed class LambdaService : ILocalService
{
    private readonly LocalCloudContext _context;
    private readonly LambdaServer _server = new();
    private readonly LoopbackEndpoint _endpoint;
    private readonly Dictionary<string, FunctionPool> _pools = [];

    public LambdaService(LocalCloudContext context)
    {
        _context = context;
        _endpoint = context.Http.Add(context.PortOf(ServicePort.Lambda), _server.HandleAsync, LambdaServer.PayloadLimitBytes);
    }

    public Uri Endpoint => _endpoint.Uri;

    /// <exception cref="LocalCloudException">There is no such function.</exception>
    public FunctionPool Pool(string logicalId) =>
        _pools.GetValueOrDefault(logicalId) ?? throw new LocalCloudException($"The template declares no function {logicalId}.");

    public Task ServeAsync(IReadOnlyDictionary<string, string> functionVariables, CancellationToken cancellationToken)
    {
        foreach (TemplateFunction function in _context.Template.Functions)
        {
            var pool = new FunctionPool(SettingsOf(function, functionVariables), _context.Log, _context.Metrics, _context.Time);
            _pools.Add(pool.Name, pool);
            _server.Add(pool);
            pool.Start(Endpoint.Authority);
        }

        return Task.WhenAll(_pools.Values.Select(pool => pool.Ready)).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_pools.Values.Select(pool => pool.DisposeAsync().AsTask()));
        _server.Stop();
    }

    private FunctionSettings SettingsOf(TemplateFunction function, IReadOnlyDictionary<string, string> serviceVariables)
    {
        LocalCloudOptions options = _context.Options;
        return new FunctionSettings
        {
            Name = function.LogicalId,
            Command = options.FunctionCommands.GetValueOrDefault(function.LogicalId) ?? FunctionExecutable.Find(options.FunctionsDirectory, function.LogicalId),
            Environment = EnvironmentOf(function, serviceVariables),
            Handler = function.Handler,
            MemoryMb = function.MemoryMb,
            Timeout = function.Timeout,
            Instances = InstancesOf(function),
            Region = _context.Template.Region,
            AccountId = _context.Template.AccountId,
        };
    }

    private int InstancesOf(TemplateFunction function)
    {
        LocalCloudOptions options = _context.Options;
        int shards = options.Shards > 0 ? options.Shards : _context.Template.Streams.Select(stream => stream.ShardCount).DefaultIfEmpty(1).Max();
        int wanted = function.KinesisEvents.Count == 0 && function.Schedules.Count > 0 ? 1
            : options.FunctionInstances > 0 ? options.FunctionInstances
            : Math.Clamp(shards, 1, Environment.ProcessorCount);
        return function.ReservedConcurrency > 0 ? Math.Min(wanted, function.ReservedConcurrency) : wanted;
    }

    private Dictionary<string, string> EnvironmentOf(TemplateFunction function, IReadOnlyDictionary<string, string> serviceVariables)
    {
        var environment = new Dictionary<string, string>(serviceVariables)
        {
            ["AWS_ACCESS_KEY_ID"] = LocalClients.Credential,
            ["AWS_SECRET_ACCESS_KEY"] = LocalClients.Credential,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        foreach ((string name, string value) in function.Environment.Concat(_context.Options.FunctionEnvironment))
        {
            environment[name] = value;
        }

        return environment;
    }
}
