namespace LogFunctions.Aggregator;

/// <summary>
/// A stored ledger cannot be read: a newer version wrote it, or it is damaged. Nothing is counted on top of it, so the lines stay in the
/// stream until a person has put it right (docs/operations.md, "A ledger cannot be read").
/// </summary>
public sealed class UnreadableLedgerException : Exception
{
    public UnreadableLedgerException()
    {
    }

    public UnreadableLedgerException(string message)
        : base(message)
    {
    }

    public UnreadableLedgerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
