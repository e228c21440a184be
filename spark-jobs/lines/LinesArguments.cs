using LogFunctions.Aggregator;
using LogFunctions.Core.Lines;
using LogFunctions.Hosting;

namespace LogFunctions.Lines;

/// <summary>
/// The command line: the Aggregator's variables as options (<c>LOG_FORMAT</c> is <c>--log-format</c>), each with a value behind a space or an equals
/// sign. What is not given here is taken from the environment.
/// </summary>
internal sealed class LinesArguments
{
    private readonly Dictionary<string, string> _values = [];

    private LinesArguments()
    {
    }

    /// <summary>What is to be printed instead of reading; null = read.</summary>
    public string? Text { get; private init; }

    private static string Help => $"""
        logfn-lines: log lines on standard input, a row per line on standard output.

        Each input line, whatever it holds, gives one row of tab-separated fields; a field that is not known is empty:
          {string.Join(' ', LineRowText.Columns.Select(column => column.Name))}
        verdict is accepted, blank or rejected:reason; row_end is always "{LineRowText.End}".
        Lines are read as the Aggregator reads them, with its options (or its variables of the same names in the environment):
          {string.Join("\n  ", LogReadingOptions.Variables.Select(OptionOf))}
        Other options:
          --archive   the input is lines of an archive's objects, each behind the time it arrived
          --columns   print name and type of the columns, as SQL wants them, and exit
          --help      print this, and exit

        Examples:
          zcat access.log.gz | logfn-lines | cut -f3,12 | sort | uniq -c
          zcat raw/dt=*/hr=*/*/*.gz | logfn-lines --archive | cut -f3,12 | sort | uniq -c
          logfn-lines --log-format json --endpoint-templates '/users/*' < app.jsonl

        """;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="InvalidOptionException">An option is unknown, given twice or without a value.</exception>
    public static LinesArguments Parse(IReadOnlyList<string> args)
    {
        var arguments = new LinesArguments();
        for (int index = 0; index < args.Count; index++)
        {
            string arg = args[index];
            if (arg is "--help" or "-h")
            {
                return new LinesArguments { Text = Help };
            }

            if (arg == "--columns")
            {
                return new LinesArguments { Text = string.Join(", ", LineRowText.Columns.Select(column => $"{column.Name} {column.Type}")) + "\n" };
            }

            if (arg == "--archive")
            {
                arguments.IsArchive = true;
                continue;
            }

            int equals = arg.IndexOf('=', StringComparison.Ordinal);
            string option = equals < 0 ? arg : arg[..equals];
            string name = LogReadingOptions.Variables.FirstOrDefault(variable => OptionOf(variable) == option)
                ?? throw new InvalidOptionException($"'{option}' is no option; there are {string.Join(", ", LogReadingOptions.Variables.Select(OptionOf))}.");
            string value = equals >= 0 ? arg[(equals + 1)..]
                : ++index < args.Count ? args[index]
                : throw new InvalidOptionException($"{option} has no value.");
            if (!arguments._values.TryAdd(name, value))
            {
                throw new InvalidOptionException($"{option} is given twice.");
            }
        }

        return arguments;
    }

    /// <summary>Whether the input is lines of an archive.</summary>
    public bool IsArchive { get; private set; }

    /// <summary>What was given for a variable; null when nothing was.</summary>
    public string? ValueOf(string variable) => _values.GetValueOrDefault(variable);

    private static string OptionOf(string variable) => "--" + variable.ToLowerInvariant().Replace('_', '-');
}
