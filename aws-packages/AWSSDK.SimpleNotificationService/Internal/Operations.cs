using Amazon.Runtime.Internal;

namespace Amazon.SimpleNotificationService.Internal;

/// <summary>Every operation offered: how its request is written and its response read.</summary>
internal static class Operations
{
    public static readonly InvokeOptions Publish = new() { RequestMarshaller = new PublishMarshaller(), ResponseUnmarshaller = new PublishUnmarshaller() };
}
