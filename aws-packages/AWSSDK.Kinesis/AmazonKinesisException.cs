using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>An error answer of Amazon Kinesis Data Streams; those with a known code have their own type in <c>Amazon.Kinesis.Model</c>.</summary>
public class AmazonKinesisException : AmazonServiceException
{
    /// <summary>An exception without message.</summary>
    public AmazonKinesisException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public AmazonKinesisException(string? message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public AmazonKinesisException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception with the cause's message.</summary>
    public AmazonKinesisException(Exception? innerException)
        : base(innerException?.Message, innerException)
    {
    }

    /// <summary>An error answer of the service, with its cause.</summary>
    public AmazonKinesisException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>An error answer of the service.</summary>
    public AmazonKinesisException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }
}
