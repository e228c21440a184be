using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using ParsedArn = Amazon.Runtime.Internal.Endpoints.StandardLibrary.Arn;

namespace Amazon.Kinesis.Internal;

/// <summary>
/// Where requests go, by the service's published endpoint rules: a configured endpoint as it is; with a stream ARN the endpoint
/// of the stream's account; else the region's.
/// </summary>
internal sealed class AmazonKinesisEndpointProvider : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var wanted = (KinesisEndpointParameters)parameters;
        if (!string.IsNullOrEmpty(wanted.Endpoint))
        {
            return Custom(wanted);
        }

        if (string.IsNullOrEmpty(wanted.Region))
        {
            throw new AmazonClientException("Invalid Configuration: Missing Region");
        }

        Partition partition = Fn.Partition(wanted.Region);
        bool hasAccountEndpoints = partition.name is not ("aws-iso" or "aws-iso-b");
        return wanted.StreamARN is not null && hasAccountEndpoints
            ? OfAccount(wanted, partition)
            : OfRegion(wanted, partition);
    }

    private static Endpoint Custom(KinesisEndpointParameters wanted)
    {
        if (wanted.UseFIPS)
        {
            throw new AmazonClientException("Invalid Configuration: FIPS and custom endpoint are not supported");
        }

        return wanted.UseDualStack
            ? throw new AmazonClientException("Invalid Configuration: Dualstack and custom endpoint are not supported")
            : new Endpoint(wanted.Endpoint);
    }

    private static Endpoint OfAccount(KinesisEndpointParameters wanted, Partition partition)
    {
        string account = AccountOf(wanted.StreamARN!, partition);
        CheckSupport(wanted, partition);
        string fips = wanted.UseFIPS ? "-fips" : string.Empty;
        return new Endpoint($"https://{account}.{wanted.OperationType}-kinesis{fips}.{wanted.Region}.{Suffix(wanted, partition)}");
    }

    private static string AccountOf(string streamArn, Partition partition)
    {
        ParsedArn? arn = Fn.ParseArn(streamArn);
        string? error =
            arn is null ? "Failed to parse ARN."
            : !Fn.IsValidHostLabel(arn.accountId, false) ? "Invalid account id."
            : !Fn.IsValidHostLabel(arn.region, false) ? "Invalid region."
            : arn.service != "kinesis" ? $"The ARN was not for the Kinesis service, found: {arn.service}."
            : arn.resourceId is not [var type, ..] || string.IsNullOrEmpty(type) ? "No ARN type specified"
            : type != "stream" ? $"Kinesis ARNs don't support `{type}` arn types."
            : null;
        if (error is not null)
        {
            throw new AmazonClientException("Invalid ARN: " + error);
        }

        return arn!.partition == partition.name
            ? arn.accountId
            : throw new AmazonClientException($"Partition: {arn.partition} from ARN doesn't match with partition name: {partition.name}.");
    }

    private static Endpoint OfRegion(KinesisEndpointParameters wanted, Partition partition)
    {
        CheckSupport(wanted, partition);
        // In GovCloud the plain endpoint is the FIPS endpoint.
        string fips = wanted.UseFIPS && (wanted.UseDualStack || partition.name != "aws-us-gov") ? "-fips" : string.Empty;
        return new Endpoint($"https://kinesis{fips}.{wanted.Region}.{Suffix(wanted, partition)}");
    }

    private static string Suffix(KinesisEndpointParameters wanted, Partition partition) => wanted.UseDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;

    private static void CheckSupport(KinesisEndpointParameters wanted, Partition partition)
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
}
