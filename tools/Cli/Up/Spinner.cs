using Spectre.Console;

namespace LogFunctions.Cli.Up;

/// <summary>Progress of one step.</summary>
internal static class Spinner
{
    /// <summary>A spinner with a changing text while a task runs; nothing in a pipe.</summary>
    public static async Task ShowAsync(CliContext context, UpLog log, Func<string> text, Task work)
    {
        if (!context.IsInteractive)
        {
            await work;
            return;
        }

        using IDisposable held = log.Hold();
        await context.ErrorConsole.Status().StartAsync(text(), async status =>
        {
            while (!work.IsCompleted)
            {
                status.Status = Markup.Escape(text());
                await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(200), context.Time));
            }
        });
        await work;
    }
}
