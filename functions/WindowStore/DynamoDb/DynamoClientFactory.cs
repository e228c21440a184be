using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace LogFunctions.WindowStore;

/// <summary>Makes DynamoDB clients whose timeouts and retries fit <see cref="DynamoWindowStore"/>.</summary>
public static class DynamoClientFactory
{
    /// <summary>Longest wait for one answer. DynamoDB answers in milliseconds; a page of 1 MB takes well under a second.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A client by the SDK's standard settings (region, credentials, <c>AWS_ENDPOINT_URL_DYNAMODB</c>), with a short timeout
    /// and without retries of its own: the store retries with jitter up to the caller's deadline, and two loops inside each
    /// other would multiply the load on a table that is already throttled.
    /// </summary>
    /// <param name="endpoint">Where the API is, instead of what the standard settings say; null = by those.</param>
    public static AmazonDynamoDBClient Create(Uri? endpoint = null) => new(Config(endpoint, attemptTimeout: null));

    /// <summary>A client of an emulator, which asks for neither credentials nor region.</summary>
    public static AmazonDynamoDBClient CreateLocal(Uri endpoint)
    {
        AmazonDynamoDBConfig config = Config(endpoint, attemptTimeout: null);
        config.AuthenticationRegion = "us-east-1";
        return new AmazonDynamoDBClient(new BasicAWSCredentials("local", "local"), config);
    }

    internal static AmazonDynamoDBConfig Config(Uri? endpoint, TimeSpan? attemptTimeout)
    {
        var config = new AmazonDynamoDBConfig
        {
            MaxErrorRetry = 0,
            Timeout = attemptTimeout ?? AttemptTimeout,
            ConnectTimeout = TimeSpan.FromSeconds(2),
        };
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint.ToString();
        }

        return config;
    }
}
