using System.CommandLine;
using LogFunctions.Cli.Check;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Replay;
using LogFunctions.Cli.Runs;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn replay</c>: a real log into a stream.</summary>
internal static class ReplayCommand
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string[]>("FILE") { Description = "Logs, text or gzip, any format: files, folders, globs; - = standard input.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to") { Description = "Where to: kinesis (the stream of the running `logfn up`), kinesis:STREAM, stdout, null or file:PATH.", HelpName = "TARGET", DefaultValueFactory = _ => "kinesis" };
        var speed = new Option<string>("--speed") { Description = "Pace: max, or a multiple of the log's own pace such as 1x or 10x.", HelpName = "max|1x|10x", DefaultValueFactory = _ => "max" };
        var shift = new Option<bool>("--shift-to-now") { Description = "Replace the times of the lines: with a pace by the time each is sent, else so that the newest is now." };
        var stream = new StreamArguments();
        var reading = new LogReadingArguments();
        var command = new Command("replay", "Send a real log into a stream, at its own pace or faster.");
        command.Add(file);
        foreach (Option option in (Option[])[to, speed, shift, .. stream.All, .. reading.ForTimes])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) =>
        {
            double factor = Arguments.Speed(parsed.GetValue(speed)!);
            (Target target, Uri? endpoint, CliContext targetContext) = stream.Read(parsed, context, Target.Parse(parsed.GetValue(to)!));
            var options = new ReplayOptions(
                LogFiles.Expand(parsed.GetValue(file)!),
                target,
                endpoint,
                double.IsInfinity(factor) ? null : factor,
                parsed.GetValue(shift),
                reading.ReadParser(parsed));
            return new ReplayRun(targetContext, options).RunAsync(cancellationToken);
        });
        return command.Examples(
            "logfn replay access.log --speed 10x --shift-to-now",
            "logfn replay access.log --to kinesis:logs",
            "logfn replay access.log.gz --to stdout --shift-to-now",
            "logfn replay app.log --speed 1x --log-format '$msec $request $status'");
    }
}
