using Amazon.CloudWatch;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.SimpleNotificationService;
using LogFunctions.Hosting;
using LogFunctions.ShardScaler;
using LogFunctions.ShardScaler.Running;
using LogFunctions.WindowStore;

await FunctionHost.RunAsync(static surroundings =>
{
    ShardScalerOptions options = ShardScalerOptions.FromEnvironment(surroundings.ReadVariable);
    var control = new KinesisStreamControl(new AmazonKinesisClient(), options.StreamName);
    var demand = new CloudWatchDemandSource(new AmazonCloudWatchClient(), options.StreamName, options.Capacity);
    var store = new DynamoControlStore(new AmazonDynamoDBClient(), options.ControlTable, options.StreamName);
    LedgerHeatSource? heat = null;
    if (options.LedgerTable is { } ledger)
    {
        var reader = new ShardHeatReader(DynamoClientFactory.Create(), new WindowStoreOptions { LedgerTable = ledger }, surroundings.Time, new Random());
        heat = new LedgerHeatSource(reader, options.StreamName, options.Capacity);
    }

    var metrics = new ScalerMetrics(surroundings.Metrics(options.MetricsNamespace));
    var log = new Log(surroundings.Log);
    DecisionNotifier? notifier = options.NotifyTopicArn is { } topic ? new DecisionNotifier(new AmazonSimpleNotificationServiceClient(), topic, options.StreamName, log) : null;
    var run = new ScalingRun(control, demand, heat, store, options, metrics, notifier, log, surroundings.Time);
    return new ShardScalerFunction(run, surroundings.Time).HandleAsync;
});
