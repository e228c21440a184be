using System.CommandLine;
using System.CommandLine.Parsing;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Query;

/// <summary>The options that say what to query.</summary>
internal sealed class QueryArguments
{
    private const int DefaultTop = 20;
    private const int MinuteSeconds = 60;
    private const int HourSeconds = 3600;

    // 360 rows per value and shard: what one page of DynamoDB holds.
    private static readonly TimeSpan s_minutesUpTo = TimeSpan.FromHours(6);

    private readonly Option<Dimension?> _dimension = new("--dimension")
    {
        Description = "What to count by. Default: endpoint.",
        HelpName = "all|endpoint|region|status|reject",
        CustomParser = result => Known<Dimension?>(result, DimensionNames.TryParse(result.Tokens[0].Value, out Dimension dimension), dimension, "all, endpoint, region, status or reject"),
    };

    private readonly Option<string?> _value = new("--value")
    {
        Description = "List the windows of this value, for example 'GET /orders/{id}'. Without it: totals by value.",
        HelpName = "value",
    };

    private readonly Option<string?> _from = new("--from") { Description = $"Start: {TimeArgument.Forms}. Default: -1h.", HelpName = "time" };

    private readonly Option<string?> _to = new("--to") { Description = "End, not included. Default: now.", HelpName = "time" };

    private readonly Option<int?> _window = TypedOption.Number<int>(
        "--window", "Window size in seconds: 60 or 3600, or what the stack is configured for. Default: 60 up to 6 hours, else 3600.", "60|3600");

    private readonly Option<int?> _top = TypedOption.Number<int>("--top", $"How many values to list. Default: {DefaultTop}.");

    private readonly Option<TopBy?> _by = new("--by")
    {
        Description = "What they are ordered by, greatest first; errors are 4xx and 5xx. Default: requests.",
        HelpName = "requests|errors|p95|p99|bytes",
        CustomParser = result => Known<TopBy?>(
            result,
            Enum.TryParse(result.Tokens[0].Value, ignoreCase: true, out TopBy by) && result.Tokens[0].Value.All(c => char.IsAsciiLetterLower(c) || c is '9' or '5'),
            by,
            "requests, errors, p95, p99 or bytes"),
    };

    /// <summary>The options, to be added to a command.</summary>
    public IReadOnlyList<Option> Options => [_dimension, _value, _from, _to, _window, _top, _by];

    /// <summary>Reads them.</summary>
    /// <exception cref="CliException">One is wrong, or two do not go together.</exception>
    public QueryRequest Read(ParseResult parsed, DateTimeOffset now)
    {
        Dimension dimension = parsed.GetValue(_dimension) ?? Dimension.Endpoint;
        string? value = parsed.GetValue(_value);
        if (value is not null && (parsed.GetValue(_top) ?? (object?)parsed.GetValue(_by)) is not null)
        {
            throw CliException.Usage("--value lists the windows of one value; --top and --by choose among values. Leave one out.");
        }

        if (value is "")
        {
            throw CliException.Usage("--value is empty; name an endpoint, a region or a status, or leave it out for totals by value.");
        }

        // The only value of `all` is known, so its windows are what is wanted.
        value ??= dimension == Dimension.All ? DimensionNames.AllValue : null;
        (DateTimeOffset from, DateTimeOffset to) = ReadTimes(parsed, now);
        int windowSeconds = AtLeastOne(parsed.GetValue(_window), "--window") ?? DefaultWindowSeconds(from, to, now);
        return new QueryRequest(
            dimension,
            value,
            QueryPlan.For(windowSeconds, from, to, now),
            from,
            to,
            AtLeastOne(parsed.GetValue(_top), "--top") ?? DefaultTop,
            parsed.GetValue(_by) ?? TopBy.Requests);
    }

    private (DateTimeOffset From, DateTimeOffset To) ReadTimes(ParseResult parsed, DateTimeOffset now)
    {
        DateTimeOffset to = ReadTime(parsed, _to, now) ?? now;
        DateTimeOffset from = ReadTime(parsed, _from, now) ?? to - TimeSpan.FromHours(1);
        return from < to
            ? (from, to)
            : throw CliException.Usage($"--from ({from:yyyy-MM-ddTHH:mm:ssZ}) is not before --to ({to:yyyy-MM-ddTHH:mm:ssZ}).");
    }

    private static DateTimeOffset? ReadTime(ParseResult parsed, Option<string?> option, DateTimeOffset now)
    {
        string? text = parsed.GetValue(option);
        return text is null
            ? null
            : TimeArgument.Parse(text, now) ?? throw CliException.Usage($"{option.Name} is '{text}'; expected {TimeArgument.Forms}.");
    }

    private static int DefaultWindowSeconds(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        // Minute rows live for a week (of the time they were counted); further back only hours are sure to be there.
        bool isRecent = from > now - TimeSpan.FromDays(7);
        return isRecent && to - from <= s_minutesUpTo ? MinuteSeconds : HourSeconds;
    }

    private static int? AtLeastOne(int? number, string name) =>
        number is < 1 ? throw CliException.Usage($"{name} is {number}; it must be at least 1.") : number;

    private static T? Known<T>(ArgumentResult result, bool isKnown, T value, string known)
    {
        if (!isKnown)
        {
            result.AddError($"{((OptionResult)result.Parent!).Option.Name} is '{result.Tokens[0].Value}'; use {known}.");
            return default;
        }

        return value;
    }
}
