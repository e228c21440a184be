namespace LogFunctions.Cli.Up.Screen;

/// <summary>Runs the screen: new numbers once a second, keys and a changed size at once.</summary>
/// <param name="context">The terminal.</param>
/// <param name="name">Name of the run.</param>
/// <param name="endpoints">How other programs reach it.</param>
/// <param name="log">Whose warnings are shown.</param>
internal sealed class LiveDisplay(CliContext context, string name, IReadOnlyList<string> endpoints, UpLog log)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    private readonly LiveHistory _history = new();
    private ScreenView _view = new();

    /// <summary>Shows numbers until they end, the user quits, or it is cancelled.</summary>
    public async Task RunAsync(IAsyncEnumerable<LiveNumbers?> numbers, Func<LiveStatus> status, CancellationToken cancellationToken)
    {
        using IDisposable held = log.Hold();
        using var screen = new TerminalScreen(context.Out);
        await using IAsyncEnumerator<LiveNumbers?> source = numbers.GetAsyncEnumerator(cancellationToken);
        LiveNumbers? latest = null;
        (int Columns, int Rows) drawn = default;
        Task<bool> next = source.MoveNextAsync().AsTask();
        try
        {
            while (!_view.IsQuit)
            {
                bool isNew = next.IsCompleted;
                if (isNew)
                {
                    if (!await next)
                    {
                        return;
                    }

                    latest = source.Current;
                    _history.Add(latest?.Series ?? [], context.Time.GetUtcNow().ToUnixTimeSeconds());
                    next = source.MoveNextAsync().AsTask();
                }

                (int Columns, int Rows) size = context.Terminal!.Size();
                if (TakeKeys() || isNew || size != drawn)
                {
                    drawn = size;
                    screen.Draw(ScreenRenderer.Render(
                        new ScreenState(name, context.Time.GetUtcNow(), latest, status(), _history, _view, endpoints, log.LatestHeld), size.Columns, size.Rows, context.Terminal.IsColoured));
                }

                await Task.WhenAny(next, Task.Delay(s_poll, context.Time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            // An enumerator may be disposed of only when it does not run.
            await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private bool TakeKeys()
    {
        bool any = false;
        while (context.Terminal!.ReadKey() is { } key)
        {
            _view = _view.After(key);
            any = true;
        }

        return any;
    }
}
