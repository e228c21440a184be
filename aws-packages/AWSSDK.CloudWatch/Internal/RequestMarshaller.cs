using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.CloudWatch.Internal;

/// <summary>
/// Turns a request into an AWS JSON 1.0 call. The body is written once into a pooled buffer that the SDK hashes, sends, rewinds
/// for a retry and gives back; <paramref name="estimateBytes"/> sizes it, so that megabytes are not copied while it grows.
/// </summary>
internal sealed class RequestMarshaller<TRequest>(string operation, Action<Utf8JsonWriter, TRequest> write, Func<TRequest, int>? estimateBytes)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonCloudWatchRequest
{
    private const int SmallBytes = 512;

    // The members are written in order by code of ours: no need to have each call checked.
    private static readonly JsonWriterOptions s_writerOptions = new() { SkipValidation = true };

    private readonly string _target = "GraniteServiceVersion20100801." + operation;

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var typed = (TRequest)input;
        var content = new PooledContentStream(estimateBytes?.Invoke(typed) ?? SmallBytes);
        var request = new DefaultRequest(input, "Amazon.CloudWatch") { HttpMethod = "POST", ResourcePath = "/", ContentStream = content };
        request.Headers["X-Amz-Target"] = _target;
        request.Headers["Content-Type"] = "application/x-amz-json-1.0";
        request.Headers["x-amz-api-version"] = "2010-08-01";

        using var writer = new Utf8JsonWriter(content.BufferWriter, s_writerOptions);
        writer.WriteStartObject();
        write(writer, typed);
        writer.WriteEndObject();
        writer.Flush();
        return request;
    }
}
