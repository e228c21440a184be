using Amazon.CloudWatch;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
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
    var run = new ScalingRun(control, demand, store, options, metrics, new Log(surroundings.Log), surroundings.Time);
    return new ShardScalerFunction(run, surroundings.Time).HandleAsync;
});
