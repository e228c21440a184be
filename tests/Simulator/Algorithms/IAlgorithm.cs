using LogFunctions.Simulator.EventSource;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Scheduling;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.Algorithms;

/// <summary>A way to count the lines of a stream: ours, a broken variant of ours, or a peer's. One object per history.</summary>
internal interface IAlgorithm
{
    /// <summary>The code of a fresh Lambda instance: an empty memory, its own way to the shared store.</summary>
    IFunctionCode CreateInstance(OperationGate gate);

    /// <summary>Length of the tumbling windows the event source must keep state for; null for none.</summary>
    long? TumblingWindowMs => null;

    /// <summary>The exception a store request ends with.</summary>
    Exception MakeStoreError(Fault fault) => new IOException($"the store request failed ({fault})");

    /// <summary>Whether an exception is one that the code promises for what it will not do; Lambda delivers again.</summary>
    bool IsRefusal(Exception error) => false;

    /// <summary>Whether several streams may be counted into the same tables.</summary>
    bool TakesSeveralStreams => false;

    /// <summary>Age at which batches may be given up, milliseconds: their lines can be put back by <see cref="CountedLines"/>; null = never.</summary>
    long? GiveUpAfterMs => null;

    /// <summary>How many lines of a record, from its first, what is stored says are counted, for the operator; null when it does not tell.</summary>
    long? CountedLines(SimRecord record) => throw new NotSupportedException("no position is stored");

    /// <summary>Looks at the tables from outside while everything goes on; what it finds, <see cref="Check"/> tells.</summary>
    Task ObserveAsync() => Task.CompletedTask;

    /// <summary>What is wrong while the history runs or at its end: null, or the first difference from the truth in words.</summary>
    HistoryResult Check(World world);
}

/// <summary>The code inside one Lambda instance. Lambda never runs two invocations of one instance at once.</summary>
internal interface IFunctionCode
{
    /// <summary>Handles a batch of the event source. An exception fails the batch.</summary>
    Task<InvokeReply> InvokeAsync(Batch batch, CancellationToken cancellationToken);

    /// <summary>Handles the schedule's event; true when nothing was left to do for a later sweep.</summary>
    Task<bool> SweepAsync(bool drain, CancellationToken cancellationToken);
}

/// <summary>What the function answers to a batch.</summary>
/// <param name="IsFailure">The invocation failed as a whole.</param>
/// <param name="FailedSequenceNumber">The lowest of <c>batchItemFailures</c>; null when there are none.</param>
/// <param name="State">State handed to the next invocation of the same tumbling window.</param>
internal sealed record InvokeReply(bool IsFailure = false, string? FailedSequenceNumber = null, object? State = null)
{
    public static readonly InvokeReply Success = new();
    public static readonly InvokeReply Failure = new(IsFailure: true);
}

/// <summary>How a history ended.</summary>
/// <param name="Difference">Null when the tables equal the truth; else the first thing that is wrong.</param>
/// <param name="MissingLines">Lines that were produced and are counted nowhere, summed over cells.</param>
/// <param name="ExtraLines">Counts without a line, summed over cells.</param>
internal sealed record HistoryResult(string? Difference, long MissingLines = 0, long ExtraLines = 0)
{
    public static readonly HistoryResult Right = new((string?)null);

    public bool IsRight => Difference is null;
}
