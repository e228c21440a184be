namespace LogFunctions.Cli.Up.Feeds;

/// <summary><c>--no-traffic</c>: other programs send.</summary>
internal sealed class NoFeed : ILineFeed
{
    public long SentLines => 0;

    public async Task RunAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
