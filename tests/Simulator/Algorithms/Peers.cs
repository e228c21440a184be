namespace LogFunctions.Simulator.Algorithms;

/// <summary>The algorithms the report compares with, by the name it prints.</summary>
internal static class Peers
{
    public static IReadOnlyList<(string Name, Func<IAlgorithm> Create)> All { get; } =
    [
        ("ADD per record", () => new AddPerRecord()),
        ("ADD per record, go on after a failed one, batchItemFailures", () => new ContinueAfterFailure()),
        ("flush sums with ADD, then high-water mark", () => new FlushThenCheckpoint()),
        ("tumbling window, overwrite after every batch", () => new TumblingOverwrite(everyBatch: true, judgedByArrival: false)),
        ("tumbling window, overwrite at its end", () => new TumblingOverwrite(everyBatch: false, judgedByArrival: false)),
        ("tumbling window, every batch, judged by arrival time", () => new TumblingOverwrite(everyBatch: true, judgedByArrival: true)),
        ("tumbling window, at its end, judged by arrival time", () => new TumblingOverwrite(everyBatch: false, judgedByArrival: true)),
    ];
}
