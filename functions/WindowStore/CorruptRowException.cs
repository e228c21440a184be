namespace LogFunctions.WindowStore;

/// <summary>A stored item is not what this code writes; the message names the table, the key and the attribute.</summary>
public sealed class CorruptRowException : Exception
{
    public CorruptRowException()
    {
    }

    public CorruptRowException(string message)
        : base(message)
    {
    }

    public CorruptRowException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
