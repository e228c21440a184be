namespace Amazon.Lambda.Core;

/// <summary>Names the serializer of a class-library function: of one handler method or of the assembly.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Assembly, AllowMultiple = false)]
public sealed class LambdaSerializerAttribute : Attribute
{
    /// <summary>Registers <paramref name="serializerType"/>, an <see cref="ILambdaSerializer"/> with a public parameterless constructor.</summary>
    public LambdaSerializerAttribute(Type serializerType)
    {
        SerializerType = serializerType;
    }

    /// <summary>The serializer.</summary>
    public Type SerializerType { get; set; }
}
