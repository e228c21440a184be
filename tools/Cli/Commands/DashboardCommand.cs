using System.CommandLine;
using LogFunctions.Cli.Dashboards;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Runs;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn dashboard</c>: CloudWatch dashboards on this machine.</summary>
internal static class DashboardCommand
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string?>("FILE") { Description = "A dashboard body (JSON), or a CloudFormation or SAM template that has some (YAML or JSON).", Arity = ArgumentArity.ZeroOrOne };
        var check = new Option<bool>("--check") { Description = "Only read it: a line per widget; exit code 1, and where it stands, for anything that would not be drawn." };
        var stack = new Option<string?>("--stack") { Description = "Draw the dashboards of a deployed stack, those whose names begin with this, instead of a file.", HelpName = "NAME" };
        Option<Uri?> endpoint = TypedOption.Url(
            "--endpoint", "CloudWatch endpoint. Default: AWS_ENDPOINT_URL_CLOUDWATCH, else the `logfn up` that runs, else AWS by the SDK's standard settings.");
        Option<Uri?> lambda = TypedOption.Url("--lambda", "Lambda endpoint that draws custom widgets. Default: that of the same place.");
        Option<int?> port = TypedOption.Number<int>("--port", "Port of the page on 127.0.0.1; without it a free one.", "PORT");
        var run = new RunArgument();

        var command = new Command("dashboard", "Draw any CloudWatch dashboard as a page on this machine, live, against the local or the real CloudWatch.") { file };
        foreach (Option option in new Option[] { check, stack, endpoint, lambda, port, run.Option })
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) =>
        {
            string? path = parsed.GetValue(file);
            string? name = parsed.GetValue(stack);
            Arguments.Require(name is not { Length: 0 }, "--stack is empty; name a stack.");
            Arguments.Require((path is null) != (name is null), "name a FILE, or a stack by --stack; one of them.");
            if (parsed.GetValue(check))
            {
                Arguments.Require(path is not null, "--check reads a FILE; it goes without --stack.");
                return Task.FromResult(DashboardCheck.Run(context, path!));
            }

            int? wanted = parsed.GetValue(port);
            Arguments.Require(wanted is null or (>= 1 and <= 65_535), $"--port is {wanted}; use 1 to 65535.");
            CliContext at = RunArgument.ContextOf(run.Find(parsed, context, endpoint), context);
            Uri? cloudWatch = parsed.GetValue(endpoint) ?? Address(at, "AWS_ENDPOINT_URL_CLOUDWATCH");
            Uri? functions = parsed.GetValue(lambda) ?? Address(at, "AWS_ENDPOINT_URL_LAMBDA");
            return new DashboardRun(context, new DashboardRequestOptions(path, name, cloudWatch, functions, wanted ?? 0)).RunAsync(cancellationToken);
        });
        return command.Examples(
            "logfn dashboard template.yaml --check",
            "logfn dashboard body.json",
            "logfn dashboard --stack logs-prod");
    }

    private static Uri? Address(CliContext context, string variable) =>
        (context.GetEnvironmentVariable(variable) ?? context.GetEnvironmentVariable("AWS_ENDPOINT_URL")) is { Length: > 0 } text && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            ? uri
            : null;
}
