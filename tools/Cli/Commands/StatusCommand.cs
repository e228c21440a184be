using System.CommandLine;
using System.Globalization;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Runs;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn status</c>: the runs of `logfn up` on this machine.</summary>
internal static class StatusCommand
{
    public static Command Create(CliContext context)
    {
        Option<OutputFormat> format = OutputFormatOption.Create();
        var command = new Command("status", "List the `logfn up` that run on this machine, with their endpoints. Exit code 1 when none does.");
        command.Add(format);
        command.SetAction(parsed =>
        {
            IReadOnlyList<RunInfo> runs = RunRegistry.Of(context).List();
            if (runs.Count == 0 && parsed.GetValue(format) == OutputFormat.Table)
            {
                context.Error.WriteLine("logfn: no `logfn up` runs on this machine.");
                return ExitCode.Failed;
            }

            if (parsed.GetValue(format) == OutputFormat.Table)
            {
                Print(context, runs);
            }
            else
            {
                Sheet(runs).Write(context, parsed.GetValue(format));
            }

            return runs.Count > 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command.Examples("logfn status", "logfn status --format json");
    }

    private static void Print(CliContext context, IReadOnlyList<RunInfo> runs)
    {
        foreach (RunInfo run in runs)
        {
            string age = ((int)(context.Time.GetUtcNow() - run.StartedAt).TotalMinutes).ToString(CultureInfo.InvariantCulture);
            context.Out.WriteLine(SafeText.ForTerminal($"{run.Name}: process {run.ProcessId}, for {age} min, {run.Source}"));
            foreach ((string name, string value) in run.Variables)
            {
                context.Out.WriteLine(SafeText.ForTerminal($"export {name}={value}"));
            }

            context.Out.WriteLine(SafeText.ForTerminal($"# stream {run.Stream}, bucket {run.Bucket}, data {run.DataDirectory}"));
        }
    }

    private static DataSheet Sheet(IReadOnlyList<RunInfo> runs)
    {
        string[] variables = [.. runs.SelectMany(run => run.Variables.Keys).Distinct().Order(StringComparer.Ordinal)];
        var sheet = new DataSheet(
        [
            new Column("name", "Name"), new Column("processId", "Process"), new Column("startedAt", "Started"), new Column("source", "Source"),
            new Column("stream", "Stream"), new Column("bucket", "Bucket"), new Column("dataDirectory", "Data"), .. variables.Select(name => new Column(name, name)),
        ]);
        foreach (RunInfo run in runs)
        {
            object?[] values =
            [
                run.Name, run.ProcessId, run.StartedAt, run.Source, run.Stream, run.Bucket, run.DataDirectory, .. variables.Select(name => run.Variables.GetValueOrDefault(name)),
            ];
            sheet.Add(values);
        }

        return sheet;
    }
}
