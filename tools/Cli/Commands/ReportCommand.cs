using System.CommandLine;
using LogFunctions.Cli.Report;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn report</c>: the numbers of a log, at once.</summary>
internal static class ReportCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command("report", "Say what a log says: requests, errors and latencies by endpoint and over time. Needs nothing but the file.");
        var arguments = new ReportArguments();
        command.Add(arguments.Files);
        foreach (Option option in arguments.All)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => new ReportRun(context, arguments.Read(parsed, context.Time.GetUtcNow())).RunAsync(cancellationToken));
        return command.Examples(
            "logfn report access.log",
            "logfn report /var/log/nginx/ --html report.html",
            "zcat access.log.gz | logfn report - --from 2026-03-01T12:00 --endpoint 'GET /api/*'",
            "logfn report access.log --format json");
    }
}
