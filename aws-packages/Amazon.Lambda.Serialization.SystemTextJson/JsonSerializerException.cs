namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>An event could not be read, or a response not written.</summary>
public class JsonSerializerException : Exception
{
    /// <summary>With a message.</summary>
    public JsonSerializerException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public JsonSerializerException(string message, Exception exception)
        : base(message, exception)
    {
    }
}
