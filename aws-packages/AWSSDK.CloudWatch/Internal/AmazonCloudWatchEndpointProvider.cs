using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.CloudWatch.Internal;

/// <summary>The service's endpoint rules: a custom endpoint as it is, else <c>monitoring[-fips].REGION.SUFFIX</c>.</summary>
internal sealed class AmazonCloudWatchEndpointProvider : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var wanted = (CloudWatchEndpointParameters)parameters;
        if (!string.IsNullOrEmpty(wanted.Endpoint))
        {
            return wanted.UseFIPS ? throw new AmazonClientException("Invalid Configuration: FIPS and custom endpoint are not supported")
                : wanted.UseDualStack ? throw new AmazonClientException("Invalid Configuration: Dualstack and custom endpoint are not supported")
                : new Endpoint(wanted.Endpoint);
        }

        if (string.IsNullOrEmpty(wanted.Region))
        {
            throw new AmazonClientException("Invalid Configuration: Missing Region");
        }

        Partition partition = Fn.Partition(wanted.Region);
        if (wanted.UseFIPS && !partition.supportsFIPS)
        {
            throw new AmazonClientException("FIPS is enabled but this partition does not support FIPS");
        }

        if (wanted.UseDualStack && !partition.supportsDualStack)
        {
            throw new AmazonClientException("DualStack is enabled but this partition does not support DualStack");
        }

        // In GovCloud the plain endpoint is the FIPS endpoint.
        string fips = wanted.UseFIPS && (wanted.UseDualStack || partition.name != "aws-us-gov") ? "-fips" : string.Empty;
        return new Endpoint($"https://monitoring{fips}.{wanted.Region}.{(wanted.UseDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}");
    }
}
