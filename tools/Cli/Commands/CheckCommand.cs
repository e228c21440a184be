using System.CommandLine;
using LogFunctions.Cli.Check;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn check</c>: what the Aggregator would make of a log.</summary>
internal static class CheckCommand
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("FILE") { Description = "Log file or saved record: text, gzip, KPL, CloudWatch Logs; - = standard input." };
        var reading = new LogReadingArguments();
        var examples = TypedOption.Number<int>("--examples", "Rejected lines to show per reason.", 3);
        var each = new Option<bool>("--each") { Description = "Print what was read from each line: one JSON object per line." };
        var suggest = new Option<bool>("--suggest") { Description = "Print log directives for lines of which the automatic reading is not sure, as LOG_FORMAT takes them." };
        Option<OutputFormat> output = OutputFormatOption.Create();

        var command = new Command("check", "Say what is recognised in a log, and what is rejected and why. Exit code 1 when anything was rejected.");
        command.Add(file);
        foreach (Option option in (Option[])[.. reading.All, examples, each, suggest, output])
        {
            command.Add(option);
        }
        command.SetAction(parsed =>
        {
            int examplesPerReason = parsed.GetValue(examples);
            if (examplesPerReason is < 0 or > 1000)
            {
                throw CliException.Usage($"--examples is {examplesPerReason}; use 0 to 1000.");
            }
            OutputFormat outputFormat = parsed.GetValue(output);
            bool isEach = parsed.GetValue(each);
            if (isEach && outputFormat != OutputFormat.Json && parsed.GetResult(output) is { Implicit: false })
            {
                throw CliException.Usage("--each prints JSON objects only; leave --format out or say --format json.");
            }
            bool isSuggest = parsed.GetValue(suggest);
            if (isEach && isSuggest)
            {
                throw CliException.Usage("--each and --suggest print different things; give one of them.");
            }
            ParserOptions options = reading.ReadParser(parsed);
            var checker = new LineChecker(
                options,
                reading.ReadEndpoints(parsed),
                examplesPerReason,
                context.Time.GetUtcNow().ToUnixTimeMilliseconds(),
                reading.IsUnitSaid(parsed),
                isEach ? new EachLineWriter(context.Out) : null);
            CheckInput.Read(context, parsed.GetValue(file)!, checker);
            return isEach ? CheckReport.ExitCodeOf(checker)
                : isSuggest ? SuggestReport.Write(context, checker, options, outputFormat)
                : CheckReport.Write(context, checker, options, outputFormat);
        });
        return command.Examples(
            "logfn check access.log",
            "logfn check access.log --each --format json",
            "logfn check access.log --suggest",
            "zcat access.log.gz | logfn check - --log-format nginx",
            "logfn check app.jsonl --field-aliases endpoint=route,rt_s=elapsed");
    }
}
