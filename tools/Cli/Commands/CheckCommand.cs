using System.CommandLine;
using LogFunctions.Cli.Check;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn check</c>: what the Aggregator would make of a log.</summary>
internal static class CheckCommand
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("FILE") { Description = "Log file or saved record: text, gzip, KPL, CloudWatch Logs; - = standard input." };
        var format = new Option<string>("--log-format") { Description = "As LOG_FORMAT: accept this format only.", HelpName = string.Join('|', LogFormatNames.All), DefaultValueFactory = _ => "auto" };
        var aliases = new Option<string>("--field-aliases") { Description = "As FIELD_ALIASES: more names of JSON fields.", HelpName = "field=name,...", DefaultValueFactory = _ => "" };
        Option<ApacheTimeUnit> unit = TypedOption.Choice(
            "--apache-time-unit",
            "As APACHE_TIME_UNIT: unit of a whole number after an access log line.",
            ("us", ApacheTimeUnit.Microseconds),
            ("ms", ApacheTimeUnit.Milliseconds),
            ("s", ApacheTimeUnit.Seconds),
            ("microseconds", ApacheTimeUnit.Microseconds),
            ("milliseconds", ApacheTimeUnit.Milliseconds),
            ("seconds", ApacheTimeUnit.Seconds));
        var cloudFront = new Option<string>("--cloudfront-fields") { Description = "As CLOUDFRONT_FIELDS: the fields chosen in CloudFront, in its order.", HelpName = "name,...", DefaultValueFactory = _ => "" };
        var templates = new Option<string>("--endpoint-templates") { Description = "As ENDPOINT_TEMPLATES.", HelpName = "/users/{id},...", DefaultValueFactory = _ => "" };
        var examples = TypedOption.Number<int>("--examples", "Rejected lines to show per reason.", 3);
        var each = new Option<bool>("--each") { Description = "Print what was read from each line: one JSON object per line." };
        Option<OutputFormat> output = OutputFormatOption.Create();

        var command = new Command("check", "Say what is recognised in a log, and what is rejected and why. Exit code 1 when anything was rejected.");
        command.Add(file);
        foreach (Option option in new Option[] { format, aliases, unit, cloudFront, templates, examples, each, output })
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
            ParserOptions parser = ReadParserOptions(parsed.GetValue(format)!, parsed.GetValue(aliases)!, parsed.GetValue(unit), parsed.GetValue(cloudFront)!);
            var endpoints = new EndpointOptions { Templates = Setting("--endpoint-templates", parsed.GetValue(templates)!, EndpointOptions.ParseTemplates) };
            var checker = new LineChecker(parser, endpoints, examplesPerReason, context.Time.GetUtcNow().ToUnixTimeMilliseconds(), isEach ? new EachLineWriter(context.Out) : null);
            CheckInput.Read(context, parsed.GetValue(file)!, checker);
            return isEach ? CheckReport.ExitCodeOf(checker) : CheckReport.Write(context, checker, outputFormat);
        });
        return command.Examples(
            "logfn check access.log",
            "logfn check access.log --each --format json",
            "zcat access.log.gz | logfn check - --log-format nginx",
            "logfn check app.jsonl --field-aliases endpoint=route,rt_s=elapsed");
    }

    private static ParserOptions ReadParserOptions(string format, string aliases, ApacheTimeUnit unit, string cloudFrontFields)
    {
        if (!LogFormatNames.TryParse(format, out LogFormat logFormat))
        {
            throw CliException.Usage($"--log-format is '{format}'; use {string.Join(", ", LogFormatNames.All)}.");
        }
        return new ParserOptions
        {
            Format = logFormat,
            FieldAliases = Setting("--field-aliases", aliases, ParserOptions.ParseFieldAliases),
            ApacheTimeUnit = unit,
            CloudFrontFields = Setting("--cloudfront-fields", cloudFrontFields, ParserOptions.ParseCloudFrontFields),
        };
    }

    private static T Setting<T>(string option, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException exception)
        {
            throw CliException.Usage($"{option}: {exception.Message}.");
        }
    }
}
