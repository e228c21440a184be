using Amazon.CloudWatch;
using Amazon.S3;
using LogFunctions.Aggregator;
using LogFunctions.Hosting;
using LogFunctions.WindowStore;

await FunctionHost.RunAsync(static surroundings =>
{
    AggregatorOptions options = AggregatorOptions.FromEnvironment(surroundings.ReadVariable);
    TimeProvider time = surroundings.Time;
    var log = new Log(surroundings.Log);
    var store = new DynamoWindowStore(DynamoClientFactory.Create(), options.Store, time, surroundings.Random, log.CatalogPostponed);
    IRejectSink? rejects = RejectSinks.Create(options.RejectsLocation, static () => new AmazonS3Client());
    var metrics = new BatchMetrics(surroundings.Metrics(options.MetricsNamespace));
    var windowMetrics = new WindowMetrics(
        static () => new AmazonCloudWatchClient(new AmazonCloudWatchConfig { MaxErrorRetry = 1, Timeout = TimeSpan.FromSeconds(1) }),
        options.MetricsNamespace,
        options.MetricEndpoints,
        time,
        log);
    var processor = new BatchProcessor(store, options, time, metrics, rejects, surroundings.Random, log, windowMetrics);
    return new AggregatorFunction(processor, time).HandleAsync;
});
