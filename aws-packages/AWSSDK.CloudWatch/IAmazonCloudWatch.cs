using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace Amazon.CloudWatch;

/// <summary>Amazon CloudWatch: the metric operations that this project uses. See the published package for all of them.</summary>
public interface IAmazonCloudWatch : IAmazonService, IDisposable
{
    /// <summary>Reads metrics, at most 500 queries and 100,800 values a page.</summary>
    Task<GetMetricDataResponse> GetMetricDataAsync(GetMetricDataRequest request, CancellationToken cancellationToken = default);

    /// <summary>Publishes values, at most 1,000 metrics and 1 MB a call.</summary>
    Task<PutMetricDataResponse> PutMetricDataAsync(PutMetricDataRequest request, CancellationToken cancellationToken = default);

    /// <summary>The endpoint that a request would go to.</summary>
    Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonCloudWatchConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        clientConfig is AmazonCloudWatchConfig config
            ? awsCredentials is null ? new AmazonCloudWatchClient(config) : new AmazonCloudWatchClient(awsCredentials, config)
            : throw new AmazonClientException($"The configuration of an AmazonCloudWatchClient must be an AmazonCloudWatchConfig, not a {clientConfig?.GetType().Name ?? "null"}.");
}
