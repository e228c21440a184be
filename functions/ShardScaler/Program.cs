using Amazon.CloudWatch;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.SimpleNotificationService;
using LogFunctions.Hosting;
using LogFunctions.ShardScaler;
using LogFunctions.ShardScaler.Running;

await FunctionHost.RunAsync(static surroundings =>
{
    ShardScalerOptions options = ShardScalerOptions.FromEnvironment(surroundings.ReadVariable);
    var control = new KinesisStreamControl(new AmazonKinesisClient(), options.StreamName);
    var demand = new CloudWatchDemandSource(new AmazonCloudWatchClient(), options.StreamName);
    var store = new DynamoControlStore(new AmazonDynamoDBClient(), options.ControlTable, options.StreamName);
    var metrics = new ScalerMetrics(surroundings.Metrics(options.MetricsNamespace));
    var log = new Log(surroundings.Log);
    DecisionNotifier? notifier = options.NotifyTopicArn is { } topic ? new DecisionNotifier(new AmazonSimpleNotificationServiceClient(), topic, options.StreamName, log) : null;
    var run = new ScalingRun(control, demand, store, options, metrics, notifier, log, surroundings.Time);
    return new ShardScalerFunction(run, surroundings.Time).HandleAsync;
});
