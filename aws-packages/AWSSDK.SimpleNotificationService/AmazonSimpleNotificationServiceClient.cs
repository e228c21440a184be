using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService.Internal;
using Amazon.SimpleNotificationService.Model;
using AwsPackages.Client;

namespace Amazon.SimpleNotificationService;

/// <summary>
/// Client of Amazon SNS on the SDK's pipeline: its credentials, signing, retries, endpoints and HTTP.
/// Safe for concurrent use; make one and keep it. Constructors without credentials take them from the SDK's usual chain.
/// </summary>
public class AmazonSimpleNotificationServiceClient : AmazonServiceClient, IAmazonSimpleNotificationService
{
    private static readonly ServiceMetadata s_metadata = new(AmazonSimpleNotificationServiceConfig.ServiceId);

    /// <summary>A client with credentials and region from the environment.</summary>
    public AmazonSimpleNotificationServiceClient()
        : base(new AmazonSimpleNotificationServiceConfig())
    {
    }

    /// <summary>A client for a region.</summary>
    public AmazonSimpleNotificationServiceClient(RegionEndpoint region)
        : base(new AmazonSimpleNotificationServiceConfig { RegionEndpoint = region })
    {
    }

    /// <summary>A client with settings.</summary>
    public AmazonSimpleNotificationServiceClient(AmazonSimpleNotificationServiceConfig config)
        : base(config)
    {
    }

    /// <summary>A client with credentials.</summary>
    public AmazonSimpleNotificationServiceClient(AWSCredentials credentials)
        : this(credentials, new AmazonSimpleNotificationServiceConfig())
    {
    }

    /// <summary>A client with credentials, for a region.</summary>
    public AmazonSimpleNotificationServiceClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonSimpleNotificationServiceConfig { RegionEndpoint = region })
    {
    }

    /// <summary>A client with credentials and settings.</summary>
    public AmazonSimpleNotificationServiceClient(AWSCredentials credentials, AmazonSimpleNotificationServiceConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <summary>A client with an access key.</summary>
    public AmazonSimpleNotificationServiceClient(string awsAccessKeyId, string awsSecretAccessKey)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonSimpleNotificationServiceConfig())
    {
    }

    /// <summary>A client with an access key, for a region.</summary>
    public AmazonSimpleNotificationServiceClient(string awsAccessKeyId, string awsSecretAccessKey, RegionEndpoint region)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonSimpleNotificationServiceConfig { RegionEndpoint = region })
    {
    }

    /// <summary>A client with an access key and settings.</summary>
    public AmazonSimpleNotificationServiceClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonSimpleNotificationServiceConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, clientConfig)
    {
    }

    /// <summary>A client with a temporary access key.</summary>
    public AmazonSimpleNotificationServiceClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken)
        : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonSimpleNotificationServiceConfig())
    {
    }

    /// <summary>A client with a temporary access key, for a region.</summary>
    public AmazonSimpleNotificationServiceClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, RegionEndpoint region)
        : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonSimpleNotificationServiceConfig { RegionEndpoint = region })
    {
    }

    /// <summary>A client with a temporary access key and settings.</summary>
    public AmazonSimpleNotificationServiceClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonSimpleNotificationServiceConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => s_metadata;

    /// <inheritdoc/>
    public virtual Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default) => InvokeAsync<PublishResponse>(request, Operations.Publish, cancellationToken);

    /// <inheritdoc/>
    public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request) =>
        Config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));

    /// <summary>Puts this service's endpoint rules and signing into the SDK's pipeline.</summary>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4AuthSchemeHandler());
    }
}
