namespace LogFunctions.Aggregator;

/// <summary>Other instances kept writing the ledger this one wanted to write. The batch is to be delivered again.</summary>
public sealed class LedgerConflictException : Exception
{
    public LedgerConflictException()
    {
    }

    public LedgerConflictException(string message)
        : base(message)
    {
    }

    public LedgerConflictException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
