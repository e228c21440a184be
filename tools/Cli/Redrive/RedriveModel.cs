using LogFunctions.Core.Ledger;

namespace LogFunctions.Cli.Redrive;

/// <summary>What an object holds.</summary>
internal enum ObjectKind
{
    /// <summary>A batch that the event source gave up, written by Lambda.</summary>
    Failure,

    /// <summary>Rejected lines, written by the Aggregator.</summary>
    Rejects,
}

/// <summary>What to do with a given-up record of which nothing says whether it was counted before its batch was given up.</summary>
internal enum UncertainPolicy
{
    /// <summary>Put it back: nothing is lost, and it may count twice.</summary>
    Put,

    /// <summary>Leave its object as it is, for another run.</summary>
    Leave,
}

/// <summary>What to redrive, and how.</summary>
/// <param name="Kinds">The kinds that are put back. Objects of the others are read, as they tell which lines come back with them.</param>
/// <param name="DryRun">True puts and notes nothing.</param>
/// <param name="Uncertain">See <see cref="UncertainPolicy"/>.</param>
internal sealed record RedriveOptions(IReadOnlySet<ObjectKind> Kinds, bool DryRun, UncertainPolicy Uncertain);

/// <summary>Where the objects are.</summary>
internal interface IObjectSource
{
    /// <summary>Names of all objects that hold data, sorted; not those that hold our own state.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <exception cref="RedriveException">It can't be read.</exception>
    Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken);
}

/// <summary>Remembers what was put back.</summary>
internal interface IStateStore
{
    /// <returns>Null when nothing was done with the object yet.</returns>
    Task<ObjectState?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Replaces what is remembered, all or nothing.</summary>
    Task WriteAsync(string name, ObjectState state, CancellationToken cancellationToken);
}

/// <summary>A record to put.</summary>
/// <param name="Data">Its bytes.</param>
/// <param name="PartitionKey">As it was; null = any.</param>
/// <param name="Positions">Records or lines of the object that are done with it.</param>
/// <param name="Lines">Reject lines in it.</param>
internal sealed record PutItem(ReadOnlyMemory<byte> Data, string? PartitionKey, IReadOnlyList<int> Positions, int Lines);

/// <summary>Puts records into the stream; says which indexes it has taken, as they are taken.</summary>
/// <exception cref="CliException">The stream goes on refusing.</exception>
internal delegate Task RecordPutter(IReadOnlyList<PutItem> items, Action<int> taken, CancellationToken cancellationToken);

/// <summary>How far the Aggregator has counted a shard; null = it never counted anything of it.</summary>
internal delegate Task<StreamPosition?> LedgerReader(string stream, string shardId, CancellationToken cancellationToken);

/// <summary>An object could not be redriven; the message is a sentence about it, without its name. The others go on.</summary>
internal sealed class RedriveException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>What became of an object.</summary>
/// <param name="Outcome"><c>put</c>, <c>would put</c>, <c>skipped</c>, <c>left</c> or <c>failed</c>.</param>
/// <param name="Records">Records put (or to be put).</param>
/// <param name="Lines">Reject lines in them; null for given-up batches, whose records are not opened.</param>
/// <param name="Skipped">Records or lines of the object that were not put, because they were before, or were counted.</param>
/// <param name="Note">Why, in words.</param>
internal sealed record ObjectResult(string Name, ObjectKind? Kind, string Outcome, int Records, int? Lines, int Skipped, string Note);
