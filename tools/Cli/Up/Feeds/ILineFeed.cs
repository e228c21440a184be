namespace LogFunctions.Cli.Up.Feeds;

/// <summary>What brings lines into the stream while the screen is shown.</summary>
internal interface ILineFeed : IAsyncDisposable
{
    /// <summary>Lines that the stream has taken; may be read at any time.</summary>
    long SentLines { get; }

    /// <summary>How far it is behind its own schedule; zero when it has none.</summary>
    TimeSpan Behind => TimeSpan.Zero;

    /// <summary>Sends until it has no more, or until it is cancelled, which is a good end.</summary>
    /// <exception cref="CliException">Lines were lost.</exception>
    Task RunAsync(CancellationToken cancellationToken);
}
