using System.Text.Json;
using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.CloudWatch.Internal;

/// <summary>Every operation offered: its name on the wire, how its request is written and its response read.</summary>
internal static class Operations
{
    public static readonly InvokeOptions GetMetricData = Of<GetMetricDataRequest, GetMetricDataResponse>(nameof(GetMetricData), MetricJson.Write, MetricJson.Read);
    public static readonly InvokeOptions PutMetricData = Of<PutMetricDataRequest, PutMetricDataResponse>(nameof(PutMetricData), MetricJson.Write, MetricJson.ReadNothing);

    private static InvokeOptions Of<TRequest, TResponse>(string name, Action<Utf8JsonWriter, TRequest> write, MemberReader<TResponse> read)
        where TRequest : AmazonCloudWatchRequest
        where TResponse : AmazonWebServiceResponse, new() => new()
        {
            RequestMarshaller = new RequestMarshaller<TRequest>(name, write, estimateBytes: null),
            ResponseUnmarshaller = new ResponseReader<TResponse>(read),
        };
}
