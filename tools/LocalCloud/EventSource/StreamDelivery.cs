using Amazon.Kinesis;
using Amazon.Kinesis.Model;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>
/// Lambda's event source mapping alone: delivers a stream of any Kinesis API to any Lambda invoke endpoint, as Lambda does: each shard in order, one invocation
/// at a time per shard, children of a reshard after their parents, retries, halves, partial answers, on-failure documents.
/// </summary>
public sealed class StreamDelivery : IAsyncDisposable
{
    private readonly EventSourceMapping _mapping;

    private StreamDelivery(EventSourceMapping mapping) => _mapping = mapping;

    /// <summary>Records that were read and are neither taken nor given up yet.</summary>
    public long OutstandingRecords => _mapping.OutstandingCount;

    /// <summary>Starts, and completes when every open shard is positioned.</summary>
    /// <param name="kinesis">The stream's API; stays the caller's.</param>
    /// <param name="http">Posts events; needs a time limit of its own of more than a function may run.</param>
    /// <param name="options">What is joined, and how.</param>
    /// <param name="log">Gets warnings about failed tries and records given up.</param>
    /// <param name="time">For pauses and ages.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="LocalCloudException">The stream is not there, its API does not answer, or the checkpoint file is another's.</exception>
    public static async Task<StreamDelivery> StartAsync(
        IAmazonKinesis kinesis, HttpClient http, StreamDeliveryOptions options, ILocalCloudLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        string arn = await FindArnAsync(kinesis, options.StreamName, cancellationToken);
        string region = arn.Split(':')[3];
        string function = FunctionNameOf(options.InvokeUrl);
        var context = new MappingContext(
            Guid.NewGuid().ToString(),
            arn,
            region,
            function,
            $"arn:aws:lambda:{region}:{arn.Split(':')[4]}:function:{function}",
            MappingOptions(options),
            options.OnFailureFolder is { } folder ? new FolderDestination(folder) : null,
            new CheckpointStore(options.CheckpointFile),
            new MetricCollector(time),
            log,
            time);
        var mapping = new EventSourceMapping(context, new KinesisShardSource(kinesis, options.StreamName), new HttpInvoker(http, options.InvokeUrl, context.NewId));
        await mapping.StartAsync(cancellationToken);
        return new StreamDelivery(mapping);
    }

    /// <summary>Completes when every record that was in the stream at the time of the call is taken or given up.</summary>
    public Task WaitUntilDrainedAsync(CancellationToken cancellationToken) => _mapping.WaitUntilDrainedAsync(cancellationToken);

    /// <summary>Ends after the invocations that run, and saves the checkpoints.</summary>
    public ValueTask DisposeAsync() => _mapping.DisposeAsync();

    /// <summary>The name between <c>functions</c> and <c>invocations</c>.</summary>
    private static string FunctionNameOf(Uri url)
    {
        string[] path = url.AbsolutePath.Trim('/').Split('/');
        int at = Array.IndexOf(path, "functions");
        return at >= 0 && at + 1 < path.Length ? path[at + 1] : "function";
    }

    private static EventSourceOptions MappingOptions(StreamDeliveryOptions options) => new()
    {
        BatchSize = options.BatchSize,
        BatchingWindow = options.BatchingWindow,
        StartingPosition = options.FromLatest ? StartKind.Latest : StartKind.TrimHorizon,
        BisectBatchOnFunctionError = options.BisectBatchOnFunctionError,
        MaximumRetryAttempts = options.MaximumRetryAttempts,
        MaximumRecordAge = options.MaximumRecordAge,
        ReportBatchItemFailures = options.ReportBatchItemFailures,
    };

    private static async Task<string> FindArnAsync(IAmazonKinesis kinesis, string stream, CancellationToken cancellationToken)
    {
        try
        {
            DescribeStreamSummaryResponse found = await kinesis.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = stream }, cancellationToken);
            return found.StreamDescriptionSummary.StreamARN;
        }
        catch (ResourceNotFoundException)
        {
            throw new LocalCloudException($"there is no stream '{stream}'; look at its name, and at the endpoint and region.");
        }
        catch (Exception error) when (error is AmazonKinesisException or HttpRequestException or Amazon.Runtime.AmazonClientException)
        {
            throw new LocalCloudException($"the stream '{stream}' cannot be described: {error.Message.TrimEnd('.')}.", error);
        }
    }
}
