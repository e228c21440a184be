using LogFunctions.Archiver;
using LogFunctions.Core.Archive;
using LogFunctions.Core.Ledger;
using LogFunctions.Hosting.Kinesis;

namespace LogFunctions.Simulator.Archive;

/// <summary>A bucket and positions that are used in a wrong way; one of them for each instance.</summary>
internal sealed class ArchiveMutants(ArchiveMutation mutation, IArchiveObjects objects, IArchivePositions positions) : IArchiveObjects, IArchivePositions
{
    private readonly Dictionary<EventShard, SequenceNumber> _remembered = [];
    private (string Key, byte[] Gzip)? _waiting;

    /// <inheritdoc/>
    public async Task<bool> PutAsync(string key, ReadOnlyMemory<byte> gzip, CancellationToken cancellationToken)
    {
        if (mutation == ArchiveMutation.MovesBeforeThePut)
        {
            _waiting = (key, gzip.ToArray());
            return true;
        }

        try
        {
            return await objects.PutAsync(Renamed(key), gzip, cancellationToken);
        }
        catch (IOException) when (mutation == ArchiveMutation.TrustsLostPuts)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public async Task<SequenceNumber> ReadAsync(EventShard shard, CancellationToken cancellationToken)
    {
        if (mutation == ArchiveMutation.BelievesAStalePosition && _remembered.TryGetValue(shard, out SequenceNumber remembered))
        {
            return remembered;
        }

        return _remembered[shard] = await positions.ReadAsync(shard, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> TryMoveAsync(EventShard shard, ArchiveMove move, CancellationToken cancellationToken)
    {
        bool isMoved;
        try
        {
            isMoved = await positions.TryMoveAsync(shard, move, cancellationToken) || mutation == ArchiveMutation.BelievesAStalePosition;
        }
        catch (IOException) when (mutation == ArchiveMutation.TrustsLostMoves)
        {
            isMoved = true;
        }

        if (isMoved && _waiting is var (key, gzip))
        {
            await objects.PutAsync(key, gzip, cancellationToken);
        }

        _waiting = null;
        return isMoved;
    }

    private string Renamed(string key)
    {
        if (!ArchiveObjectName.TryParse(key, out ArchiveObjectName? name))
        {
            return key;
        }

        return mutation switch
        {
            ArchiveMutation.NamesWithoutLast => (name with { Last = name.First }).ToString(),
            ArchiveMutation.NamesWithoutPredecessor => (name with { Previous = default }).ToString(),
            _ => key,
        };
    }
}
