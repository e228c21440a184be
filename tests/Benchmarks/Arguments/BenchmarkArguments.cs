using System.Globalization;

namespace LogFunctions.Benchmarks.Arguments;

/// <summary>
/// The command line: a mode, and the options that mode knows. Everything else is refused, because a benchmark with a misspelt option measures
/// something else than its reader thinks.
/// </summary>
internal sealed class BenchmarkArguments
{
    /// <summary>What follows goes to BenchmarkDotNet as it is.</summary>
    public const string BenchmarkDotNet = "--bdn";

    /// <summary>The mode of the processes that the quick mode starts; not for people.</summary>
    public const string MeasureWorkerMode = "--measure-worker";

    private static readonly Dictionary<string, OptionKind> s_kinds = new()
    {
        ["--filter"] = OptionKind.Text,
        ["--real"] = OptionKind.Text,
        ["--all"] = OptionKind.Flag,
        ["--lines"] = OptionKind.Number,
        ["--rounds"] = OptionKind.Number,
        ["--slice-ms"] = OptionKind.Number,
        ["--runs"] = OptionKind.Number,
        ["--seconds"] = OptionKind.Number,
        ["--shards"] = OptionKind.Numbers,
        ["--minutes"] = OptionKind.Number,
    };

    private static readonly Dictionary<string, string[]> s_options = new()
    {
        ["--quick"] = ["--all", "--filter", "--lines", "--rounds", "--slice-ms", "--real"],
        ["--compare"] = ["--filter", "--lines", "--rounds", "--slice-ms"],
        ["--cold-start"] = ["--runs"],
        ["--first-second"] = ["--runs", "--seconds"],
        ["--scale"] = ["--shards", "--seconds"],
        ["--write-units"] = ["--minutes", "--filter"],
        ["--help"] = [],
    };

    private readonly Dictionary<string, string> _values = [];

    private enum OptionKind
    {
        Text,
        Number,
        Numbers,
        Flag,
    }

    /// <summary>The mode: "--quick", "--compare", …</summary>
    public required string Mode { get; init; }

    /// <summary>Of --compare: the revision.</summary>
    public string? Revision { get; private init; }

    /// <summary>Of --bdn: BenchmarkDotNet's own arguments. Of a worker: what it is told.</summary>
    public IReadOnlyList<string> Rest { get; private init; } = [];

    /// <exception cref="UsageException">The command line is wrong; the message says where.</exception>
    public static BenchmarkArguments Parse(string[] arguments)
    {
        if (arguments is [BenchmarkDotNet or MeasureWorkerMode, .. var rest])
        {
            return new BenchmarkArguments { Mode = arguments[0], Rest = rest };
        }

        if (arguments.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            return new BenchmarkArguments { Mode = "--help" };
        }

        string[] modes = [.. arguments.Where(s_options.ContainsKey)];
        if (modes.Length != 1)
        {
            throw new UsageException(modes.Length == 0 ? "Say what to measure." : $"Only one of {string.Join(", ", modes)} at a time.");
        }

        return Parse(modes[0], arguments);
    }

    public string? Text(string option) => _values.GetValueOrDefault(option);

    public int Number(string option, int fallback) =>
        Text(option) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;

    public IReadOnlyList<int> Numbers(string option, IReadOnlyList<int> fallback) =>
        Text(option) is { } text ? [.. text.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))] : fallback;

    private static BenchmarkArguments Parse(string mode, string[] arguments)
    {
        var queue = new Queue<string>(arguments);
        string? revision = null;
        var values = new Dictionary<string, string>();
        while (queue.TryDequeue(out string? argument))
        {
            if (argument == mode)
            {
                revision = mode == "--compare" ? TakeValue(queue, "--compare", "a revision") : null;
            }
            else if (!s_options[mode].Contains(argument))
            {
                throw new UsageException($"{mode} does not know '{argument}'.");
            }
            else if (!values.TryAdd(argument, s_kinds[argument] == OptionKind.Flag ? argument : Check(argument, TakeValue(queue, argument, "a value"))))
            {
                throw new UsageException($"{argument} is given twice.");
            }
        }

        var parsed = new BenchmarkArguments { Mode = mode, Revision = revision };
        foreach ((string option, string value) in values)
        {
            parsed._values.Add(option, value);
        }

        return parsed;
    }

    private static string TakeValue(Queue<string> queue, string option, string what) =>
        queue.TryDequeue(out string? value) && !value.StartsWith("--", StringComparison.Ordinal) ? value : throw new UsageException($"{option} needs {what}.");

    private static string Check(string option, string value)
    {
        bool isRight = s_kinds[option] switch
        {
            OptionKind.Number => IsPositive(value),
            OptionKind.Numbers => value.Split(',').All(IsPositive),
            _ => value.Length > 0,
        };
        return isRight ? value : throw new UsageException($"{option} '{value}': {(s_kinds[option] == OptionKind.Numbers ? "a comma list of whole numbers" : "a whole number")} from 1 is expected.");
    }

    private static bool IsPositive(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1;
}
