using System.Net;
using Amazon.Runtime;

namespace Amazon.CloudWatch;

/// <summary>An error answer of Amazon CloudWatch; those with a known code have their own type in <c>Amazon.CloudWatch.Model</c>.</summary>
public class AmazonCloudWatchException : AmazonServiceException
{
    /// <summary>An exception without message.</summary>
    public AmazonCloudWatchException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public AmazonCloudWatchException(string? message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public AmazonCloudWatchException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception with the cause's message.</summary>
    public AmazonCloudWatchException(Exception? innerException)
        : base(innerException?.Message, innerException)
    {
    }

    /// <summary>An error answer of the service, with its cause.</summary>
    public AmazonCloudWatchException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>An error answer of the service.</summary>
    public AmazonCloudWatchException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }
}
