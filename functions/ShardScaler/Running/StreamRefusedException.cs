namespace LogFunctions.ShardScaler.Running;

/// <summary>The service did not take a call; nothing was changed.</summary>
internal sealed class StreamRefusedException : Exception
{
    public StreamRefusedException()
    {
    }

    public StreamRefusedException(string message)
        : base(message)
    {
    }

    public StreamRefusedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>True when a limit is reached; false when the stream is busy.</summary>
    public bool IsLimit { get; init; }
}
