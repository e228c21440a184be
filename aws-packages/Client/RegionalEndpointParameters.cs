using Amazon.Runtime.Endpoints;

namespace AwsPackages.Client;

/// <summary>
/// What an endpoint depends on. The values live in the base's property bag, by which the SDK compares parameters when it
/// reuses an endpoint between retries.
/// </summary>
internal class RegionalEndpointParameters : EndpointParameters
{
    public string? Region
    {
        get => (string?)this[nameof(Region)];
        set => this[nameof(Region)] = value;
    }

    public bool UseDualStack
    {
        get => (bool?)this[nameof(UseDualStack)] ?? false;
        set => this[nameof(UseDualStack)] = value;
    }

    public bool UseFIPS
    {
        get => (bool?)this[nameof(UseFIPS)] ?? false;
        set => this[nameof(UseFIPS)] = value;
    }

    public string? Endpoint
    {
        get => (string?)this[nameof(Endpoint)];
        set => this[nameof(Endpoint)] = value;
    }
}
