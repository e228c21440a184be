using LogFunctions.Archiver;
using LogFunctions.Core.Ledger;
using LogFunctions.Hosting.Kinesis;
using LogFunctions.Simulator.EventSource;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Simulator.Archive;

/// <summary>The bucket and the positions as all instances share them.</summary>
internal sealed class SimArchive
{
    /// <summary>What lies in the bucket.</summary>
    public Dictionary<string, byte[]> Objects { get; } = [];

    /// <summary>Position and number of lines of each shard.</summary>
    public Dictionary<EventShard, (SequenceNumber Position, long Lines)> Positions { get; } = [];

    public bool Put(string key, byte[] gzip) => Objects.TryAdd(key, gzip);

    public bool Move(EventShard shard, ArchiveMove move, bool isConditional)
    {
        (SequenceNumber position, long lines) = Positions.GetValueOrDefault(shard);
        if (isConditional && position != move.From)
        {
            return false;
        }

        Positions[shard] = (move.To, lines + move.Lines);
        return true;
    }
}

/// <summary>The bucket as one instance sees it.</summary>
internal sealed class SimArchiveObjects(OperationGate gate, SimArchive archive) : IArchiveObjects
{
    /// <inheritdoc/>
    public Task<bool> PutAsync(string key, ReadOnlyMemory<byte> gzip, CancellationToken cancellationToken)
    {
        byte[] sent = gzip.ToArray();
        return gate.WriteAsync(() => $"put {Short(key)}", () => archive.Put(key, sent), cancellationToken);
    }

    private static string Short(string key) => string.Join('-', key[(key.LastIndexOf('/') + 1)..].Split('-').Select(number => number.Length > 8 ? "…" + number[^9..] : number));
}

/// <summary>The positions as one instance sees them.</summary>
internal sealed class SimArchivePositions(OperationGate gate, SimArchive archive, bool isConditional) : IArchivePositions
{
    /// <inheritdoc/>
    public Task<SequenceNumber> ReadAsync(EventShard shard, CancellationToken cancellationToken) =>
        gate.ReadAsync(() => $"read the archive's position of {shard.ShardId}", () => archive.Positions.GetValueOrDefault(shard).Position, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryMoveAsync(EventShard shard, ArchiveMove move, CancellationToken cancellationToken) =>
        gate.WriteAsync(
            () => $"move the archive's position of {shard.ShardId} to {Batch.Short(move.To.ToString())}", () => archive.Move(shard, move, isConditional), cancellationToken);
}
