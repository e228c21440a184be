using Amazon.Runtime.Internal;

namespace Amazon.CloudWatch.Internal;

/// <summary>Error answers as exceptions; the code says which.</summary>
internal static class Errors
{
    public static AmazonCloudWatchException ToException(ErrorResponse e) => new(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode);
}
