using System.CommandLine;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Runs;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn down</c>: ends a `logfn up` that has no terminal of its own, or another one's.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    public static Command Create(CliContext context)
    {
        var argument = new RunArgument();
        var all = new Option<bool>("--all") { Description = "End all that run." };
        var wait = new Option<string>("--wait") { Description = "How long to wait for the end.", HelpName = "TIME", DefaultValueFactory = _ => "30s" };
        var command = new Command("down", "End a `logfn up` of this machine as Ctrl-C does, and wait until it has ended.");
        command.Add(argument.Option);
        command.Add(all);
        command.Add(wait);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            TimeSpan limit = Arguments.Duration(parsed.GetValue(wait)!, "--wait");
            RunRegistry registry = RunRegistry.Of(context);
            IReadOnlyList<RunInfo> runs = registry.List();
            Arguments.Require(!parsed.GetValue(all) || parsed.GetResult(argument.Option) is null, "--all and --run exclude each other.");
            // Endpoints in the environment say where to talk to, not what to end.
            CliContext own = context with { GetEnvironmentVariable = _ => null };
            RunInfo[] ending = parsed.GetValue(all) ? [.. runs] : argument.Find(parsed, own) is { } run ? [run] : [];
            if (ending.Length == 0)
            {
                context.Error.WriteLine("logfn: no `logfn up` runs on this machine.");
                return ExitCode.Failed;
            }

            Array.ForEach(ending, one => registry.RequestStop(one.Name));
            await WaitAsync(context, registry, ending, limit, cancellationToken);
            return ExitCode.Done;
        });
        return command.Examples("logfn down", "logfn down --run up-2");
    }

    private static async Task WaitAsync(CliContext context, RunRegistry registry, RunInfo[] ending, TimeSpan limit, CancellationToken cancellationToken)
    {
        long startedAt = context.Time.GetTimestamp();
        foreach (RunInfo run in ending)
        {
            while (registry.IsAlive(run.Name))
            {
                if (context.Time.GetElapsedTime(startedAt) > limit)
                {
                    throw new CliException($"{run.Name} (process {run.ProcessId}) was asked to end and still runs after {limit.TotalSeconds:0} s; look at it, or kill the process.");
                }

                await Task.Delay(s_poll, context.Time, cancellationToken);
            }

            context.Out.WriteLine($"{run.Name} has ended.");
        }
    }
}
