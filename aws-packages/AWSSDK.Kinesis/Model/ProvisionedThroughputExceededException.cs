using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The shard's rate is exceeded: back off and try again.</summary>
public class ProvisionedThroughputExceededException : AmazonKinesisException
{
    /// <summary>An exception without message.</summary>
    public ProvisionedThroughputExceededException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ProvisionedThroughputExceededException(string? message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public ProvisionedThroughputExceededException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception with the cause's message.</summary>
    public ProvisionedThroughputExceededException(Exception? innerException)
        : base(innerException)
    {
    }

    /// <summary>An error answer of the service, with its cause.</summary>
    public ProvisionedThroughputExceededException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>An error answer of the service.</summary>
    public ProvisionedThroughputExceededException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }
}
