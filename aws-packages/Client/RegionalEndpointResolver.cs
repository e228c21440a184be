using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util;

namespace AwsPackages.Client;

/// <summary>Takes from configuration and request what the endpoint depends on.</summary>
internal class RegionalEndpointResolver : BaseEndpointResolver
{
    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) => InjectHostPrefix(executionContext.RequestContext);

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        IClientConfig config = requestContext.ClientConfig;
        RegionalEndpointParameters parameters = ParametersOf(requestContext.OriginalRequest);
        parameters.Region = requestContext.Request.AlternateEndpoint?.SystemName ?? config.RegionEndpoint?.SystemName ?? RegionOfServiceUrl(config);
        parameters.UseDualStack = config.UseDualstackEndpoint;
        parameters.UseFIPS = config.UseFIPSEndpoint;
        parameters.Endpoint = config.ServiceURL;
        return parameters;
    }

    /// <summary>Those that depend on the request.</summary>
    protected virtual RegionalEndpointParameters ParametersOf(AmazonWebServiceRequest request) => new();

    private static string? RegionOfServiceUrl(IClientConfig config)
    {
        if (string.IsNullOrEmpty(config.ServiceURL))
        {
            return null;
        }

        return string.IsNullOrEmpty(config.AuthenticationRegion) ? AWSSDKUtils.DetermineRegion(config.ServiceURL) : config.AuthenticationRegion;
    }
}
