using System.CommandLine;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn up</c>: the whole pipeline on this machine.</summary>
internal static class UpCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command("up", "Run the whole pipeline on this machine: Kinesis and DynamoDB APIs, the deployed functions, traffic, live numbers.");
        command.SetAction((_, _) => throw new CliException("the local cloud is not in this build yet."));
        _ = context;
        return command.Examples("logfn up", "logfn up --input access.log --shards 2 --report report.json");
    }
}
