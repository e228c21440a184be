using Amazon.DynamoDBv2;
using Amazon.S3;
using LogFunctions.Archiver;
using LogFunctions.Hosting;

await FunctionHost.RunAsync(static surroundings =>
{
    ArchiverOptions options = ArchiverOptions.FromEnvironment(surroundings.ReadVariable);
    var positions = new DynamoArchivePositions(new AmazonDynamoDBClient(), options.LedgerTable, surroundings.Time);
    var objects = new S3ArchiveObjects(new AmazonS3Client(), options.Bucket, options.Prefix, surroundings.Time);
    var metrics = new ArchiveMetrics(surroundings.Metrics(options.MetricsNamespace));
    var archiver = new BatchArchiver(positions, objects, options, surroundings.Time, metrics, new Log(surroundings.Log));
    return new ArchiverFunction(archiver, surroundings.Time).HandleAsync;
});
