using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The page token is older than 300 s: list again from the start.</summary>
public class ExpiredNextTokenException : AmazonKinesisException
{
    /// <summary>An exception without message.</summary>
    public ExpiredNextTokenException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ExpiredNextTokenException(string? message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public ExpiredNextTokenException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception with the cause's message.</summary>
    public ExpiredNextTokenException(Exception? innerException)
        : base(innerException)
    {
    }

    /// <summary>An error answer of the service, with its cause.</summary>
    public ExpiredNextTokenException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>An error answer of the service.</summary>
    public ExpiredNextTokenException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }
}
