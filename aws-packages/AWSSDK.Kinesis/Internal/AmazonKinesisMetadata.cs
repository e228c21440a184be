using Amazon.Runtime.Internal;

namespace Amazon.Kinesis.Internal;

internal sealed class AmazonKinesisMetadata : IServiceMetadata
{
    public string ServiceId => AmazonKinesisConfig.ServiceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
