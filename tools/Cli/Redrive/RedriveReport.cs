using System.Globalization;
using LogFunctions.Cli.Output;

namespace LogFunctions.Cli.Redrive;

/// <summary>Says what became of every object.</summary>
internal static class RedriveReport
{
    /// <returns>The exit code: 1 when an object failed.</returns>
    public static int Write(CliContext context, IReadOnlyList<ObjectResult> results, OutputFormat format)
    {
        var sheet = new DataSheet(
            new Column("object", "Object"), new Column("kind", "Kind"), new Column("outcome", "Outcome"), new Column("records", "Records"),
            new Column("lines", "Lines"), new Column("skipped", "Skipped"), new Column("note", "Note"));
        foreach (ObjectResult result in results)
        {
            sheet.Add(result.Name, result.Kind == ObjectKind.Rejects ? "rejects" : "failure", result.Outcome, result.Records, result.Lines, result.Skipped, result.Note);
        }

        if (results.Count > 0 || format != OutputFormat.Table)
        {
            sheet.Write(context, format);
        }

        if (format == OutputFormat.Table)
        {
            int Count(string outcome) => results.Count(r => r.Outcome == outcome);
            context.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{results.Count} objects: {Count("put")} put, {Count("would put")} would be put, {Count("skipped")} skipped, {Count("left")} left, {Count("failed")} failed; {results.Sum(r => (long)r.Records):N0} records."));
        }

        return results.Any(r => r.Outcome == "failed") ? ExitCode.Failed : ExitCode.Done;
    }
}
