using System.CommandLine;
using LogFunctions.Cli.Generate;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn generate</c>: log lines whose truth is known.</summary>
internal static class GenerateCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command("generate", "Generate web-server log lines from a profile, and write down exactly what was made.");
        var arguments = new GenerateArguments();
        foreach (Option option in arguments.All)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (arguments.ReadDescription(parsed) is { } description)
            {
                context.Out.Write(description);
                return ExitCode.Done;
            }

            return await new GenerateRun(context, arguments.Read(parsed, context)).RunAsync(cancellationToken);
        });
        return command.Examples(
            "logfn generate --lines 5 --format combined",
            "logfn generate --profile incident --duration 10m --to kinesis --truth truth.json",
            "logfn generate --rate 200000 --duration 1m --speed max --to file:access.log --format nginx",
            "logfn generate --profile diurnal --describe");
    }
}
