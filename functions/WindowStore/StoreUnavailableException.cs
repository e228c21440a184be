namespace LogFunctions.WindowStore;

/// <summary>
/// The store could not do what was asked within the retry limit or before the caller's deadline; says what and how much was left.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException()
    {
    }

    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    public StoreUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
