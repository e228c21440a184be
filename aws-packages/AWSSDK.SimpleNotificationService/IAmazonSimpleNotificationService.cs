using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService;

/// <summary>Amazon SNS: the operation that this project uses. See the published package for all of them.</summary>
public interface IAmazonSimpleNotificationService : IAmazonService, IDisposable
{
    /// <summary>Sends a message, at most 256 KB, to a topic's subscribers.</summary>
    Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default);

    /// <summary>The endpoint that a request would go to.</summary>
    Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonSimpleNotificationServiceConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        clientConfig is AmazonSimpleNotificationServiceConfig config
            ? awsCredentials is null ? new AmazonSimpleNotificationServiceClient(config) : new AmazonSimpleNotificationServiceClient(awsCredentials, config)
            : throw new AmazonClientException($"The configuration of an AmazonSimpleNotificationServiceClient must be an AmazonSimpleNotificationServiceConfig, not a {clientConfig?.GetType().Name ?? "null"}.");
}
