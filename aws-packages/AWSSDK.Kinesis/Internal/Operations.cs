using System.Text.Json;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using AwsPackages.Client;

namespace Amazon.Kinesis.Internal;

/// <summary>Every operation offered: its name on the wire, how its request is written and its response read.</summary>
internal static class Operations
{
    // First: the fields below are made with it.
    private static readonly JsonService s_service = new("Amazon.Kinesis", "Kinesis_20131202", "1.1", "2013-12-02");

    public static readonly InvokeOptions CreateStream = Of<CreateStreamRequest, CreateStreamResponse>(nameof(CreateStream), ControlRequestJson.Write, StreamJson.ReadNothing);
    public static readonly InvokeOptions DeleteStream = Of<DeleteStreamRequest, DeleteStreamResponse>(nameof(DeleteStream), ControlRequestJson.Write, StreamJson.ReadNothing);
    public static readonly InvokeOptions DescribeStream = Of<DescribeStreamRequest, DescribeStreamResponse>(nameof(DescribeStream), ControlRequestJson.Write, StreamJson.Read);
    public static readonly InvokeOptions DescribeStreamSummary = Of<DescribeStreamSummaryRequest, DescribeStreamSummaryResponse>(nameof(DescribeStreamSummary), ControlRequestJson.Write, StreamJson.Read);
    public static readonly InvokeOptions GetRecords = Of<GetRecordsRequest, GetRecordsResponse>(nameof(GetRecords), DataRequestJson.Write, RecordJson.Read);
    public static readonly InvokeOptions GetShardIterator = Of<GetShardIteratorRequest, GetShardIteratorResponse>(nameof(GetShardIterator), DataRequestJson.Write, ShardJson.Read);
    public static readonly InvokeOptions ListShards = Of<ListShardsRequest, ListShardsResponse>(nameof(ListShards), ControlRequestJson.Write, ShardJson.Read);
    public static readonly InvokeOptions ListStreams = Of<ListStreamsRequest, ListStreamsResponse>(nameof(ListStreams), ControlRequestJson.Write, StreamJson.Read);
    public static readonly InvokeOptions MergeShards = Of<MergeShardsRequest, MergeShardsResponse>(nameof(MergeShards), ControlRequestJson.Write, StreamJson.ReadNothing);
    public static readonly InvokeOptions PutRecord = Of<PutRecordRequest, PutRecordResponse>(nameof(PutRecord), DataRequestJson.Write, RecordJson.Read, DataRequestJson.EstimateBytes);
    public static readonly InvokeOptions PutRecords = Of<PutRecordsRequest, PutRecordsResponse>(nameof(PutRecords), DataRequestJson.Write, RecordJson.Read, DataRequestJson.EstimateBytes);
    public static readonly InvokeOptions SplitShard = Of<SplitShardRequest, SplitShardResponse>(nameof(SplitShard), ControlRequestJson.Write, StreamJson.ReadNothing);
    public static readonly InvokeOptions UpdateShardCount = Of<UpdateShardCountRequest, UpdateShardCountResponse>(nameof(UpdateShardCount), ControlRequestJson.Write, ShardJson.Read);

    private static InvokeOptions Of<TRequest, TResponse>(string name, Action<Utf8JsonWriter, TRequest> write, MemberReader<TResponse> read, Func<TRequest, int>? estimateBytes = null)
        where TRequest : AmazonKinesisRequest
        where TResponse : AmazonWebServiceResponse, new() => new()
        {
            RequestMarshaller = new RequestMarshaller<TRequest>(s_service, name, write, estimateBytes),
            ResponseUnmarshaller = new ResponseReader<TResponse>(read, Errors.ToException),
        };
}
