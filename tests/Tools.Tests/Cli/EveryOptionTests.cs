using System.CommandLine;
using System.CommandLine.Help;
using LogFunctions.Cli;

namespace LogFunctions.Tools.Tests.Cli;

/// <summary>Every option of every command, given once right and once wrong.</summary>
public sealed class EveryOptionTests
{
    /// <summary>Arguments a command cannot do without.</summary>
    private static readonly Dictionary<string, string[]> s_required = new()
    {
        ["check"] = ["x.log"],
        ["dashboard"] = ["body.json"],
        ["report"] = ["x.log"],
        ["simulate"] = ["--trace", "diurnal-week"],
        ["templates"] = ["--openapi", "openapi.yaml"],
        ["verify"] = ["--truth", "/no/such/truth.json"],
        ["replay"] = ["x.log", "--to", "null"],
        ["sql"] = ["select 1", "x.log"],
        ["source"] = ["--stream", "logs", "--invoke", "http://127.0.0.1:9/2015-03-31/functions/f/invocations"],
        ["redrive"] = ["--from", "/no/such/folder", "--stream", "logs"],
    };

    /// <summary>
    /// By command and option: a value that is right, and one that is wrong before anything is started, or null where every text is right until
    /// it is looked for. Options that take no value are not in it.
    /// </summary>
    private static readonly Dictionary<string, (string Right, string? Wrong)> s_values = new()
    {
        ["up --input"] = ("x.log", ""),
        ["up --follow"] = ("x.log", ""),
        ["up --log-format"] = ("nginx", "ngnix"),
        ["up --field-aliases"] = ("endpoint=route", "nosuch=route"),
        ["up --apache-time-unit"] = ("ms", "minutes"),
        ["up --cloudfront-fields"] = ("timestamp,sc-status", "nosuch-field,"),
        ["up --endpoint-templates"] = ("/users/{id}", "users"),
        ["up --speed"] = ("10x", "10"),
        ["up --report"] = ("r.json", "r.json"), // without --input or --duration
        ["up --shards"] = ("4", "0"),
        ["up --template-ids"] = ("off", "yes"),
        ["up --lateness"] = ("5", "-1"),
        ["up --profile"] = ("incident", "nosuch"),
        ["up --rate"] = ("100", "0"),
        ["up --duration"] = ("5m", "5"),
        ["up --seed"] = ("7", "-7"),
        ["up --data"] = ("folder", null),
        ["up --port"] = ("4567", "65535"),
        ["up --name"] = ("demo", "a b"),
        ["up --functions"] = (".", "/no/such/folder"),
        ["up --env"] = ("LOG_FORMAT=nginx", "LOG_FORMT=nginx"),
        ["up --shard-records"] = ("50", "0"),
        ["up --fault"] = ("kinesis:internal-error=5%", "kinesis:internal-error"),
        ["up --parameter"] = ("RetentionHours=48", "RetentionHours=1"),
        ["status --format"] = ("json", "xml"),
        ["down --run"] = ("up-2", "a/b"),
        ["down --wait"] = ("1m", "1"),
        ["check --log-format"] = ("nginx", "ngnix"),
        ["check --field-aliases"] = ("endpoint=route", "nosuch=route"),
        ["check --apache-time-unit"] = ("ms", "minutes"),
        ["check --cloudfront-fields"] = ("timestamp,sc-status", "nosuch-field,"),
        ["check --endpoint-templates"] = ("/users/{id}", "users"),
        ["check --template-ids"] = ("strict", "yes"),
        ["check --examples"] = ("5", "-1"),
        ["check --format"] = ("json", "xml"),
        ["cost --lines-per-second"] = ("5000", "0"),
        ["cost --line-bytes"] = ("250", "none"),
        ["cost --lines-per-record"] = ("100", "0"),
        ["cost --shards"] = ("4", "0"),
        ["cost --endpoints"] = ("500", "0"),
        ["cost --batching-window"] = ("10", "301"),
        ["cost --retention"] = ("48", "12"),
        ["cost --metric-endpoints"] = ("0", "-1"),
        ["cost --format"] = ("json", "xml"),
        ["source --stream"] = ("logs", null),
        ["source --invoke"] = ("http://127.0.0.1:3001/2015-03-31/functions/f/invocations", "f"),
        ["source --endpoint"] = ("http://127.0.0.1:4567", "127.0.0.1:4567"),
        ["source --batch-size"] = ("10", "0"),
        ["source --batching-window"] = ("5s", "6m"),
        ["source --starting-position"] = ("latest", "newest"),
        ["source --maximum-retry-attempts"] = ("3", "-2"),
        ["source --maximum-record-age"] = ("1h", "1s"),
        ["source --on-failure"] = ("failures", null),
        ["source --checkpoints"] = ("positions.json", null),
        ["dashboard --stack"] = ("logs-prod", ""),
        ["dashboard --endpoint"] = ("http://127.0.0.1:4571", "127.0.0.1:4571"),
        ["dashboard --lambda"] = ("http://127.0.0.1:4569", "127.0.0.1:4569"),
        ["dashboard --port"] = ("4580", "0"),
        ["dashboard --run"] = ("up", "a b"),
        ["simulate --trace"] = ("diurnal-week", null),
        ["simulate --scale"] = ("2", "twice"),
        ["simulate --policy"] = ("ours", "nosuch"),
        ["simulate --metric-delay"] = ("1m", "1"),
        ["simulate --reshard-time"] = ("2m", "2"),
        ["simulate --step-time"] = ("30s", "30"),
        ["simulate --shard-lines"] = ("500", "0"),
        ["simulate --shard-price"] = ("0.02", "0"),
        ["simulate --chart"] = ("week.png", null),
        ["simulate --format"] = ("json", "xml"),
        ["templates --openapi"] = ("openapi.yaml", null),
        ["report --from"] = ("-1h", "yesterday"),
        ["report --to"] = ("now", "tomorrow"),
        ["report --endpoint"] = ("GET /*", ""),
        ["report --top"] = ("5", "0"),
        ["report --window"] = ("60", "0"),
        ["report --html"] = ("r.html", null),
        ["report --format"] = ("json", "xml"),
        ["report --parallel"] = ("2", "0"),
        ["report --log-format"] = ("nginx", "ngnix"),
        ["report --field-aliases"] = ("endpoint=route", "nosuch=route"),
        ["report --apache-time-unit"] = ("ms", "minutes"),
        ["report --cloudfront-fields"] = ("timestamp,sc-status", "nosuch-field,"),
        ["report --endpoint-templates"] = ("/users/{id}", "users"),
        ["report --template-ids"] = ("strict", "yes"),
        ["generate --profile"] = ("steady", "nosuch"),
        ["generate --rate"] = ("100", "-1"),
        ["generate --curve"] = ("spike", "flat"),
        ["generate --trace"] = ("trace.csv", null),
        ["generate --trace-scale"] = ("10", "ten"),
        ["generate --time-scale"] = ("10", "ten"),
        ["generate --nasty"] = ("late=0.1", "lost=0.1"),
        ["generate --duration"] = ("5m", "5"),
        ["generate --lines"] = ("250k", "many"),
        ["generate --bytes"] = ("2G", "2T"),
        ["generate --seed"] = ("7", "seven"),
        ["generate --format"] = ("nginx", "ngnix"),
        ["generate --to"] = ("null", "nowhere"),
        ["generate --truth"] = ("t.json", "-"), // the lines are on standard output already
        ["generate --windows"] = ("60,3600", "60,100"),
        ["generate --producers"] = ("2", "0"),
        ["generate --start"] = ("2026-03-01T12:00:00Z", "yesterday"),
        ["generate --backfill"] = ("5m", "5"),
        ["generate --speed"] = ("10x", "10"),
        ["generate --pack"] = ("gzip", "zip"),
        ["generate --lines-per-record"] = ("100", "100"), // without a stream
        ["generate --partition-key"] = ("ip", "ip"), // without a stream
        ["generate --run"] = ("up-2", ""),
        ["generate --endpoint"] = ("http://127.0.0.1:4567", "127.0.0.1:4567"),
        ["verify --truth"] = ("t.json", null),
        ["verify --wait"] = ("2m", "2"),
        ["verify --rejects"] = ("all", "some"),
        ["verify --endpoint"] = ("http://127.0.0.1:4567", "127.0.0.1:4567"),
        ["verify --run"] = ("up-2", "a/b"),
        ["verify --table"] = ("t", null),
        ["verify --format"] = ("json", "xml"),
        ["replay --to"] = ("null", "nowhere"),
        ["replay --speed"] = ("10x", "10"),
        ["replay --run"] = ("up-2", "a/b"),
        ["replay --endpoint"] = ("http://127.0.0.1:4567", "ftp://127.0.0.1"),
        ["replay --log-format"] = ("$msec $request $status", "$request $status$body_bytes_sent"),
        ["replay --field-aliases"] = ("ts=when", "nosuch=route"),
        ["replay --cloudfront-fields"] = ("timestamp,sc-status,cs-uri-stem", "nosuch-field,"),
        ["redrive --from"] = ("s3://bucket/prefix", "s3://"),
        ["redrive --stream"] = ("logs", null),
        ["redrive --state"] = ("state.json", null),
        ["redrive --kinds"] = ("failures", "all"),
        ["redrive --when-uncertain"] = ("leave", "drop"),
        ["redrive --ledger-table"] = ("t", null),
        ["redrive --endpoint"] = ("http://127.0.0.1:4567", "4567"),
        ["redrive --dynamodb-endpoint"] = ("http://127.0.0.1:4568", "127.0.0.1:4568"),
        ["redrive --run"] = ("up-2", "a/b"),
        ["redrive --format"] = ("json", "xml"),
        ["query --dimension"] = ("status", "path"),
        ["query --value"] = ("GET /", ""),
        ["query --match"] = ("/api/*", ""),
        ["query --from"] = ("-15m", "yesterday"),
        ["query --since"] = ("1h", "an hour"),
        ["query --to"] = ("now", "tomorrow"),
        ["query --window"] = ("60", "a minute"),
        ["query --top"] = ("5", "all"),
        ["query --by"] = ("errorRate", "speed"),
        ["query --stream"] = ("logs", ""),
        ["query --watch"] = ("2", "0"),
        ["query --tz"] = ("local", "Nowhere/At_All"),
        ["query --endpoint"] = ("http://127.0.0.1:4567", "127.0.0.1:4567"),
        ["query --table"] = ("t", null),
        ["query --ledger-table"] = ("t", null),
        ["query --run"] = ("up-2", "a/b"),
        ["query --format"] = ("json", "xml"),
        ["sql --log-format"] = ("nginx", "ngnix"),
        ["sql --field-aliases"] = ("endpoint=route", "nosuch=route"),
        ["sql --apache-time-unit"] = ("ms", "minutes"),
        ["sql --cloudfront-fields"] = ("timestamp,sc-status", "nosuch-field,"),
        ["sql --endpoint-templates"] = ("/users/{id}", "users"),
        ["sql --template-ids"] = ("strict", "yes"),
        ["sql --format"] = ("json", "xml"),
        ["audit --archive"] = ("s3://logs", null),
        ["audit --stream-name"] = ("logs", null),
        ["audit --from"] = ("-1h", "yesterday"),
        ["audit --to"] = ("now", "tomorrow"),
        ["audit --run"] = ("up-2", ""),
        ["audit --endpoint"] = ("http://127.0.0.1:4567", "127.0.0.1:4567"),
        ["audit --table"] = ("Windows", null),
        ["audit --ledger-table"] = ("Ledger", null),
        ["audit --log-format"] = ("nginx", "ngnix"),
        ["audit --field-aliases"] = ("endpoint=route", "nosuch=route"),
        ["audit --apache-time-unit"] = ("ms", "minutes"),
        ["audit --cloudfront-fields"] = ("timestamp,sc-status", "nosuch-field,"),
        ["audit --endpoint-templates"] = ("/users/{id}", "users"),
        ["audit --template-ids"] = ("strict", "yes"),
        ["audit --format"] = ("json", "csv"),
        ["sql --out"] = ("r.csv", null),
    };

    public static TheoryData<string, string> Options { get; } = ListOptions();

    [Fact]
    public void Values_ForEveryOption_AreKnown()
    {
        IEnumerable<string> options = Options.Select(row => $"{row.Data.Item1} {row.Data.Item2}");

        // An option that is new needs a value that is right and one that is wrong, above.
        Assert.Equal(options.Order(StringComparer.Ordinal), s_values.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Option_GivenRight_CanBeRead(string command, string option)
    {
        Assert.SkipUnless(s_values.ContainsKey($"{command} {option}"), "said by Values_ForEveryOption_AreKnown");
        RootCommand root = Program.CreateRoot(CliHarness.Context(TextWriter.Null, TextWriter.Null));

        ParseResult parsed = root.Parse([command, .. ArgumentsFor(command, option), option, s_values[$"{command} {option}"].Right]);

        Assert.Empty(parsed.Errors);
        Option found = parsed.CommandResult.Command.Options.Single(o => o.Name == option);
        object? value = typeof(ParseResult).GetMethods()
            .Single(m => m.Name == nameof(ParseResult.GetValue) && m.GetParameters()[0].ParameterType.Name.StartsWith("Option", StringComparison.Ordinal))
            .MakeGenericMethod(found.ValueType).Invoke(parsed, [found]);
        Assert.NotNull(value);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Option_GivenWrong_IsASentenceAboutItAndExitCode2(string command, string option)
    {
        Assert.SkipUnless(s_values.TryGetValue($"{command} {option}", out (string Right, string? Wrong) values), "said by Values_ForEveryOption_AreKnown");
        Assert.SkipWhen(values.Wrong is null, "every text is right until it is looked for");

        using var output = new StringWriter();
        using var error = new StringWriter();
        // Already interrupted: should a command take the value, it must not go on.
        var interrupted = new CancellationToken(canceled: true);
        int exitCode = await Program.RunAsync([command, .. ArgumentsFor(command, option), option, values.Wrong!], CliHarness.Context(output, error), interrupted);

        Assert.Equal(2, exitCode);
        Assert.Empty(output.ToString());
        string line = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(option, line, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", line, StringComparison.Ordinal);
        Assert.DoesNotContain("LogFunctions.", line, StringComparison.Ordinal);
        Assert.EndsWith($"See `logfn {command} --help`.", line, StringComparison.Ordinal);
    }

    private static IEnumerable<string> ArgumentsFor(string command, string option)
    {
        string[] required = s_required.GetValueOrDefault(command) ?? [];
        int given = Array.IndexOf(required, option);
        return given < 0 ? required : required.Where((_, i) => i != given && i != given + 1);
    }

    private static TheoryData<string, string> ListOptions()
    {
        RootCommand root = Program.CreateRoot(CliHarness.Context(TextWriter.Null, TextWriter.Null));
        var options = new TheoryData<string, string>();
        foreach (Command command in root.Subcommands)
        {
            foreach (Option option in command.Options.Where(o => o.ValueType != typeof(bool) && o is not HelpOption and not VersionOption))
            {
                options.Add(command.Name, option.Name);
            }
        }

        return options;
    }
}
