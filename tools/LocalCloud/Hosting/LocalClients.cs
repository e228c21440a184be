using Amazon.CloudWatch;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.Runtime;

namespace LogFunctions.LocalCloud;

/// <summary>SDK clients for the APIs on this machine, with the credentials that are good for nothing else.</summary>
public static class LocalClients
{
    /// <summary>Access key and secret of every local client and function.</summary>
    public const string Credential = "local";

    public static IAmazonCloudWatch CloudWatch(Uri endpoint, string region = "us-east-1") =>
        new AmazonCloudWatchClient(new BasicAWSCredentials(Credential, Credential), new AmazonCloudWatchConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = region });

    public static IAmazonKinesis Kinesis(Uri endpoint, string region = "us-east-1") =>
        new AmazonKinesisClient(new BasicAWSCredentials(Credential, Credential), new AmazonKinesisConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = region });

    public static IAmazonDynamoDB DynamoDb(Uri endpoint, string region = "us-east-1") =>
        new AmazonDynamoDBClient(new BasicAWSCredentials(Credential, Credential), new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = region });
}
