using Amazon.Runtime.Internal;

namespace AwsPackages.Client;

/// <summary>The name under which the SDK keeps a service's settings.</summary>
internal sealed class ServiceMetadata(string serviceId) : IServiceMetadata
{
    public string ServiceId => serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
