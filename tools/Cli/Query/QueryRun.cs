using System.Globalization;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;
using Spectre.Console;

namespace LogFunctions.Cli.Query;

/// <summary>Asks, and prints the answer with the range it is for.</summary>
internal sealed class QueryRun(CliContext context, WindowReader reader, QueryRequest request, OutputFormat format)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Answer answer = context.IsInteractive
            ? await context.ErrorConsole.Status().StartAsync("Reading rows ...", _ => ReadAsync(cancellationToken))
            : await ReadAsync(cancellationToken);
        answer.Sheet.Write(context, format);
        if (answer.Sheet.Count == 0)
        {
            context.Error.WriteLine(
                $"logfn: no rows for {Subject()} in windows of {request.Plan.Whole.WindowSeconds} s, {Range(request.From, request.To)}. "
                + "A window shows up when it has been over for some 30 s; rows of other sizes and times need another --window, --from, --to.");
        }
        else if (format == OutputFormat.Table)
        {
            context.Out.WriteLine(Caption(answer));
        }

        return ExitCode.Done;
    }

    private async Task<Answer> ReadAsync(CancellationToken cancellationToken)
    {
        var ranges = new RangeReader(reader);
        QueryPlan plan = await ranges.CheckAsync(request.Plan, cancellationToken);
        if (request.Value is { } value)
        {
            IReadOnlyList<WindowAggregate> windows = await ranges.WindowsAsync(request.Dimension, value, plan, cancellationToken);
            return new Answer(plan, QuerySheets.Windows(request.Dimension, format, windows), windows.Count, windows.Sum(window => window.Cell.Requests));
        }

        IReadOnlyList<RangeAggregate> totals = await ranges.TotalsAsync(request.Dimension, plan, cancellationToken);
        IReadOnlyList<RangeAggregate> shown = WindowReader.Top(totals, request.Top, request.By);
        return new Answer(plan, QuerySheets.Totals(request.Dimension, format, shown, plan), totals.Count, totals.Sum(total => total.Cell.Requests));
    }

    private string Caption(Answer answer)
    {
        string range = Range(DateTimeOffset.FromUnixTimeSeconds(answer.Plan.FromSeconds), DateTimeOffset.FromUnixTimeSeconds(answer.Plan.ToSeconds));
        string what = request.Dimension == Dimension.Reject ? "lines" : "requests";
        string shown = request.Value is not null
            ? string.Create(CultureInfo.InvariantCulture, $"{answer.Count:N0} windows of {request.Plan.Whole.WindowSeconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{answer.Sheet.Count:N0} of {answer.Count:N0} by {request.By.ToString().ToLowerInvariant()}");
        return string.Create(CultureInfo.InvariantCulture, $"{shown}; {answer.Requests:N0} {what}; {range}");
    }

    private string Subject() => request.Value is null
        ? $"dimension {request.Dimension.Name()}"
        : $"{request.Dimension.Name()} '{SafeText.ForTerminal(request.Value)}'";

    private static string Range(DateTimeOffset from, DateTimeOffset to) =>
        string.Create(CultureInfo.InvariantCulture, $"{from.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} to {to.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");

    private sealed record Answer(QueryPlan Plan, DataSheet Sheet, int Count, long Requests);
}
