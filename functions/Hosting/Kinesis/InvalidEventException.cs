namespace LogFunctions.Hosting.Kinesis;

/// <summary>The invocation's event is not what the function takes; the message says what was found where.</summary>
public sealed class InvalidEventException : Exception
{
    public InvalidEventException()
    {
    }

    public InvalidEventException(string message)
        : base(message)
    {
    }

    public InvalidEventException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
