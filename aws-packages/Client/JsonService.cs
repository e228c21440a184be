namespace AwsPackages.Client;

/// <summary>What a service of the AWS JSON protocol has on the wire.</summary>
/// <param name="Name">In the SDK, such as Amazon.Kinesis.</param>
/// <param name="TargetPrefix">Before the operation in X-Amz-Target.</param>
/// <param name="JsonVersion">1.0 or 1.1.</param>
/// <param name="ApiVersion">A date.</param>
internal sealed record JsonService(string Name, string TargetPrefix, string JsonVersion, string ApiVersion);
