using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>
/// Serializer for trimmed and ahead-of-time compiled functions: knows the types that <typeparamref name="TSGContext"/> registers.
/// The context is created here with AWS's options; the JsonSourceGenerationOptions on it do not count.
/// </summary>
public class SourceGeneratorLambdaJsonSerializer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSGContext> : AbstractLambdaJsonSerializer, ILambdaSerializer
    where TSGContext : JsonSerializerContext
{
    private readonly TSGContext _context;

    /// <summary>With the usual options.</summary>
    public SourceGeneratorLambdaJsonSerializer()
        : this(null, null)
    {
    }

    /// <summary>With changed options.</summary>
    public SourceGeneratorLambdaJsonSerializer(Action<JsonSerializerOptions>? customizer)
        : this(customizer, null)
    {
    }

    /// <summary>With a look at the writer's options.</summary>
    public SourceGeneratorLambdaJsonSerializer(Action<JsonWriterOptions>? jsonWriterCustomizer)
        : this(null, jsonWriterCustomizer)
    {
    }

    /// <summary>With changed options.</summary>
    [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "What the published package throws.")]
    public SourceGeneratorLambdaJsonSerializer(Action<JsonSerializerOptions>? customizer, Action<JsonWriterOptions>? jsonWriterCustomizer)
        : base(jsonWriterCustomizer)
    {
        SerializerOptions = CreateDefaultJsonSerializationOptions();
        customizer?.Invoke(SerializerOptions);
        _context = typeof(TSGContext).GetConstructor([typeof(JsonSerializerOptions)])?.Invoke([SerializerOptions]) as TSGContext
            ?? throw new ApplicationException($"The serializer {typeof(TSGContext).FullName} is missing a constructor that takes in JsonSerializerOptions object");
    }

    /// <summary>The options in force.</summary>
    protected JsonSerializerOptions SerializerOptions { get; }

    /// <inheritdoc/>
    protected override void InternalSerialize<T>(Utf8JsonWriter writer, T response) => JsonSerializer.Serialize(writer, response, TypeInfo<T>());

    /// <inheritdoc/>
    protected override T InternalDeserialize<T>(byte[] utf8Json) => JsonSerializer.Deserialize(utf8Json, TypeInfo<T>())!;

    private JsonTypeInfo<T> TypeInfo<T>() =>
        _context.GetTypeInfo(typeof(T)) as JsonTypeInfo<T>
        ?? throw new JsonSerializerException($"No JsonTypeInfo registered in {_context.GetType().FullName} for type {typeof(T).FullName}.");
}
