using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The access key id needs a subscription to KMS.</summary>
public class KMSOptInRequiredException : AmazonKinesisException
{
    /// <summary>An exception without message.</summary>
    public KMSOptInRequiredException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public KMSOptInRequiredException(string? message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public KMSOptInRequiredException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception with the cause's message.</summary>
    public KMSOptInRequiredException(Exception? innerException)
        : base(innerException)
    {
    }

    /// <summary>An error answer of the service, with its cause.</summary>
    public KMSOptInRequiredException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>An error answer of the service.</summary>
    public KMSOptInRequiredException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }
}
