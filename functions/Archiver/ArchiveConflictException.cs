namespace LogFunctions.Archiver;

/// <summary>Other instances kept moving the position of the same shard; Lambda delivers the batch again.</summary>
public sealed class ArchiveConflictException : Exception
{
    public ArchiveConflictException()
    {
    }

    public ArchiveConflictException(string message)
        : base(message)
    {
    }

    public ArchiveConflictException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
