namespace LogFunctions.LocalCloud.Hosting;

/// <summary>Where a service listens, counted from <see cref="LocalCloudOptions.Port"/>. Users know these: new ones are added at the end.</summary>
internal enum ServicePort
{
    Kinesis = 0,
    DynamoDb = 1,
    Lambda = 2,
    S3 = 3,
    CloudWatch = 4,
    Page = 5,
}
