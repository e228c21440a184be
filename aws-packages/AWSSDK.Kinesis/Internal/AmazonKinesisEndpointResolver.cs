using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util;

namespace Amazon.Kinesis.Internal;

/// <summary>Takes from configuration and request what the endpoint depends on.</summary>
internal sealed class AmazonKinesisEndpointResolver : BaseEndpointResolver
{
    private const string Data = "data";
    private const string Control = "control";

    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) => InjectHostPrefix(executionContext.RequestContext);

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        IClientConfig config = requestContext.ClientConfig;
        (string? operationType, string? streamArn) = Target(requestContext.OriginalRequest);
        return new KinesisEndpointParameters
        {
            Region = requestContext.Request.AlternateEndpoint?.SystemName ?? config.RegionEndpoint?.SystemName ?? RegionOfServiceUrl(config),
            UseDualStack = config.UseDualstackEndpoint,
            UseFIPS = config.UseFIPSEndpoint,
            Endpoint = config.ServiceURL,
            OperationType = operationType,
            StreamARN = streamArn,
        };
    }

    private static string? RegionOfServiceUrl(IClientConfig config)
    {
        if (string.IsNullOrEmpty(config.ServiceURL))
        {
            return null;
        }

        return string.IsNullOrEmpty(config.AuthenticationRegion) ? AWSSDKUtils.DetermineRegion(config.ServiceURL) : config.AuthenticationRegion;
    }

    private static (string? OperationType, string? StreamArn) Target(AmazonWebServiceRequest request) => request switch
    {
        GetRecordsRequest r => (Data, r.StreamARN),
        GetShardIteratorRequest r => (Data, r.StreamARN),
        PutRecordRequest r => (Data, r.StreamARN),
        PutRecordsRequest r => (Data, r.StreamARN),
        DeleteStreamRequest r => (Control, r.StreamARN),
        DescribeStreamRequest r => (Control, r.StreamARN),
        DescribeStreamSummaryRequest r => (Control, r.StreamARN),
        ListShardsRequest r => (Control, r.StreamARN),
        MergeShardsRequest r => (Control, r.StreamARN),
        SplitShardRequest r => (Control, r.StreamARN),
        UpdateShardCountRequest r => (Control, r.StreamARN),
        _ => (null, null),
    };
}
