using System.Security.Cryptography;
using System.Text;
using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Kinesis;
using LogFunctions.LocalCloud.Lambda;
using LogFunctions.LocalCloud.S3;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>Lambda's event source mappings: the Kinesis events of the template's functions.</summary>
internal sealed class EventSourceService(LocalCloudContext context, KinesisService kinesis, S3Service s3, LambdaService lambda) : ILocalService
{
    private readonly List<EventSourceMapping> _mappings = [];

    /// <summary>Records that were read from the streams and are not settled yet.</summary>
    public long OutstandingRecords => _mappings.Sum(mapping => mapping.OutstandingCount);

    /// <summary>Completes when every record that was in the streams at the time of the call is settled.</summary>
    public Task WaitUntilDrainedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_mappings.Select(mapping => mapping.WaitUntilDrainedAsync(cancellationToken)));

    public async Task ServeAsync(IReadOnlyDictionary<string, string> functionVariables, CancellationToken cancellationToken)
    {
        foreach (TemplateFunction function in context.Template.Functions)
        {
            foreach (TemplateKinesisEvent source in function.KinesisEvents)
            {
                FunctionPool pool = lambda.Pool(function.LogicalId);
                var mapping = new EventSourceMapping(ContextOf(pool, source), new KinesisShardSource(kinesis.Client, source.StreamName), pool);
                _mappings.Add(mapping);
                await mapping.StartAsync(cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_mappings.Select(mapping => mapping.DisposeAsync().AsTask()));

    private MappingContext ContextOf(FunctionPool function, TemplateKinesisEvent source)
    {
        TemplateStream stream = context.Template.Streams.First(stream => stream.Name == source.StreamName);
        byte[] identity = SHA256.HashData(Encoding.UTF8.GetBytes($"{stream.Arn} {function.Arn}"));
        LocalCloudOptions options = context.Options;
        return new MappingContext(
            new Guid(identity.AsSpan(0, 16)).ToString(),
            stream.Arn,
            context.Template.Region,
            function.Name,
            function.Arn,
            source.Options with
            {
                MaximumRetryAttempts = options.MaximumRetryAttempts ?? source.Options.MaximumRetryAttempts,
                RetryDelayMax = options.RetryDelayMax,
                BatchingWindow = options.BatchingWindow ?? source.Options.BatchingWindow,
            },
            source.OnFailureBucketName is { } bucket ? new BucketDestination(s3.Bucket(bucket)) : null,
            new CheckpointStore(context.Data.IsKept ? context.Data.CheckpointFile(function.Name, source.Id) : null),
            context.Metrics,
            context.Log,
            context.Time)
        {
            MappingName = function.Name + source.Id,
        };
    }
}
