using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The stream is not ACTIVE, or exists already.</summary>
public class ResourceInUseException : AmazonKinesisException
{
    /// <summary>An exception without message.</summary>
    public ResourceInUseException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ResourceInUseException(string? message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public ResourceInUseException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception with the cause's message.</summary>
    public ResourceInUseException(Exception? innerException)
        : base(innerException)
    {
    }

    /// <summary>An error answer of the service, with its cause.</summary>
    public ResourceInUseException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>An error answer of the service.</summary>
    public ResourceInUseException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }
}
