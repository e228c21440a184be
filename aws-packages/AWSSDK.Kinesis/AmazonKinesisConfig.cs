using Amazon.Kinesis.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;
using AwsPackages.Client;

namespace Amazon.Kinesis;

/// <summary>
/// Settings of an <see cref="AmazonKinesisClient"/>. What is not set comes from the SDK's usual places: region, retries and
/// <c>AWS_ENDPOINT_URL_KINESIS</c> / <c>AWS_ENDPOINT_URL</c> from environment and profile.
/// </summary>
public class AmazonKinesisConfig : ClientConfig
{
    // The version of the published package whose API this is.
    private static readonly string s_userAgent = InternalSDKUtils.BuildUserAgentString("Kinesis", "4.0.8.3");

    private static readonly AmazonKinesisEndpointResolver s_endpointResolver = new();

    /// <summary>Settings from the SDK's usual places.</summary>
    public AmazonKinesisConfig()
        : base(new DefaultConfigurationProvider(DefaultConfigurations.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "kinesis";
        EndpointProvider = new AmazonKinesisEndpointProvider();
    }

    /// <summary>Name of the service in configuration keys.</summary>
    public static new string ServiceId => "Kinesis";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "kinesis";

    /// <inheritdoc/>
    public override string ServiceVersion => "2013-12-02";

    /// <inheritdoc/>
    public override string UserAgent => s_userAgent;

    /// <summary>The endpoint that a request would go to.</summary>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var context = new RequestContext(enableMetric: false)
        {
            ClientConfig = this,
            OriginalRequest = parameters.Request,
            Request = new DefaultRequest(parameters.Request, ServiceId) { AlternateEndpoint = parameters.AlternateEndpoint },
        };
        return s_endpointResolver.GetEndpoint(new Amazon.Runtime.Internal.ExecutionContext(context, null));
    }
}
