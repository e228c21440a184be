using System.Runtime.InteropServices;

namespace LogFunctions.Cli;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP: the first asks the command to stop what it started and end; the second ends the process at
/// once (children are tied to this process and end with it).
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TextWriter _error;
    private int _count;

    private Interrupt(TextWriter error)
    {
        _error = error;
    }

    /// <summary>Cancelled by the first interrupt.</summary>
    public CancellationToken Token => _source.Token;

    public static Interrupt Install(TextWriter error)
    {
        var interrupt = new Interrupt(error);
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            interrupt._registrations.Add(PosixSignalRegistration.Create(signal, interrupt.OnSignal));
        }

        return interrupt;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
        {
            Environment.Exit(ExitCode.Failed);
        }

        try
        {
            _error.WriteLine("Stopping (again to stop at once) ...");
        }
        catch (IOException)
        {
            // The reader of the pipe is gone; stopping matters more than saying so.
        }

        _source.Cancel();
    }
}
