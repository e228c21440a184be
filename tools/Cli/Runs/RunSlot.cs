namespace LogFunctions.Cli.Runs;

/// <summary>The name of a run and its file, held by the process that runs; gone with it.</summary>
internal sealed class RunSlot(string name, string file, string stopFile, FileStream runLock) : IDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(250);

    public string Name => name;

    /// <summary>Lets the other commands find the run.</summary>
    public void Publish(RunInfo run) => RunRegistry.Write(file, run);

    /// <summary>Completes when somebody asks the run to end (`logfn down`).</summary>
    public async Task StopRequestedAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        while (!File.Exists(stopFile))
        {
            await Task.Delay(s_poll, time, cancellationToken);
        }
    }

    public void Dispose()
    {
        File.Delete(file);
        File.Delete(stopFile);
        runLock.Dispose();
    }
}
