using System.CommandLine;
using LogFunctions.Cli.Up;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn up</c>: the whole pipeline on this machine.</summary>
internal static class UpCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command("up", "Run the whole pipeline on this machine: Kinesis and DynamoDB APIs, the deployed functions, traffic, live numbers.");
        var arguments = new UpArguments();
        foreach (Option option in arguments.All)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) =>
        {
            UpOptions options = arguments.Read(parsed);
            return options.IsDetached
                ? new DetachedRun(context, [.. parsed.Tokens.Select(token => token.Value)]).StartAsync(options.Name, cancellationToken)
                : new UpRun(context, options).RunAsync(cancellationToken);
        });
        return command.Examples(
            "logfn up",
            "logfn up --rate 5000 --shards 4",
            "logfn up --scale --rate 3000 --shards 1",
            "logfn up --detach --name demo",
            "logfn up --follow /var/log/nginx/access.log",
            "kubectl logs -f deploy/web | logfn up --follow -",
            "logfn up --input access.log --shards 2 --report report.json");
    }
}
