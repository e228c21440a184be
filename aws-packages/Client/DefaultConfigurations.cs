using System.Collections.ObjectModel;
using Amazon.Runtime;

namespace AwsPackages.Client;

/// <summary>
/// What the SDK's default modes (<c>AWS_DEFAULTS_MODE</c>) mean for these services. Timeouts:
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html
/// </summary>
internal static class DefaultConfigurations
{
    public static ReadOnlyCollection<IDefaultConfiguration> All { get; } = new(
    [
        Mode(DefaultConfigurationMode.Standard, connectMs: 3100),
        Mode(DefaultConfigurationMode.InRegion, connectMs: 1100),
        Mode(DefaultConfigurationMode.CrossRegion, connectMs: 3100),
        Mode(DefaultConfigurationMode.Mobile, connectMs: 30_000),
        Mode(DefaultConfigurationMode.Auto, connectMs: 1100),
    ]);

    private static DefaultConfiguration Mode(DefaultConfigurationMode name, int connectMs) => new()
    {
        Name = name,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromMilliseconds(connectMs),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(connectMs),
        TimeToFirstByteTimeout = null,
        HttpRequestTimeout = null,
    };
}
