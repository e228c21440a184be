using AwsPackages.Client;

namespace Amazon.Kinesis.Internal;

/// <summary>What an endpoint of this service depends on.</summary>
internal sealed class KinesisEndpointParameters : RegionalEndpointParameters
{
    public string? StreamARN
    {
        get => (string?)this[nameof(StreamARN)];
        set => this[nameof(StreamARN)] = value;
    }

    /// <summary><c>data</c> or <c>control</c>, part of an account endpoint's name; null for account-wide operations.</summary>
    public string? OperationType
    {
        get => (string?)this[nameof(OperationType)];
        set => this[nameof(OperationType)] = value;
    }
}
