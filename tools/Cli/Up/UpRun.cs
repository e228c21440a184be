using LogFunctions.Cli.Replay;

namespace LogFunctions.Cli.Up;

/// <summary>One run of <c>logfn up</c>.</summary>
internal sealed class UpRun(CliContext context, UpOptions options)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using Stream? input = options.Input is null ? null : LogFile.Open(options.Input);
        using ReportFile? report = options.Report is null ? null : ReportFile.Open(options.Report);
        _ = context;
        cancellationToken.ThrowIfCancellationRequested();
        throw new CliException("the local cloud is not in this build yet.");
    }
}
