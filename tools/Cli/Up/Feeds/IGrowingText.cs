namespace LogFunctions.Cli.Up.Feeds;

/// <summary>Text to which something is still added.</summary>
internal interface IGrowingText : IDisposable
{
    /// <summary>Whether nothing will come any more.</summary>
    bool HasEnded { get; }

    /// <summary>What is there by now; 0 = nothing at this moment. Never waits.</summary>
    /// <exception cref="CliException">It can't be read any more.</exception>
    int Read(Span<byte> buffer);
}
