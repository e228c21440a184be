using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;
using AwsPackages.Client;

namespace Amazon.CloudWatch;

/// <summary>
/// Settings of an <see cref="AmazonCloudWatchClient"/>. What is not set comes from the SDK's usual places: region, retries and
/// <c>AWS_ENDPOINT_URL_CLOUDWATCH</c> / <c>AWS_ENDPOINT_URL</c> from environment and profile.
/// </summary>
public class AmazonCloudWatchConfig : ClientConfig
{
    // The version of the published package whose API this is.
    private static readonly string s_userAgent = InternalSDKUtils.BuildUserAgentString("CloudWatch", "4.0.12");

    private static readonly RegionalEndpointResolver s_endpointResolver = new();

    /// <summary>Settings from the SDK's usual places.</summary>
    public AmazonCloudWatchConfig()
        : base(new DefaultConfigurationProvider(DefaultConfigurations.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "monitoring";
        EndpointProvider = new RegionalEndpointProvider("monitoring");
    }

    /// <summary>Name of the service in configuration keys.</summary>
    public static new string ServiceId => "CloudWatch";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "monitoring";

    /// <inheritdoc/>
    public override string ServiceVersion => "2010-08-01";

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
