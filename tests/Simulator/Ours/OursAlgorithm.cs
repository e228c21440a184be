using LogFunctions.Aggregator;
using LogFunctions.Core.Ledger;
using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Scheduling;
using LogFunctions.Simulator.Streams;
using LogFunctions.WindowStore;

namespace LogFunctions.Simulator.Ours;

/// <summary>
/// The product: <see cref="AggregatorFunction"/> and its processor, one per Lambda instance, over shared in-memory tables. The
/// settings differ from history to history, so that small limits are reached by few lines, and some of them from instance to
/// instance: a deployment may happen at any time. So do the clocks.
/// </summary>
internal sealed class OursAlgorithm : IAlgorithm, IBatchMetrics
{
    private readonly Mutation _mutation;
    private readonly InMemoryWindowStore _rows;
    private readonly IWindowStore _tables;
    private readonly StoreAudit _audit;
    private readonly RejectBucket _rejects = new();
    private readonly MutantState _mutantState = new();
    private readonly LiveReads _liveReads;

    public OursAlgorithm(World world, Mutation mutation)
    {
        World = world;
        _mutation = mutation;
        Settings = DrawSettings(world.Choices);
        _rows = new InMemoryWindowStore(Settings.Store, world.Time);
        _tables = MutantStores.WrapTables(mutation, _rows);
        _audit = new StoreAudit(world, Settings.Ledger);
        _liveReads = new LiveReads(world, _tables, IsFolded, mutation);
    }

    public World World { get; }

    public AggregatorOptions Settings { get; }

    private bool IsFolded => Settings.Ledger.MaxKeysPerWindow < 100;

    /// <summary>Options for histories of the product, or of a mutant of it.</summary>
    public static HistoryOptions Options(Mutation mutation = Mutation.None) => new() { Algorithm = world => new OursAlgorithm(world, mutation) };

    /// <inheritdoc/>
    public IFunctionCode CreateInstance(OperationGate gate)
    {
        IWindowStore store = MutantStores.WrapClient(_mutation, new SimWindowStore(gate, _tables, _audit), _mutantState, World);
        long skewMs = World.Choices.Pick(ChoiceKind.Code, 0, 0, 0, -3_000, 4_000, 200_000);
        var time = new SimTimeProvider(World.Scheduler, skewMs, () => gate.Instance.IsDead);
        var random = new Random(World.Choices.Next(ChoiceKind.Code, int.MaxValue));
        var processor = new BatchProcessor(store, DrawInstanceSettings(), time, this, new SimRejectSink(gate, _rejects), random);
        return new AggregatorCode(new AggregatorFunction(processor, time), World, _mutation, _mutantState);
    }

    /// <inheritdoc/>
    public void Write(BatchResult result)
    {
        World.Note(Situation.RecordsRecognised, result.RecordsDuplicate);
        World.Note(Situation.BatchesInParts, result.Commits > 1 ? 1 : 0);
        World.Note(Situation.LateLines, result.LinesLate);
        World.Note(Situation.FoldedLines, result.LinesFolded);
        World.Note(Situation.RejectedLines, result.LinesRejected);
    }

    /// <inheritdoc/>
    public Exception MakeStoreError(Fault fault) => fault is Fault.Throttled or Fault.FailedBefore
        ? new StoreUnavailableException($"the store request failed ({fault})")
        : new IOException($"the store request failed ({fault})"); // not every client error is one the contract names

    /// <inheritdoc/>
    public bool IsRefusal(Exception error) => error is LedgerConflictException;

    /// <inheritdoc/>
    public bool TakesSeveralStreams => true;

    /// <inheritdoc/>
    public long? GiveUpAfterMs => Settings.Ledger.GiveUpAfterSeconds * 1_000L;

    /// <inheritdoc/>
    public long? CountedLines(SimRecord record)
    {
        var number = SequenceNumber.Parse(record.SequenceNumber);
        StreamPosition position = PositionOf(record);
        return _mutation switch
        {
            Mutation.RedriveForgetsThePosition => 0,
            Mutation.RedriveLeavesWhatWasPassed => (position with { Gaps = [], ForgottenBefore = default }).CountedLines(number),
            Mutation.RedriveForgetsPartsInGaps => (position with { Gaps = [.. position.Gaps.Select(gap => gap with { PartialLines = 0 })] }).CountedLines(number),
            Mutation.RedriveTrustsAFullList => (position with { ForgottenBefore = default }).CountedLines(number),
            _ => position.CountedLines(number),
        };
    }

    private StreamPosition PositionOf(SimRecord record) => ItemOf(record.Stream, record.ShardId) is not { } item ? new StreamPosition(default)
        : ShardLedger.Decode(item.Blob.Span, new LedgerContext(new LedgerOptions(), static (_, _, _) => 0, hashSeed: 1)).Position;

    /// <inheritdoc/>
    public Task ObserveAsync() => _liveReads.ReadAsync();

    /// <inheritdoc/>
    public HistoryResult Check(World world)
    {
        IReadOnlyList<WindowRow> rows = _rows.SnapshotRows();
        Dictionary<TruthKey, TruthCell> truth = Truth.Count(world.Stream);
        Dictionary<TruthKey, TruthCell> possible = Truth.CountPossible(world.Stream);
        HistoryResult result = RowCheck.Compare(rows, truth, possible, IsFolded);
        string? finding = _audit.Finding
            ?? (_rows.ChangedRows > 0 ? $"{_rows.ChangedRows} rows changed after they were published" : null)
            ?? _liveReads.Finding
            ?? _rejects.FindLost(world.Stream)
            ?? HeatCheck.Find(world.Stream, ItemOf, record => PositionOf(record).CountedLines(SequenceNumber.Parse(record.SequenceNumber)))
            ?? (IsFolded && possible.Count == 0 && result.IsRight ? FoldCheck.Find(rows, truth, Settings.Ledger.MaxKeysPerWindow) : null);
        return finding is null ? result : result with { Difference = finding };
    }

    private LedgerItem? ItemOf(string stream, string shardId) =>
        _rows.ReadLedgerAsync(new ShardKey(stream, shardId), CancellationToken.None).GetAwaiter().GetResult();

    private static AggregatorOptions DrawSettings(Choices choices) => new()
    {
        Ledger = new LedgerOptions
        {
            MaxKeysPerWindow = choices.Pick(ChoiceKind.Plan, 2_000, 2_000, 2),
            AllowedLatenessSeconds = choices.Pick(ChoiceKind.Plan, 30, 0, 5, 300),
            LimitBytes = choices.Pick(ChoiceKind.Plan, 307_200, 307_200, 1_024, 512),
            GiveUpAfterSeconds = choices.Pick(ChoiceKind.Plan, 0, 20),
            MaxGaps = choices.Pick(ChoiceKind.Plan, 16, 2),
        },
        SweepIdleSeconds = choices.Pick(ChoiceKind.Plan, 60, 0),
    };

    // A deployment is under way: some instances have other settings than most. The sizes that all of them have stay exact.
    private AggregatorOptions DrawInstanceSettings() => World.Choices.Weighted(ChoiceKind.Code, 12, 2, 1, 1) switch
    {
        0 => Settings,
        1 => Settings with { Ledger = Settings.Ledger with { AllowedLatenessSeconds = 1 }, SweepIdleSeconds = 10 },
        2 => Settings with { Ledger = Settings.Ledger with { WindowSeconds = [60, 300, 3_600] } },
        _ => Settings with { Ledger = Settings.Ledger with { WindowSeconds = [30, 60, 3_600] } },
    };
}
