using Amazon.Runtime.Internal;

namespace Amazon.CloudWatch.Internal;

internal sealed class AmazonCloudWatchMetadata : IServiceMetadata
{
    public string ServiceId => AmazonCloudWatchConfig.ServiceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
