using System.Globalization;
using LogFunctions.Cli.Check.Suggest;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Check;

/// <summary>
/// <c>logfn check --suggest</c>: the directives on standard output, one a line, as <c>LOG_FORMAT</c> takes them; what they are for on standard error.
/// </summary>
internal static class SuggestReport
{
    /// <returns>The exit code: 1 when lines were in doubt and nothing could be proposed.</returns>
    public static int Write(CliContext context, LineChecker checker, ParserOptions options, OutputFormat format)
    {
        Doubts doubts = checker.Doubts;
        (string Why, DirectiveSuggester Lines)[] all =
        [
            ("rejected", doubts.Rejected), ("whose numbers may be a latency", doubts.Unexplained), ("whose latency has no unit", doubts.ByUnit),
        ];
        int inDoubt = all.Sum(one => one.Lines.Count);
        (string Why, Suggestion Suggestion)[] found = [.. all.SelectMany(one => one.Lines.Suggest(options).Select(suggestion => (one.Why, suggestion)))];
        if (format == OutputFormat.Table)
        {
            WriteText(context, found);
        }
        else
        {
            Sheet(found).Write(context, format);
        }

        if (found.Length == 0)
        {
            context.Error.WriteLine(inDoubt == 0
                ? string.Create(CultureInfo.InvariantCulture, $"logfn: the automatic reading is sure of {checker.Accepted:N0} lines; no directive is needed.")
                : string.Create(CultureInfo.InvariantCulture, $"logfn: no directive could be made for {inDoubt:N0} lines; name the format as the server's configuration does: --log-format."));
        }

        return found.Length == 0 && (inDoubt > 0 || checker.Rejected > 0) ? ExitCode.Failed : ExitCode.Done;
    }

    private static void WriteText(CliContext context, (string Why, Suggestion Suggestion)[] found)
    {
        foreach ((string why, Suggestion suggestion) in found)
        {
            context.Out.WriteLine(SafeText.ForTerminal(suggestion.Directive));
            context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"logfn: reads {suggestion.Lines:N0} {(suggestion.Lines == 1 ? "line" : "lines")} {why}{Latency(suggestion)}."));
            foreach ((string name, string example) in suggestion.Unknown)
            {
                context.Error.WriteLine(
                    $"logfn:   {name} is stepped over ({SafeText.ForTerminal(example)}); if it is the time taken, call it $request_time (seconds), or %D, %{{ms}}T, %T.");
            }
        }
    }

    private static string Latency(Suggestion suggestion) => suggestion.IsByUnit
        ? "; %D is in microseconds: Tomcat before 10, Jetty, Jira and Confluence write milliseconds, then say %{ms}T instead"
        : suggestion.HasLatency ? "" : ", without a latency";

    private static DataSheet Sheet((string Why, Suggestion Suggestion)[] found)
    {
        var sheet = new DataSheet(
            new Column("directive", "Directive"), new Column("lines", "Lines"), new Column("why", "Lines that were"), new Column("hasLatency", "Latency"), new Column("unknown", "Not known"));
        foreach ((string why, Suggestion suggestion) in found)
        {
            sheet.Add(suggestion.Directive, suggestion.Lines, why, suggestion.HasLatency, string.Join(' ', suggestion.Unknown.Select(one => one.Name)));
        }

        return sheet;
    }
}
