namespace LogFunctions.Simulator.Archive;

/// <summary>Ways to break the archiver, each a mistake that is easy to make. The simulator has to find every one of them.</summary>
internal enum ArchiveMutation
{
    /// <summary>The product as it is.</summary>
    None,

    /// <summary>The position is put without its condition: of two instances the last wins.</summary>
    MovesWithoutCondition,

    /// <summary>The position moves before the object is there.</summary>
    MovesBeforeThePut,

    /// <summary>A put that failed is taken for done.</summary>
    TrustsLostPuts,

    /// <summary>A move that failed is taken for done.</summary>
    TrustsLostMoves,

    /// <summary>The position is read as it was some time ago, and believed.</summary>
    BelievesAStalePosition,

    /// <summary>Objects do not name their last record, so that two batches of other bounds have one name.</summary>
    NamesWithoutLast,

    /// <summary>Objects do not name their predecessor.</summary>
    NamesWithoutPredecessor,

    /// <summary>A batch that fails is reported as done.</summary>
    SwallowsErrors,

    /// <summary>Containers that could not be opened are left out.</summary>
    DropsContainers,
}
