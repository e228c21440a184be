using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.S3;
using LogFunctions.Aggregator;
using LogFunctions.WindowStore;

// Everything is made by hand, once, inside the bootstrap's initializer, so that a wrong setting is reported as an init error with its message.
AggregatorFunction? function = null;

Task<bool> InitializeAsync()
{
    AggregatorOptions options = AggregatorOptions.FromEnvironment(Environment.GetEnvironmentVariable);
    TimeProvider time = TimeProvider.System;
    Stream output = Console.OpenStandardOutput();
    var log = new Log(new StreamWriter(output, bufferSize: 4096, leaveOpen: true));
    var store = new DynamoWindowStore(DynamoClientFactory.Create(), options.Store, time, Random.Shared);
    IRejectSink? rejects = RejectSinks.Create(options.RejectsLocation, static () => new AmazonS3Client());
    var metrics = new EmbeddedMetrics(output, options.MetricsNamespace, time);
    var processor = new BatchProcessor(store, options, time, metrics, rejects, Random.Shared, log);
    function = new AggregatorFunction(processor, time);
    return Task.FromResult(true);
}

Task<Stream> HandleAsync(Stream input, ILambdaContext context) => function!.HandleAsync(input, context);

await LambdaBootstrapBuilder.Create((Func<Stream, ILambdaContext, Task<Stream>>)HandleAsync)
    .UseBootstrapHandler(InitializeAsync)
    .Build()
    .RunAsync();
