using LogFunctions.Archiver;
using LogFunctions.Core.Ledger;
using LogFunctions.Hosting.Kinesis;
using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Scheduling;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.Archive;

/// <summary>
/// The product's second consumer: <see cref="ArchiverFunction"/>, one per Lambda instance, over a shared bucket and shared positions. How much fits into
/// an object differs from instance to instance: a deployment may happen at any time.
/// </summary>
internal sealed class ArchiveAlgorithm(World world, ArchiveMutation mutation) : IAlgorithm, IArchiveMetrics
{
    private readonly SimArchive _archive = new();
    private readonly long _objectLimitBytes = world.Choices.Pick(ChoiceKind.Plan, 1L << 28, 1L << 28, 400);

    /// <summary>Options for histories of the product, or of a mutant of it.</summary>
    public static HistoryOptions Options(ArchiveMutation mutation = ArchiveMutation.None) => new() { Algorithm = world => new ArchiveAlgorithm(world, mutation) };

    /// <inheritdoc/>
    public IFunctionCode CreateInstance(OperationGate gate)
    {
        var time = new SimTimeProvider(world.Scheduler, 0, () => gate.Instance.IsDead);
        long limitBytes = world.Choices.Weighted(ChoiceKind.Code, 12, 1) == 0 ? _objectLimitBytes : 1;
        IArchiveObjects objects = new SimArchiveObjects(gate, _archive);
        IArchivePositions positions = new SimArchivePositions(gate, _archive, mutation != ArchiveMutation.MovesWithoutCondition);
        if (mutation != ArchiveMutation.None)
        {
            var mutants = new ArchiveMutants(mutation, objects, positions);
            (objects, positions) = (mutants, mutants);
        }

        var archiver = new BatchArchiver(positions, objects, new ArchiverOptions { ObjectLimitBytes = limitBytes }, time, this);
        return new ArchiverCode(new ArchiverFunction(archiver, time), world, mutation);
    }

    /// <inheritdoc/>
    public void Write(ArchiveResult result)
    {
        world.Note(Situation.RecordsRecognised, result.RecordsDuplicate);
        world.Note(Situation.BatchesInParts, result.Objects > 1 ? 1 : 0);
    }

    /// <inheritdoc/>
    public bool IsRefusal(Exception error) => error is ArchiveConflictException;

    /// <inheritdoc/>
    public long? GiveUpAfterMs => 0;

    /// <inheritdoc/>
    public long? CountedLines(SimRecord record)
    {
        SequenceNumber position = _archive.Positions.GetValueOrDefault(new EventShard(record.Stream, record.ShardId)).Position;
        return SequenceNumber.Parse(record.SequenceNumber) <= position ? null : 0; // what the position has passed it no longer tells
    }

    /// <inheritdoc/>
    public HistoryResult Check(World history)
    {
        var check = new ArchiveCheck(_archive, history.Stream);
        history.Note(Situation.ObjectsBesideTheChain, check.Strays);
        return new HistoryResult(check.Finding, check.MissingLines, check.ExtraLines);
    }
}
