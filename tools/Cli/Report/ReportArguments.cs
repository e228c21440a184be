using System.CommandLine;
using LogFunctions.Cli.Check;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Query;

namespace LogFunctions.Cli.Report;

/// <summary>The options of <c>logfn report</c> and what makes them valid.</summary>
internal sealed class ReportArguments
{
    private readonly Option<string?> _from = new("--from") { Description = $"Only lines from this time on: {TimeArgument.Forms}.", HelpName = "TIME" };
    private readonly Option<string?> _to = new("--to") { Description = "Only lines before this time.", HelpName = "TIME" };
    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "Only this endpoint, or those that match: 'GET /api/*'.", HelpName = "ENDPOINT" };
    private readonly Option<int> _top = TypedOption.Number<int>("--top", "Endpoints to list; JSON and CSV list all.", 20);
    private readonly Option<int?> _window = TypedOption.Number<int>("--window", "Length of the steps over time, seconds. Default: by the period.", "SECONDS");
    private readonly Option<string?> _html = new("--html") { Description = "Write a page with charts, one file that opens from disk; - = standard output.", HelpName = "FILE" };
    private readonly Option<int?> _parallel = TypedOption.Number<int>("--parallel", "Parts to read at once, 1 to 256; the result does not depend on it. Default: one per processor.");
    private readonly Option<ReportFormat> _format = TypedOption.Choice("--format", "How to print.", ("table", ReportFormat.Table), ("json", ReportFormat.Json), ("csv", ReportFormat.Csv));
    private readonly LogReadingArguments _reading = new();

    /// <summary>What is to be read.</summary>
    public Argument<string[]> Files { get; } = new("FILE")
    {
        Description = "Logs, text or gzip, any format: files, folders, globs; - = standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The options in the order of the help text.</summary>
    public IEnumerable<Option> All => [_from, _to, _endpoint, _top, _window, _html, _format, _parallel, .. _reading.All];

    /// <exception cref="CliException">A value is wrong.</exception>
    public ReportOptions Read(ParseResult parsed, DateTimeOffset now)
    {
        DateTimeOffset? from = ReadTime(parsed, _from, now);
        DateTimeOffset? to = ReadTime(parsed, _to, now);
        Arguments.Require(from is null || to is null || from < to, $"--from ({from:yyyy-MM-ddTHH:mm:ssZ}) is not before --to ({to:yyyy-MM-ddTHH:mm:ssZ}).");
        string? endpoint = parsed.GetValue(_endpoint);
        Arguments.Require(endpoint is not "", "--endpoint is empty; name an endpoint such as 'GET /orders/{id}', or leave it out.");
        int top = parsed.GetValue(_top);
        Arguments.Require(top is >= 1 and <= 100_000, $"--top is {top}; use 1 to 100000.");
        int? window = parsed.GetValue(_window);
        Arguments.Require(window is null or (>= 1 and <= 604_800), $"--window is {window}; use 1 to 604800 seconds.");
        int? parallel = parsed.GetValue(_parallel);
        Arguments.Require(parallel is null or (>= 1 and <= 256), $"--parallel is {parallel}; use 1 to 256.");
        return new ReportOptions
        {
            Paths = parsed.GetValue(Files)!,
            From = from,
            To = to,
            Endpoint = endpoint,
            Top = top,
            WindowSeconds = window,
            Parser = _reading.ReadParser(parsed),
            Endpoints = _reading.ReadEndpoints(parsed),
            Format = parsed.GetValue(_format),
            HtmlPath = parsed.GetValue(_html),
            Parallel = parallel ?? Environment.ProcessorCount,
        };
    }

    private static DateTimeOffset? ReadTime(ParseResult parsed, Option<string?> option, DateTimeOffset now)
    {
        string? text = parsed.GetValue(option);
        return text is null
            ? null
            : TimeArgument.Parse(text, now) ?? throw CliException.Usage($"{option.Name} is '{text}'; expected {TimeArgument.Forms}.");
    }
}
