using System.Text.Json;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Names of members in JSON: those of S3 response headers as AWS spells them, others by the policy behind, or as they are.</summary>
public class AwsNamingPolicy : JsonNamingPolicy
{
    private readonly JsonNamingPolicy? _fallbackNamingPolicy;

    /// <summary>Other names stay as they are.</summary>
    public AwsNamingPolicy()
    {
    }

    /// <summary>Other names go by <paramref name="fallbackNamingPolicy"/>.</summary>
    public AwsNamingPolicy(JsonNamingPolicy fallbackNamingPolicy)
    {
        _fallbackNamingPolicy = fallbackNamingPolicy;
    }

    /// <inheritdoc/>
    public override string ConvertName(string name) => name switch
    {
        "XAmzId2" => "x-amz-id-2",
        "XAmzRequestId" => "x-amz-request-id",
        _ => _fallbackNamingPolicy?.ConvertName(name) ?? name,
    };
}
