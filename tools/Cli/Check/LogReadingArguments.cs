using System.CommandLine;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Check;

/// <summary>How lines are to be read: the options of every command that reads logs, each as the functions' variable of that name.</summary>
internal sealed class LogReadingArguments
{
    private readonly Option<string> _format = new("--log-format") { Description = "As LOG_FORMAT: accept this format only: " + string.Join(", ", LogFormatNames.All) + "; or what the server's configuration says: nginx log_format, Apache LogFormat, a #Fields: line.", HelpName = "name|directive", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _aliases = new("--field-aliases") { Description = "As FIELD_ALIASES: more names of JSON fields.", HelpName = "field=name,...", DefaultValueFactory = _ => "" };
    private readonly Option<ApacheTimeUnit> _unit = TypedOption.Choice(
        "--apache-time-unit",
        "As APACHE_TIME_UNIT: unit of a whole number after an access log line.",
        ("us", ApacheTimeUnit.Microseconds),
        ("ms", ApacheTimeUnit.Milliseconds),
        ("s", ApacheTimeUnit.Seconds),
        ("microseconds", ApacheTimeUnit.Microseconds),
        ("milliseconds", ApacheTimeUnit.Milliseconds),
        ("seconds", ApacheTimeUnit.Seconds));

    private readonly Option<string> _cloudFront = new("--cloudfront-fields") { Description = "As CLOUDFRONT_FIELDS: the fields chosen in CloudFront, in its order.", HelpName = "name,...", DefaultValueFactory = _ => "" };
    private readonly Option<string> _templates = new("--endpoint-templates") { Description = "As ENDPOINT_TEMPLATES.", HelpName = "/users/{id},...", DefaultValueFactory = _ => "" };

    private readonly Option<IdFolding> _templateIds = TypedOption.Choice(
        "--template-ids",
        "As TEMPLATE_IDS: on: /orders/42 counts as /orders/{id}; strict: only what is an id by its form; off: every path counts by itself.",
        ("on", IdFolding.On),
        ("strict", IdFolding.Strict),
        ("off", IdFolding.Off));

    /// <summary>The options, to be added to a command.</summary>
    public IReadOnlyList<Option> All => [_format, _aliases, _unit, _cloudFront, _templates, _templateIds];

    /// <summary>Those that decide where the time of a line stands.</summary>
    public IReadOnlyList<Option> ForTimes => [_format, _aliases, _cloudFront];

    /// <exception cref="CliException">A value is wrong.</exception>
    public ParserOptions ReadParser(ParseResult parsed)
    {
        return Setting("--log-format", parsed.GetValue(_format)!, LogFormatSetting.Parse).ApplyTo(new ParserOptions
        {
            FieldAliases = Setting("--field-aliases", parsed.GetValue(_aliases)!, ParserOptions.ParseFieldAliases),
            ApacheTimeUnit = parsed.GetValue(_unit),
            CloudFrontFields = Setting("--cloudfront-fields", parsed.GetValue(_cloudFront)!, ParserOptions.ParseCloudFrontFields),
        });
    }

    /// <summary>Whether somebody said the unit of whole numbers.</summary>
    public bool IsUnitSaid(ParseResult parsed) => parsed.GetResult(_unit) is { Implicit: false };

    /// <exception cref="CliException">A value is wrong.</exception>
    public EndpointOptions ReadEndpoints(ParseResult parsed) =>
        new()
        {
            Templates = Setting("--endpoint-templates", parsed.GetValue(_templates)!, EndpointOptions.ParseTemplates),
            TemplateIds = ReadTemplateIds(parsed),
        };

    /// <summary>Which ids are replaced.</summary>
    public IdFolding ReadTemplateIds(ParseResult parsed) => parsed.GetValue(_templateIds);

    /// <summary>The same as variables of the functions; only those that were given.</summary>
    /// <exception cref="CliException">A value is wrong.</exception>
    public IEnumerable<(string Name, string Value)> ReadVariables(ParseResult parsed)
    {
        ReadParser(parsed);
        ReadEndpoints(parsed);
        (string, Option, string)[] variables =
        [
            ("LOG_FORMAT", _format, parsed.GetValue(_format)!),
            ("FIELD_ALIASES", _aliases, parsed.GetValue(_aliases)!),
            ("APACHE_TIME_UNIT", _unit, parsed.GetValue(_unit) switch { ApacheTimeUnit.Microseconds => "us", ApacheTimeUnit.Milliseconds => "ms", _ => "s" }),
            ("CLOUDFRONT_FIELDS", _cloudFront, parsed.GetValue(_cloudFront)!),
            ("ENDPOINT_TEMPLATES", _templates, parsed.GetValue(_templates)!),
            ("TEMPLATE_IDS", _templateIds, parsed.GetValue(_templateIds) switch { IdFolding.On => "on", IdFolding.Strict => "strict", _ => "off" }),
        ];
        foreach ((string name, Option option, string value) in variables)
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                yield return (name, value);
            }
        }
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
