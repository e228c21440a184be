using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using AwsPackages.Client;
using ParsedArn = Amazon.Runtime.Internal.Endpoints.StandardLibrary.Arn;

namespace Amazon.Kinesis.Internal;

/// <summary>
/// Where requests go, by the service's published endpoint rules: a configured endpoint as it is; with a stream ARN the endpoint
/// of the stream's account; else the region's.
/// </summary>
internal sealed class AmazonKinesisEndpointProvider() : RegionalEndpointProvider("kinesis")
{
    protected override Endpoint Resolve(RegionalEndpointParameters wanted, Partition partition)
    {
        bool hasAccountEndpoints = partition.name is not ("aws-iso" or "aws-iso-b");
        return wanted is KinesisEndpointParameters { StreamARN: not null } parameters && hasAccountEndpoints
            ? OfAccount(parameters, partition)
            : base.Resolve(wanted, partition);
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
}
