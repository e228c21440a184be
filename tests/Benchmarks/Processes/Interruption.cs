using System.Runtime.InteropServices;

namespace LogFunctions.Benchmarks.Processes;

/// <summary>Ctrl-C and SIGTERM as a token, so that what a run made (worktrees, processes) is taken away before it ends.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>What a shell reports for a program that Ctrl-C ended.</summary>
    public const int ExitCode = 130;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption()
    {
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel)];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Cancel(PosixSignalContext context)
    {
        context.Cancel = true;
        _source.Cancel();
    }
}
