namespace LogFunctions.Hosting;

/// <summary>An environment variable is missing or has a value that is not allowed; the message says which and what is.</summary>
public sealed class InvalidOptionException : Exception
{
    public InvalidOptionException()
    {
    }

    public InvalidOptionException(string message)
        : base(message)
    {
    }

    public InvalidOptionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
