namespace LogFunctions.Simulator.Histories;

/// <summary>What faults led the aggregator into. Counted, to see that histories reach the interesting places.</summary>
internal enum Situation
{
    /// <summary>Records that came again and were recognised.</summary>
    RecordsRecognised,

    /// <summary>Ledger writes whose condition failed.</summary>
    LedgerRacesLost,

    /// <summary>Batches that took more than one ledger write.</summary>
    BatchesInParts,

    /// <summary>Segments that were published more than once.</summary>
    SegmentsPublishedAgain,

    /// <summary>Lines whose window was frozen already.</summary>
    LateLines,

    /// <summary>Lines counted under "(other)".</summary>
    FoldedLines,

    /// <summary>Lines that could not be read.</summary>
    RejectedLines,

    /// <summary>Ledgers within a sixteenth of their limit.</summary>
    FullLedgers,

    /// <summary>Live reads while everything went on.</summary>
    LiveReads,

    /// <summary>Objects of the archive beside its chains.</summary>
    ObjectsBesideTheChain,
}
