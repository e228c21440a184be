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
    private const int DefaultWatchSeconds = 2;

    private static readonly Dictionary<string, TopBy> s_orders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["requests"] = TopBy.Requests,
        ["errors"] = TopBy.Errors,
        ["errors5xx"] = TopBy.Errors5xx,
        ["errorRate"] = TopBy.ErrorRate,
        ["p95"] = TopBy.P95,
        ["p99"] = TopBy.P99,
        ["bytes"] = TopBy.Bytes,
    };

    // 360 rows per value and shard: what one page of DynamoDB holds.
    private static readonly TimeSpan s_minutesUpTo = TimeSpan.FromHours(6);

    private readonly Option<Dimension?> _dimension = new("--dimension")
    {
        Description = "What to count by. Default: endpoint.",
        HelpName = "all|endpoint|region|status|reject",
        CustomParser = result => Known<Dimension?>(
            result,
            DimensionNames.TryParse(result.Tokens[0].Value, out Dimension dimension),
            dimension,
            "all, endpoint, region, status or reject"),
    };

    private readonly Option<string?> _value = new("--value")
    {
        Description = "List the windows of this value, for example 'GET /orders/{id}'. Without it: totals by value.",
        HelpName = "value",
    };

    private readonly Option<string?> _match = new("--match")
    {
        Description = "Only values like this, * = any text; what begins with / is compared with the path alone.",
        HelpName = "'/api/*'",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description = $"Start: {TimeArgument.Forms}. Default: an hour before the end.",
        HelpName = "time",
    };

    private readonly Option<string?> _since = new("--since")
    {
        Description = "The time up to now: 90s, 15m, 1h, 2d, 1w. Instead of --from.",
        HelpName = "1h",
    };

    private readonly Option<string?> _to = new("--to") { Description = "End, not included. Default: now.", HelpName = "time" };

    private readonly Option<int?> _window = TypedOption.Number<int>(
        "--window",
        "Window size in seconds: 60 or 3600, or what the stack is configured for. Default: 60 up to 6 hours, else 3600.",
        "60|3600");

    private readonly Option<int?> _top = TypedOption.Number<int>("--top", $"How many values to list. Default: {DefaultTop}.");

    private readonly Option<TopBy?> _by = new("--by")
    {
        Description = "What they are ordered by, greatest first; errors are 4xx and 5xx, errorRate their share. Default: requests.",
        HelpName = string.Join('|', s_orders.Keys),
        CustomParser = result => Known<TopBy?>(
            result, s_orders.TryGetValue(result.Tokens[0].Value, out TopBy by), by, TypedOption.Listed([.. s_orders.Keys])),
    };

    private readonly Option<string?> _stream = new("--stream")
    {
        Description = "Only what came through this stream. Default: all streams that share the tables, added up.",
        HelpName = "name",
    };

    private readonly Option<bool> _final = new("--final")
    {
        Description = "Closed windows only, from rows; no ledger is read.",
    };

    private readonly Option<int?> _watch = new("--watch")
    {
        Description = $"Ask again every so many seconds, until Ctrl-C. Default: {DefaultWatchSeconds}.",
        HelpName = "seconds",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => TypedOption.ReadNumber<int>(result),
    };

    private readonly Option<string?> _timeZone = new("--tz")
    {
        Description = "Time zone of the times that are shown and given: utc, local, or a name such as Europe/Berlin. Default: utc.",
        HelpName = "utc|local|zone",
    };

    /// <summary>The options, to be added to a command.</summary>
    public IReadOnlyList<Option> Options =>
        [_dimension, _value, _match, _from, _since, _to, _window, _top, _by, _stream, _final, _watch, _timeZone];

    /// <summary>What an order is called on the command line.</summary>
    public static string NameOf(TopBy by) => s_orders.Single(order => order.Value == by).Key;

    /// <summary>Reads them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="time">The clock and its time zone.</param>
    /// <exception cref="CliException">One is wrong, or two do not go together.</exception>
    public QueryRequest Read(ParseResult parsed, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        TimeZoneInfo zone = ReadTimeZone(parsed, time);
        Dimension dimension = parsed.GetValue(_dimension) ?? Dimension.Endpoint;
        string? value = ReadValue(parsed);

        // The only value of `all` is known, so its windows are what is wanted.
        value ??= dimension == Dimension.All ? DimensionNames.AllValue : null;
        (DateTimeOffset from, DateTimeOffset to) = ReadTimes(parsed, now, zone);
        int windowSeconds = AtLeastOne(parsed.GetValue(_window), "--window") ?? DefaultWindowSeconds(from, to, now);
        return new QueryRequest
        {
            Dimension = dimension,
            Value = value,
            Plan = QueryPlan.For(windowSeconds, from, to, now),
            From = from,
            To = to,
            Now = now,
            Top = AtLeastOne(parsed.GetValue(_top), "--top") ?? DefaultTop,
            By = parsed.GetValue(_by) ?? TopBy.Requests,
            Match = NotEmpty(parsed, _match, "'/api/*'") is { } pattern ? new ValuePattern(pattern) : null,
            Stream = NotEmpty(parsed, _stream, "a stream"),
            IsFinal = parsed.GetValue(_final),
            WatchEvery = parsed.GetResult(_watch) is { Implicit: false }
                ? TimeSpan.FromSeconds(AtLeastOne(parsed.GetValue(_watch), "--watch") ?? DefaultWatchSeconds)
                : null,
            TimeZone = zone,
        };
    }

    private string? ReadValue(ParseResult parsed)
    {
        string? value = NotEmpty(parsed, _value, "an endpoint, a region or a status, or leave it out for totals by value");
        if (value is not null && (parsed.GetValue(_top) ?? (object?)parsed.GetValue(_by) ?? parsed.GetValue(_match)) is not null)
        {
            throw CliException.Usage("--value lists the windows of one value; --top, --by and --match choose among values. Leave one out.");
        }

        return value;
    }

    private static string? NotEmpty(ParseResult parsed, Option<string?> option, string example) =>
        parsed.GetValue(option) is not "" and var text ? text : throw CliException.Usage($"{option.Name} is empty; name {example}.");

    private TimeZoneInfo ReadTimeZone(ParseResult parsed, TimeProvider time) => parsed.GetValue(_timeZone) switch
    {
        null or "utc" or "UTC" => TimeZoneInfo.Utc,
        "local" => time.LocalTimeZone,
        { } name => TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone)
            ? zone
            : throw CliException.Usage($"--tz is '{name}'; use utc, local, or a name such as Europe/Berlin."),
    };

    private (DateTimeOffset From, DateTimeOffset To) ReadTimes(ParseResult parsed, DateTimeOffset now, TimeZoneInfo zone)
    {
        DateTimeOffset to = ReadTime(parsed, _to, now, zone) ?? now;
        DateTimeOffset from = ReadSince(parsed, now) ?? ReadTime(parsed, _from, now, zone) ?? to - TimeSpan.FromHours(1);
        return from < to
            ? (from, to)
            : throw CliException.Usage(
                $"--from ({from.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}) is not before --to ({to.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}).");
    }

    private DateTimeOffset? ReadSince(ParseResult parsed, DateTimeOffset now)
    {
        if (parsed.GetValue(_since) is not { } text)
        {
            return null;
        }

        if ((parsed.GetValue(_from) ?? parsed.GetValue(_to)) is not null)
        {
            throw CliException.Usage("--since is the time up to now; leave out --from and --to.");
        }

        return TimeArgument.ParseAge(text) is { } age && age > TimeSpan.Zero && age < now - DateTimeOffset.UnixEpoch
            ? now - age
            : throw CliException.Usage($"--since is '{text}'; expected 90s, 15m, 1h, 2d or 1w.");
    }

    private static DateTimeOffset? ReadTime(ParseResult parsed, Option<string?> option, DateTimeOffset now, TimeZoneInfo zone)
    {
        string? text = parsed.GetValue(option);
        return text is null
            ? null
            : TimeArgument.Parse(text, now, zone) ?? throw CliException.Usage($"{option.Name} is '{text}'; expected {TimeArgument.Forms}.");
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
