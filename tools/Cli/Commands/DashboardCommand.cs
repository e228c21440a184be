using System.CommandLine;
using LogFunctions.Cli.Dashboards;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn dashboard</c>: CloudWatch dashboards on this machine.</summary>
internal static class DashboardCommand
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A dashboard body (JSON), or a CloudFormation or SAM template that has some (YAML or JSON)." };
        var check = new Option<bool>("--check") { Description = "Only read it: a line per widget; exit code 1, and where it stands, for anything that would not be drawn." };
        var command = new Command("dashboard", "Read a CloudWatch dashboard and say what of it can be drawn.") { file, check };
        command.SetAction(parsed => DashboardCheck.Run(context, parsed.GetValue(file)!));
        return command.Examples(
            "logfn dashboard template.yaml --check",
            "logfn dashboard body.json --check");
    }
}
