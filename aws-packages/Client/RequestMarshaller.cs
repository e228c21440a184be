using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace AwsPackages.Client;

/// <summary>
/// Turns a request into an AWS JSON call. The body is written once into a pooled buffer that the SDK hashes, sends, rewinds
/// for a retry and gives back; <paramref name="estimateBytes"/> sizes it, so that megabytes are not copied while it grows.
/// </summary>
internal sealed class RequestMarshaller<TRequest>(JsonService service, string operation, Action<Utf8JsonWriter, TRequest> write, Func<TRequest, int>? estimateBytes)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
{
    private const int SmallBytes = 512;

    // The members are written in order by code of ours: no need to have each call checked.
    private static readonly JsonWriterOptions s_writerOptions = new() { SkipValidation = true };

    private readonly string _contentType = "application/x-amz-json-" + service.JsonVersion;
    private readonly string _target = $"{service.TargetPrefix}.{operation}";

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var typed = (TRequest)input;
        var content = new PooledContentStream(estimateBytes?.Invoke(typed) ?? SmallBytes);
        var request = new DefaultRequest(input, service.Name) { HttpMethod = "POST", ResourcePath = "/", ContentStream = content };
        request.Headers["X-Amz-Target"] = _target;
        request.Headers["Content-Type"] = _contentType;
        request.Headers["x-amz-api-version"] = service.ApiVersion;

        using var writer = new Utf8JsonWriter(content.BufferWriter, s_writerOptions);
        writer.WriteStartObject();
        write(writer, typed);
        writer.WriteEndObject();
        writer.Flush();
        return request;
    }
}
