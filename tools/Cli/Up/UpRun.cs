namespace LogFunctions.Cli.Up;

internal sealed class UpRun(CliContext context, UpOptions options)
{
    public Task<int> RunAsync(CancellationToken cancellationToken)
    {
        _ = context;
        _ = options;
        cancellationToken.ThrowIfCancellationRequested();
        throw new CliException("the local cloud is not in this build yet.");
    }
}
