using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary><see cref="DefaultLambdaJsonSerializer"/> that writes names in camel case.</summary>
[RequiresUnreferencedCode(
    "CamelCaseLambdaJsonSerializer does not support trimming. For trimmed Lambda functions SourceGeneratorLambdaJsonSerializer passing in JsonSerializerContext should be used instead.")]
public class CamelCaseLambdaJsonSerializer : DefaultLambdaJsonSerializer
{
    /// <summary>With the usual options.</summary>
    public CamelCaseLambdaJsonSerializer()
        : base(options => options.PropertyNamingPolicy = new AwsNamingPolicy(JsonNamingPolicy.CamelCase))
    {
    }
}
