namespace LogFunctions.LocalCloud;

/// <summary>An emulator cannot be installed or started, or it has ended by itself. The message is for the user: what happened and what to do.</summary>
public sealed class EmulatorException : Exception
{
    public EmulatorException(string message)
        : base(message)
    {
    }

    public EmulatorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
