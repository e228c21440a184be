using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Processes;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.Kinesis;

/// <summary>Kinesis: kinesalite in a process of its own, with the template's streams.</summary>
internal sealed class KinesisService(LocalCloudContext context) : ILocalService
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    private Emulator? _emulator;
    private IAmazonKinesis? _client;

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    /// <summary>For the services that read its streams.</summary>
    public IAmazonKinesis Client => _client!;

    public IEnumerable<KeyValuePair<string, string>> FunctionVariables => [new("AWS_ENDPOINT_URL_KINESIS", Endpoint.ToString())];

    public Task<LocalCloudException> Failed => _emulator?.FailedAsync() ?? LocalCloudBuilder.NeverFails;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (context.Options.KinesisEndpoint is not { } endpoint)
        {
            _emulator = await Emulator.StartKinesaliteAsync(context.EmulatorOptionsOf(ServicePort.Kinesis, context.Data.KinesisDirectory), cancellationToken);
            endpoint = _emulator.Endpoint;
        }

        Endpoint = endpoint;
        _client = LocalClients.Kinesis(Endpoint, context.Template.Region);
    }

    public Task ServeAsync(IReadOnlyDictionary<string, string> functionVariables, CancellationToken cancellationToken) =>
        Task.WhenAll(context.Template.Streams.Select(stream => CreateAsync(stream, cancellationToken)));

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return _emulator?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private async Task CreateAsync(TemplateStream stream, CancellationToken cancellationToken)
    {
        int askedFor = context.Options.Shards;
        int wanted = askedFor > 0 ? askedFor : stream.ShardCount;
        try
        {
            await Client.CreateStreamAsync(new CreateStreamRequest { StreamName = stream.Name, ShardCount = wanted }, cancellationToken);
        }
        catch (ResourceInUseException)
        {
            // Kept from an earlier run.
        }

        while (true)
        {
            StreamDescriptionSummary summary = (await Client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = stream.Name }, cancellationToken)).StreamDescriptionSummary;
            if (summary.StreamStatus == StreamStatus.ACTIVE)
            {
                int found = summary.OpenShardCount ?? wanted;
                if (askedFor > 0 && askedFor != found)
                {
                    context.Log.Warning($"The stream {stream.Name} was kept from an earlier run and has {found} shards, not {askedFor}.");
                }

                return;
            }

            await Task.Delay(s_poll, cancellationToken);
        }
    }
}
