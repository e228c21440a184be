using Amazon.Kinesis.Model;
using Amazon.Runtime;
using AwsPackages.Client;

namespace Amazon.Kinesis.Internal;

/// <summary>Takes from the request what the endpoint depends on.</summary>
internal sealed class AmazonKinesisEndpointResolver : RegionalEndpointResolver
{
    private const string Data = "data";
    private const string Control = "control";

    protected override RegionalEndpointParameters ParametersOf(AmazonWebServiceRequest request)
    {
        (string? operationType, string? streamArn) = Target(request);
        return new KinesisEndpointParameters { OperationType = operationType, StreamARN = streamArn };
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
