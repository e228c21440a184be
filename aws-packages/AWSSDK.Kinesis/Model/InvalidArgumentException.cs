using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>An argument is out of its range, unsupported or can't be used so; the message says which.</summary>
public class InvalidArgumentException : AmazonKinesisException
{
    /// <summary>An exception without message.</summary>
    public InvalidArgumentException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public InvalidArgumentException(string? message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public InvalidArgumentException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception with the cause's message.</summary>
    public InvalidArgumentException(Exception? innerException)
        : base(innerException)
    {
    }

    /// <summary>An error answer of the service, with its cause.</summary>
    public InvalidArgumentException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>An error answer of the service.</summary>
    public InvalidArgumentException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }
}
