using System.CommandLine;
using System.Text.RegularExpressions;
using LogFunctions.Cli.Output;

namespace LogFunctions.Cli.Runs;

/// <summary>
/// The <c>--run</c> option of commands that talk to a stream or its tables: they find a running `logfn up` by themselves, unless an option or the
/// environment says where to go.
/// </summary>
internal sealed partial class RunArgument
{
    /// <summary>Settings that send the commands elsewhere.</summary>
    private static readonly string[] s_elsewhere =
        ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_KINESIS", "AWS_ENDPOINT_URL_S3", "WINDOWS_TABLE", "LEDGER_TABLE"];

    private readonly Option<string?> _name = new("--run")
    {
        Description = "Which `logfn up` of this machine, by name (`logfn status`). Default: the one that runs, unless an endpoint, a table or AWS_ENDPOINT_URL... is given.",
        HelpName = "NAME",
        CustomParser = result => ReadName(result.Tokens[0].Value, "--run", result.AddError),
    };

    /// <summary>To be added to the command.</summary>
    public Option Option => _name;

    /// <summary>An option that gives a run its name.</summary>
    public static Option<string?> CreateName() => new("--name")
    {
        Description = "Name of this run for --run of the other commands. Default: up, or up-2 and so on beside others.",
        HelpName = "NAME",
        CustomParser = result => ReadName(result.Tokens[0].Value, "--name", result.AddError),
    };

    /// <summary>The run to talk to; null = none was asked for and none is to be used.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="context">The environment.</param>
    /// <param name="saysWhere">Options of the command that, when they are given, send it elsewhere.</param>
    /// <exception cref="CliException">There is no such run, or there are several.</exception>
    public RunInfo? Find(ParseResult parsed, CliContext context, params ReadOnlySpan<Option> saysWhere) => Find(parsed, context, static _ => true, saysWhere);

    /// <param name="parsed">The command line.</param>
    /// <param name="context">The environment.</param>
    /// <param name="isMeant">Whether a run that was not asked for by name is what the other options mean: it has the stream that they name.</param>
    /// <param name="saysWhere">Options of the command that, when they are given, send it elsewhere.</param>
    /// <exception cref="CliException">There is no such run, or there are several.</exception>
    public RunInfo? Find(ParseResult parsed, CliContext context, Func<RunInfo, bool> isMeant, params ReadOnlySpan<Option> saysWhere)
    {
        string? name = parsed.GetValue(_name);
        foreach (Option option in saysWhere)
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                return name is null ? null : throw CliException.Usage($"--run and {option.Name} exclude each other: both say where to go.");
            }
        }

        if (name is null && GoesElsewhere(context))
        {
            return null;
        }

        IReadOnlyList<RunInfo> runs = RunRegistry.Of(context).List();
        if (name is not null)
        {
            return runs.FirstOrDefault(run => run.Name == name) ?? throw NoRun(name, runs);
        }

        RunInfo[] meant = [.. runs.Where(isMeant)];
        return meant.Length <= 1
            ? meant.FirstOrDefault()
            : throw new CliException($"several `logfn up` run on this machine: choose one by --run {TypedOption.Listed([.. meant.Select(run => run.Name)])}.");
    }

    /// <summary>The context of commands that talk to a run: its endpoints and tables instead of the environment's.</summary>
    public static CliContext ContextOf(RunInfo? run, CliContext context) => run is null
        ? context
        : context with { GetEnvironmentVariable = variable => run.Variables.TryGetValue(variable, out string? value) ? value : context.GetEnvironmentVariable(variable) };

    /// <summary>What to say where a command can't do without a run.</summary>
    public static CliException NoRun(string? name, IReadOnlyList<RunInfo> runs) => new(
        name is null ? "no `logfn up` runs on this machine; start one, or say where to go by options (see --help)."
        : runs.Count == 0 ? $"there is no run {name}: no `logfn up` runs on this machine."
        : $"there is no run {name}; there {(runs.Count == 1 ? "is" : "are")} {string.Join(", ", runs.Select(run => run.Name))}.");

    /// <summary>Whether the environment says where to go.</summary>
    private static bool GoesElsewhere(CliContext context) => Array.Exists(s_elsewhere, variable => !string.IsNullOrEmpty(context.GetEnvironmentVariable(variable)));

    private static string? ReadName(string text, string option, Action<string> addError)
    {
        if (Name().IsMatch(text))
        {
            return text;
        }

        addError($"{option} is '{text}'; use 1 to 40 letters, digits, - and _.");
        return null;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}$")]
    private static partial Regex Name();
}
