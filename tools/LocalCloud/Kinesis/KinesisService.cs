using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Kinesis.Gateway;
using LogFunctions.LocalCloud.Processes;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.Kinesis;

/// <summary>Kinesis: kinesalite in a process of its own, with the template's streams, behind a gateway of ours that does what it lacks.</summary>
internal sealed class KinesisService : ILocalService
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    private readonly LocalCloudContext _context;
    private readonly LoopbackEndpoint? _endpoint;
    private Emulator? _emulator;
    private KinesisGateway? _gateway;
    private IAmazonKinesis? _client;
    private IAmazonKinesis? _emulatorClient;

    public KinesisService(LocalCloudContext context)
    {
        _context = context;
        _endpoint = context.Options.KinesisEndpoint is null
            ? context.Http.Add(context.PortOf(ServicePort.Kinesis), http => _gateway!.HandleAsync(http), KinesisGateway.MaxBodyBytes)
            : null;
    }

    public Uri Endpoint => _context.Options.KinesisEndpoint ?? _endpoint!.Uri;

    /// <summary>For the services that read its streams.</summary>
    public IAmazonKinesis Client => _client ??= LocalClients.Kinesis(Endpoint, _context.Template.Region);

    public IEnumerable<KeyValuePair<string, string>> FunctionVariables => [new("AWS_ENDPOINT_URL_KINESIS", Endpoint.ToString())];

    public Task<LocalCloudException> Failed => _emulator?.FailedAsync() ?? LocalCloudBuilder.NeverFails;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_endpoint is null)
        {
            return;
        }

        LocalCloudOptions options = _context.Options;
        // Its own port is nobody's business: everything goes through the gateway.
        EmulatorOptions emulator = _context.EmulatorOptionsOf(ServicePort.Kinesis, _context.Data.KinesisDirectory) with { Port = 0 };
        _emulator = await Emulator.StartKinesaliteAsync(emulator, cancellationToken);
        _emulatorClient = LocalClients.Kinesis(_emulator.Endpoint, _context.Template.Region);
        var gateway = new GatewayOptions
        {
            Limits = options.ShardLimits,
            Faults = options.KinesisFaults,
            UpdateDuration = options.ShardUpdateDuration,
            ShardQuota = emulator.ShardLimit,
            AccountId = _context.Template.AccountId,
        };
        _gateway = new KinesisGateway(_emulator.Endpoint, _emulatorClient, gateway, _context.Metrics, _context.Log, _context.Time);
    }

    public Task ServeAsync(IReadOnlyDictionary<string, string> functionVariables, CancellationToken cancellationToken) =>
        Task.WhenAll(_context.Template.Streams.Select(stream => CreateAsync(_emulatorClient ?? Client, stream, cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        _emulatorClient?.Dispose();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }

    private async Task CreateAsync(IAmazonKinesis client, TemplateStream stream, CancellationToken cancellationToken)
    {
        int askedFor = _context.Options.Shards;
        int wanted = askedFor > 0 ? askedFor : stream.ShardCount;
        try
        {
            await client.CreateStreamAsync(new CreateStreamRequest { StreamName = stream.Name, ShardCount = wanted }, cancellationToken);
        }
        catch (ResourceInUseException)
        {
            // Kept from an earlier run.
        }

        while (true)
        {
            StreamDescriptionSummary summary = (await client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = stream.Name }, cancellationToken)).StreamDescriptionSummary;
            if (summary.StreamStatus == StreamStatus.ACTIVE)
            {
                int found = summary.OpenShardCount ?? wanted;
                if (askedFor > 0 && askedFor != found)
                {
                    _context.Log.Warning($"The stream {stream.Name} was kept from an earlier run and has {found} shards, not {askedFor}.");
                }

                return;
            }

            await Task.Delay(s_poll, cancellationToken);
        }
    }
}
