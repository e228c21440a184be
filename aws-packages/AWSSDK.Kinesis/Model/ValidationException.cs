using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The request breaks a rule of the service, such as the limits of UpdateShardCount.</summary>
public class ValidationException : AmazonKinesisException
{
    /// <summary>An exception without message.</summary>
    public ValidationException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ValidationException(string? message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public ValidationException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception with the cause's message.</summary>
    public ValidationException(Exception? innerException)
        : base(innerException)
    {
    }

    /// <summary>An error answer of the service, with its cause.</summary>
    public ValidationException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>An error answer of the service.</summary>
    public ValidationException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }
}
