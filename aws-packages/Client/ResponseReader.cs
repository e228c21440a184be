using System.Buffers;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace AwsPackages.Client;

/// <summary>
/// Reads an answer. The body goes whole into a pooled buffer and is parsed in place: an answer of GetRecords is up to 10 MB of
/// base64, which is decoded from the buffer straight into each record's array; a page of GetMetricData is megabytes of numbers.
/// </summary>
/// <param name="readMember">Takes a member of the answer.</param>
/// <param name="toException">Makes the service's exception of an error answer.</param>
internal sealed class ResponseReader<TResponse>(MemberReader<TResponse> readMember, Func<ErrorResponse, AmazonServiceException> toException) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    private const int FirstBytes = 16 * 1024;

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var response = new TResponse();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ExpectedBytes(input.ResponseData));
        try
        {
            int length = ReadToEnd(input.Stream, ref buffer);
            if (length > 0)
            {
                Parse(buffer.AsSpan(0, length), response);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return response;
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        ErrorResponse error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        return toException(error);
    }

    // One byte more than promised, so that the end is seen without growing the buffer.
    private static int ExpectedBytes(IWebResponseData response) => response.ContentLength is > 0 and < 64 * 1024 * 1024 and var length ? (int)length + 1 : FirstBytes;

    private static int ReadToEnd(Stream stream, ref byte[] buffer)
    {
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            int read = stream.Read(buffer, length, buffer.Length - length);
            if (read == 0)
            {
                return length;
            }

            length += read;
        }
    }

    private void Parse(ReadOnlySpan<byte> body, TResponse response)
    {
        var json = new Utf8JsonReader(body);
        json.Read();
        json.ReadMembers(response, readMember);
    }
}
