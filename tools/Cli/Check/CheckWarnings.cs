using System.Globalization;
using LogFunctions.Cli.Check.Suggest;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Check;

/// <summary>What was read, but may be meant otherwise: which setting settles it.</summary>
internal static class CheckWarnings
{
    /// <summary>Names for programs, with the number of lines.</summary>
    public static IEnumerable<(string Name, long Lines)> Names(Doubts doubts)
    {
        if (doubts.UnexplainedLines > 0)
        {
            yield return ("latency.unexplained", doubts.UnexplainedLines);
        }

        if (doubts.IsUnitDoubtful)
        {
            yield return ("latency.unit", doubts.ByUnitLines);
        }
    }

    public static void Write(TextWriter output, Doubts doubts, ParserOptions options)
    {
        if (doubts.UnexplainedLines > 0)
        {
            output.WriteLine();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Warning: {Lines(doubts.UnexplainedLines)} with numbers of which none is certainly the latency, so none was taken. What they are is settled by the directive of the server's configuration, for example"));
            WriteDirectives(output, doubts.Unexplained.Suggest(options));
        }

        if (doubts.IsUnitDoubtful)
        {
            output.WriteLine();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Warning: {Lines(doubts.ByUnitLines)} with a whole number as latency, read as microseconds; the largest is {doubts.LargestWholeNumber:N0}. Tomcat before 10, Jetty, Jira and Confluence write milliseconds: --apache-time-unit ms (APACHE_TIME_UNIT). Where it is Apache's %D, --apache-time-unit us says so."));
        }

        if (doubts.Rejected.Count > 0 && doubts.Rejected.Suggest(options) is { Count: > 0 } suggestions)
        {
            output.WriteLine();
            output.WriteLine("Of the rejected lines some would be read with");
            WriteDirectives(output, suggestions);
        }
    }

    private static void WriteDirectives(TextWriter output, IReadOnlyList<Suggestion> suggestions)
    {
        if (suggestions.Count == 0)
        {
            output.WriteLine("  --log-format '...' with the text of log_format or LogFormat.");
        }

        foreach (Suggestion suggestion in suggestions)
        {
            string without = suggestion.HasLatency ? "" : suggestion.Unknown.Count == 0 ? ", in which no value is a latency" : $", with the name of the latency, if there is one, for {string.Join(" or ", suggestion.Unknown.Select(one => one.Name))}";
            output.WriteLine(SafeText.ForTerminal(string.Create(CultureInfo.InvariantCulture, $"  --log-format {suggestion.Quoted} ({Lines(suggestion.Lines)}{without})")));
        }
    }

    private static string Lines(long lines) => string.Create(CultureInfo.InvariantCulture, $"{lines:N0} {(lines == 1 ? "line" : "lines")}");
}
