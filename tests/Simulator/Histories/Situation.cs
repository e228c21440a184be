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

    /// <summary>Batches that were given up and of which what was counted was known.</summary>
    BatchesRedrivenExactly,

    /// <summary>Batches that were given up and of which nothing was known any more.</summary>
    BatchesRedrivenWhole,

    /// <summary>Live reads while everything went on.</summary>
    LiveReads,

    /// <summary>Objects of the archive beside its chains.</summary>
    ObjectsBesideTheChain,
}
