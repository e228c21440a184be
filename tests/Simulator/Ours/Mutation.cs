namespace LogFunctions.Simulator.Ours;

/// <summary>
/// Ways to break the aggregator, each one a mistake that is easy to make. The simulator has to find every one of them: that is
/// how we know that it can fail.
/// </summary>
internal enum Mutation
{
    /// <summary>The product as it is.</summary>
    None,

    /// <summary>The ledger is put without its condition: of two instances the last wins.</summary>
    UnconditionalLedgerWrites,

    /// <summary>Records that were counted already are not recognised.</summary>
    ForgetsSequenceNumbers,

    /// <summary>A ledger write whose answer was lost is taken for done.</summary>
    TrustsLostAnswers,

    /// <summary>An error while publishing is logged and forgotten: the outbox is dropped.</summary>
    DropsOutboxOnError,

    /// <summary>A segment is numbered when it is published, not when it is frozen: publishing twice counts twice.</summary>
    NumbersSegmentsWhenPublishing,

    /// <summary>Rows have no segment number: what is frozen later for the same window overwrites what was there.</summary>
    OneRowPerWindow,

    /// <summary>Rows have no shard: shards overwrite each other.</summary>
    RowsWithoutShard,

    /// <summary>The sweep looks at shards with unpublished segments only: what is open in a shard that went quiet stays there.</summary>
    SweepIgnoresOpenWindows,

    /// <summary>Only the first half of a segment's rows is written, as if unprocessed items were not retried.</summary>
    IgnoresUnprocessedItems,

    /// <summary>A batch that fails is reported as done.</summary>
    SwallowsErrors,

    /// <summary>Larger windows are stored without the number of the last segment they took: whoever reads them feeds it again.</summary>
    FeedsAnHourTwice,

    /// <summary>A write of larger windows that failed is taken for done: the segment leaves the outbox before it was taken.</summary>
    DropsSegmentsBeforeTheyAreTaken,

    /// <summary>A live read takes rows and outbox alike, also of a segment that is in both.</summary>
    LiveReadCountsOutboxTwice,

    /// <summary>Keys have no stream: two of them share ledgers and rows.</summary>
    KeysWithoutStream,

    /// <summary>Larger windows take the newest segment first: their position then says that the others are taken, too.</summary>
    TakesSegmentsOutOfOrder,

    /// <summary>Whoever loads a ledger starts with an empty heat.</summary>
    HeatResets,

    /// <summary>A batch fails by itself, once; its retry counts everything, so that only the exception tells.</summary>
    FailsWithoutFault,

    /// <summary>Of a record that is taken up again in its middle, the containers that were rejected before count once more.</summary>
    CountsBadContainersAgain,

    /// <summary>A name goes to "(other)" though there was room for it. The sums stay right.</summary>
    FoldsBeforeFull,

    /// <summary>What has no room counts under a name that has. The sums stay right.</summary>
    FoldsIntoANeighbour,

    /// <summary>A batch that was given up is put back whole, also the part that the ledger says is counted.</summary>
    RedriveForgetsThePosition,

    /// <summary>A batch that was given up is taken for counted because the ledger has passed it: no gap is noted.</summary>
    RedriveLeavesWhatWasPassed,

    /// <summary>Of a record that was counted in part and given up, the part is forgotten when counting goes on behind it.</summary>
    RedriveForgetsPartsInGaps,

    /// <summary>What is not in a list of gaps that was full once is taken for counted.</summary>
    RedriveTrustsAFullList,

    /// <summary>The function answers after some seconds, whether its work is done or not.</summary>
    AnswersWithoutWaiting,
}
