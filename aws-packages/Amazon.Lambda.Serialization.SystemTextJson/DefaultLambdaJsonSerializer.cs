using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Serializer by reflection, for any type; not for trimmed functions.</summary>
[RequiresUnreferencedCode(
    "DefaultLambdaJsonSerializer does not support trimming. For trimmed Lambda functions SourceGeneratorLambdaJsonSerializer passing in JsonSerializerContext should be used instead.")]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Whoever makes one is warned by RequiresUnreferencedCode; the published class has no RequiresDynamicCode.")]
public class DefaultLambdaJsonSerializer : AbstractLambdaJsonSerializer, ILambdaSerializer
{
    /// <summary>With the usual options.</summary>
    public DefaultLambdaJsonSerializer()
        : this(null, null)
    {
    }

    /// <summary>With changed options.</summary>
    public DefaultLambdaJsonSerializer(Action<JsonSerializerOptions>? customizer)
        : this(customizer, null)
    {
    }

    /// <summary>With changed options.</summary>
    public DefaultLambdaJsonSerializer(Action<JsonSerializerOptions>? customizer, Action<JsonWriterOptions>? jsonWriterCustomizer)
        : base(jsonWriterCustomizer)
    {
        SerializerOptions = CreateDefaultJsonSerializationOptions();
        customizer?.Invoke(SerializerOptions);
    }

    /// <summary>The options in force.</summary>
    protected JsonSerializerOptions SerializerOptions { get; }

    /// <inheritdoc/>
    protected override void InternalSerialize<T>(Utf8JsonWriter writer, T response) => JsonSerializer.Serialize(writer, response, SerializerOptions);

    /// <inheritdoc/>
    protected override T InternalDeserialize<T>(byte[] utf8Json) => JsonSerializer.Deserialize<T>(utf8Json, SerializerOptions)!;
}
