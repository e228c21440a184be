using LogFunctions.Simulator.Algorithms;
using LogFunctions.WindowStore;

namespace LogFunctions.Simulator.Histories;

/// <summary>
/// Judges what invocations end with. An injected fault that comes through, the end at the deadline and a refusal that the code
/// documents are part of life: the batch comes again. Any other exception is a bug, even where a retry on another instance hides it.
/// </summary>
internal sealed class FunctionErrors(Func<IAlgorithm> algorithm)
{
    private readonly HashSet<Exception> _injected = new(ReferenceEqualityComparer.Instance);

    /// <summary>The last exception of all; shown when a history does not end.</summary>
    public Exception? Last { get; private set; }

    /// <summary>The first exception that nothing excuses, in words; null when there was none.</summary>
    public string? Finding { get; private set; }

    /// <summary>Marks an exception as one that the simulator throws into the code.</summary>
    public Exception Inject(Exception fault)
    {
        _injected.Add(fault);
        return fault;
    }

    /// <summary>Takes the exception an invocation ended with.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="deadlinePassed">Whether the invocation's token had ended.</param>
    public void Add(Exception error, bool deadlinePassed)
    {
        Last = error;
        if (!IsExcused(error, deadlinePassed))
        {
            Finding ??= $"an invocation failed without a fault: {error.GetType().Name}: {error.Message} ({FirstFrame(error)})";
        }
    }

    private static string FirstFrame(Exception error) => error.StackTrace?.Split('\n')[0].Split(" in ")[0].Trim() ?? "no stack";

    private bool IsExcused(Exception error, bool deadlinePassed) =>
        _injected.Contains(error)
        || algorithm().IsRefusal(error)
        || error switch
        {
            OperationCanceledException => deadlinePassed,
            AggregateException all => all.InnerExceptions.All(inner => IsExcused(inner, deadlinePassed)),
            StoreUnavailableException { InnerException: { } cause } => IsExcused(cause, deadlinePassed),
            _ => false,
        };
}
