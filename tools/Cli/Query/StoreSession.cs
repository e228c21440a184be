using Amazon.DynamoDBv2;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Query;

/// <summary>The tables of one stack, connected to.</summary>
internal sealed class StoreSession(AmazonDynamoDBClient client, IWindowStore store) : IDisposable
{
    private const int ParallelQueries = 32;

    /// <summary>The tables.</summary>
    public IWindowStore Store => store;

    /// <summary>Answers from closed windows, or, with ledgers that were read before, up to their positions.</summary>
    /// <param name="live">The ledgers; null = closed windows only.</param>
    /// <param name="stream">Only what came through this stream; null = everything.</param>
    public WindowReader Reader(LiveLedgers? live = null, string? stream = null) => new(store, ParallelQueries, live, stream);

    public void Dispose() => client.Dispose();
}
