using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Hosting;

namespace LogFunctions.Aggregator;

/// <summary>
/// How lines are read and which keys they count under. Whoever reads the same lines with the same values of these variables gets the same keys: the
/// reader of the batch jobs is compiled from this file, too. Immutable.
/// </summary>
public sealed record LogReadingOptions
{
    /// <summary>Longest endpoint that a key of the windows has room for, bytes.</summary>
    public const int LongestEndpointBytes = 1000;

    /// <summary>Every variable that <see cref="Read"/> asks for.</summary>
    public static IReadOnlyList<string> Variables { get; } =
        ["LOG_FORMAT", "FIELD_ALIASES", "APACHE_TIME_UNIT", "CLOUDFRONT_FIELDS", "MAX_LINE_BYTES", "TEMPLATE_IDS", "ENDPOINT_TEMPLATES", "MAX_ENDPOINT_BYTES"];

    /// <summary>How lines are read: LOG_FORMAT, FIELD_ALIASES, APACHE_TIME_UNIT, CLOUDFRONT_FIELDS, MAX_LINE_BYTES.</summary>
    public ParserOptions Parser { get; init; } = new();

    /// <summary>How paths become endpoints: TEMPLATE_IDS, ENDPOINT_TEMPLATES, MAX_ENDPOINT_BYTES.</summary>
    public EndpointOptions Endpoints { get; init; } = new();

    /// <summary>Reads the variables.</summary>
    /// <exception cref="InvalidOptionException">A value is not allowed.</exception>
    public static LogReadingOptions Read(OptionReader variables) => new()
    {
        Parser = ReadParser(variables),
        Endpoints = new EndpointOptions
        {
            TemplateIds = variables.Choice("TEMPLATE_IDS", "on", ["on", "strict", "off"]) switch
            {
                "on" => IdFolding.On,
                "strict" => IdFolding.Strict,
                _ => IdFolding.Off,
            },
            MaxEndpointBytes = variables.WholeNumber("MAX_ENDPOINT_BYTES", 256, 64, LongestEndpointBytes),
            Templates = variables.Parsed("ENDPOINT_TEMPLATES", "a comma list of path templates such as /users/{id}/orders/{id}", EndpointOptions.ParseTemplates, []),
        },
    };

    private static ParserOptions ReadParser(OptionReader variables) => variables.Parsed(
        "LOG_FORMAT",
        "one of " + string.Join(", ", LogFormatNames.All) + ", or log directives (log_format, LogFormat, #Fields:)",
        LogFormatSetting.Parse,
        new LogFormatSetting(LogFormat.Auto, [], DirectivesOnly: false)).ApplyTo(new ParserOptions
        {
            FieldAliases = variables.Parsed("FIELD_ALIASES", "a comma list of name=alias, for example rt_s=elapsed", ParserOptions.ParseFieldAliases, []),
            ApacheTimeUnit = variables.Choice("APACHE_TIME_UNIT", "us", ["us", "ms", "s"]) switch
            {
                "us" => ApacheTimeUnit.Microseconds,
                "ms" => ApacheTimeUnit.Milliseconds,
                _ => ApacheTimeUnit.Seconds,
            },
            CloudFrontFields = variables.Parsed("CLOUDFRONT_FIELDS", "a comma list of CloudFront field names in CloudFront's order", ParserOptions.ParseCloudFrontFields, []),
            MaxLineBytes = variables.WholeNumber("MAX_LINE_BYTES", 65_536, 256, 1 << 20),
        });
}
