using System.CommandLine;
using LogFunctions.Cli.Commands;

namespace LogFunctions.Cli;

/// <summary>
/// <c>logfn</c>. Exit codes: 0 done, 1 failed (or interrupted before it was done), 2 wrong usage.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using Interrupt interrupt = Interrupt.Install(Console.Error);
        return await RunAsync(args, CliContext.ForProcess(), interrupt.Token);
    }

    /// <summary>Runs one command line. <paramref name="interrupted"/> is Ctrl-C (or SIGTERM, SIGHUP).</summary>
    internal static async Task<int> RunAsync(IReadOnlyList<string> args, CliContext context, CancellationToken interrupted)
    {
        RootCommand root = CreateRoot(context);
        return await CliRunner.RunAsync(root, args, context, interrupted);
    }

    /// <summary>All commands; one line per command.</summary>
    internal static RootCommand CreateRoot(CliContext context)
    {
        var root = new RootCommand("LogFunctions: web-server logs to time-windowed, exactly-once aggregates per endpoint.")
        {
            ReportCommand.Create(context),
            UpCommand.Create(context),
            StatusCommand.Create(context),
            DownCommand.Create(context),
            CheckCommand.Create(context),
            GenerateCommand.Create(context),
            TemplatesCommand.Create(context),
            VerifyCommand.Create(context),
            ReplayCommand.Create(context),
            RedriveCommand.Create(context),
            QueryCommand.Create(context),
            SqlCommand.Create(context),
            AuditCommand.Create(context),
            SourceCommand.Create(context),
            SimulateCommand.Create(context),
            CostCommand.Create(context),
            DashboardCommand.Create(context),
        };
        HelpWithExamples.Install(root);
        return root;
    }
}
