using Amazon.Lambda.Core;

namespace LogFunctions.Hosting;

/// <summary>When the work of an invocation stops.</summary>
public static class InvocationDeadline
{
    /// <summary>Left of the invocation's time when work stops: enough to answer before Lambda kills the process, and with it all it has cached.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(1);

    /// <summary>Starts the clock of an invocation.</summary>
    /// <returns>Cancelled a second before the invocation's time is up; the caller disposes of it.</returns>
    public static CancellationTokenSource Start(ILambdaContext context, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(context);
        TimeSpan left = context.RemainingTime - s_margin;
        return new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), time);
    }
}
