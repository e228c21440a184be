using System.Text.Json;
using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using AwsPackages.Client;

namespace Amazon.CloudWatch.Internal;

/// <summary>Every operation offered: its name on the wire, how its request is written and its response read.</summary>
internal static class Operations
{
    // First: the fields below are made with it.
    private static readonly JsonService s_service = new("Amazon.CloudWatch", "GraniteServiceVersion20100801", "1.0", "2010-08-01");

    public static readonly InvokeOptions GetMetricData = Of<GetMetricDataRequest, GetMetricDataResponse>(nameof(GetMetricData), MetricJson.Write, MetricJson.Read);
    public static readonly InvokeOptions PutMetricData = Of<PutMetricDataRequest, PutMetricDataResponse>(nameof(PutMetricData), MetricJson.Write, MetricJson.ReadNothing);

    private static InvokeOptions Of<TRequest, TResponse>(string name, Action<Utf8JsonWriter, TRequest> write, MemberReader<TResponse> read)
        where TRequest : AmazonCloudWatchRequest
        where TResponse : AmazonWebServiceResponse, new() => new()
        {
            RequestMarshaller = new RequestMarshaller<TRequest>(s_service, name, write, estimateBytes: null),
            ResponseUnmarshaller = new ResponseReader<TResponse>(read, Errors.ToException),
        };
}
