using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService;

/// <summary>An error answer of Amazon SNS; those with a known code have their own type in <c>Amazon.SimpleNotificationService.Model</c>.</summary>
public class AmazonSimpleNotificationServiceException : AmazonServiceException
{
    /// <summary>An exception without message.</summary>
    public AmazonSimpleNotificationServiceException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public AmazonSimpleNotificationServiceException(string? message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public AmazonSimpleNotificationServiceException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception with the cause's message.</summary>
    public AmazonSimpleNotificationServiceException(Exception? innerException)
        : base(innerException?.Message, innerException)
    {
    }

    /// <summary>An error answer of the service, with its cause.</summary>
    public AmazonSimpleNotificationServiceException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>An error answer of the service.</summary>
    public AmazonSimpleNotificationServiceException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }
}
