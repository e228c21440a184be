using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace AwsPackages.Client;

/// <summary>The service's endpoint rules: a custom endpoint as it is, else <c>PREFIX[-fips].REGION.SUFFIX</c>.</summary>
internal class RegionalEndpointProvider(string hostPrefix) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var wanted = (RegionalEndpointParameters)parameters;
        if (!string.IsNullOrEmpty(wanted.Endpoint))
        {
            return wanted.UseFIPS ? throw new AmazonClientException("Invalid Configuration: FIPS and custom endpoint are not supported")
                : wanted.UseDualStack ? throw new AmazonClientException("Invalid Configuration: Dualstack and custom endpoint are not supported")
                : new Endpoint(wanted.Endpoint);
        }

        return string.IsNullOrEmpty(wanted.Region)
            ? throw new AmazonClientException("Invalid Configuration: Missing Region")
            : Resolve(wanted, Fn.Partition(wanted.Region));
    }

    /// <summary>The service's endpoint in a region.</summary>
    protected virtual Endpoint Resolve(RegionalEndpointParameters wanted, Partition partition)
    {
        CheckSupport(wanted, partition);
        // In GovCloud the plain endpoint is the FIPS endpoint.
        string fips = wanted.UseFIPS && (wanted.UseDualStack || partition.name != "aws-us-gov") ? "-fips" : string.Empty;
        return new Endpoint($"https://{hostPrefix}{fips}.{wanted.Region}.{Suffix(wanted, partition)}");
    }

    /// <summary>Throws when the partition has no such endpoints.</summary>
    protected static void CheckSupport(RegionalEndpointParameters wanted, Partition partition)
    {
        if (wanted.UseFIPS && !partition.supportsFIPS)
        {
            throw new AmazonClientException("FIPS is enabled but this partition does not support FIPS");
        }

        if (wanted.UseDualStack && !partition.supportsDualStack)
        {
            throw new AmazonClientException("DualStack is enabled but this partition does not support DualStack");
        }
    }

    /// <summary>What hosts of the partition end with.</summary>
    protected static string Suffix(RegionalEndpointParameters wanted, Partition partition) => wanted.UseDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;
}
