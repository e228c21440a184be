using LogFunctions.Core.Ledger;
using LogFunctions.Hosting.Kinesis;

namespace LogFunctions.Archiver;

/// <summary>How far each shard is archived: DynamoDB, or a test.</summary>
public interface IArchivePositions
{
    /// <summary>The last record that is archived, strongly consistent; none when nothing is.</summary>
    Task<SequenceNumber> ReadAsync(EventShard shard, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the position from <paramref name="move"/>'s <see cref="ArchiveMove.From"/>, if it still is there. False: it is not, so another instance was there,
    /// or this very move succeeded although its answer was lost; read again. After an exception it may or may not have happened, or may still happen.
    /// </summary>
    Task<bool> TryMoveAsync(EventShard shard, ArchiveMove move, CancellationToken cancellationToken);
}
