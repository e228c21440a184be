namespace LogFunctions.LocalCloud;

/// <summary>Where the local cloud says what happens. Called from many threads; lines may hold log-derived text, to be escaped where shown.</summary>
public interface ILocalCloudLog
{
    /// <summary>Something a user may like to know: a part started, a shard opened or ended.</summary>
    void Info(string message);

    /// <summary>Surprising, but nothing is lost: a function died and was restarted, a batch is retried.</summary>
    void Warning(string message);

    /// <summary>A person is needed.</summary>
    void Error(string message);

    /// <summary>One line that a function wrote, without the embedded metrics.</summary>
    void FunctionOutput(string functionLogicalId, string line);
}
