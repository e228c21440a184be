namespace LogFunctions.LocalCloud;

/// <summary>The local cloud cannot start or go on. The message is for the user: what was wrong, where, what to do.</summary>
public sealed class LocalCloudException : Exception
{
    public LocalCloudException(string message)
        : base(message)
    {
    }

    public LocalCloudException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
