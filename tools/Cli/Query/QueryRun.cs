using System.Globalization;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;
using Spectre.Console;

namespace LogFunctions.Cli.Query;

/// <summary>Asks, and prints the answer with the range it is for and the windows that are still open.</summary>
/// <param name="context">Where it is printed.</param>
/// <param name="session">The tables.</param>
/// <param name="read">What is asked for, as of now: relative times move on.</param>
/// <param name="format">How to print.</param>
internal sealed class QueryRun(CliContext context, StoreSession session, Func<QueryRequest> read, OutputFormat format)
{
    /// <summary>Once.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        QueryRequest request = read();
        Answer answer = context.IsInteractive
            ? await context.ErrorConsole.Status().StartAsync("Reading ...", _ => ReadAsync(request, cancellationToken))
            : await ReadAsync(request, cancellationToken);
        Print(request, answer);
        return ExitCode.Done;
    }

    /// <summary>
    /// Again and again until it is cancelled: on a terminal in place, else one answer behind the other, each table and CSV behind an
    /// empty line.
    /// </summary>
    public async Task<int> WatchAsync(TimeSpan every, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(every, context.Time);
        bool isFirst = true;
        try
        {
            do
            {
                QueryRequest request = read();
                Answer answer = await ReadAsync(request, cancellationToken);
                if (context.IsInteractive)
                {
                    context.OutConsole.Clear();
                }
                else if (!isFirst && format != OutputFormat.Json)
                {
                    context.Out.WriteLine();
                }

                isFirst = false;
                Print(request, answer);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !isFirst)
        {
            // Ctrl-C is how it ends.
        }

        return ExitCode.Done;
    }

    private void Print(QueryRequest request, Answer answer)
    {
        answer.Sheet.Write(context, format);
        if (answer.Sheet.Count == 0)
        {
            string hint = request.IsFinal
                ? "A window is closed when it has been over for some 30 s; without --final open ones are shown, too. "
                : "";
            context.Error.WriteLine(
                $"logfn: no rows for {Subject(request)} in windows of {request.Plan.Whole.WindowSeconds} s, "
                + $"{Range(request, request.From, request.To)}. "
                + hint + "Rows of other sizes and times need another --window, --since, --from, --to.");
        }
        else if (format == OutputFormat.Table)
        {
            context.Out.WriteLine(Caption(request, answer));
        }
    }

    private async Task<Answer> ReadAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        LiveLedgers? live = request.IsFinal ? null : await ReadLedgersAsync(cancellationToken);
        var ranges = new RangeReader(session.Reader(live, request.Stream));
        QueryPlan plan = await ranges.CheckAsync(request.Plan, cancellationToken);
        var range = new AnswerRange(
            Shown(request, DateTimeOffset.FromUnixTimeSeconds(plan.FromSeconds)),
            Shown(request, DateTimeOffset.FromUnixTimeSeconds(plan.ToSeconds)),
            live is null ? null : [.. OpenWindows(live, plan)],
            request.TimeZone);
        IReadOnlyList<string> streams = live is null || request.Stream is not null
            ? []
            : [.. live.Positions.Select(position => position.Shard.Stream).Distinct()];
        if (request.Value is { } value)
        {
            IReadOnlyList<WindowAggregate> windows = await ranges.WindowsAsync(request.Dimension, value, plan, cancellationToken);
            return new Answer(
                range,
                QuerySheets.Windows(request.Dimension, format, windows, range),
                windows.Count,
                windows.Sum(window => window.Cell.Requests),
                streams);
        }

        Func<string, bool>? where = request.Match is null ? null : request.Match.IsMatch;
        IReadOnlyList<RangeAggregate> totals = await ranges.TotalsAsync(request.Dimension, plan, where, cancellationToken);
        IReadOnlyList<RangeAggregate> shown = WindowReader.Top(totals, request.Top, request.By);
        return new Answer(
            range,
            QuerySheets.Totals(request.Dimension, format, shown, range),
            totals.Count,
            totals.Sum(total => total.Cell.Requests),
            streams);
    }

    private async Task<LiveLedgers> ReadLedgersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LiveLedgers.ReadAsync(session.Store, cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            throw new CliException(
                $"{StoreConnection.Explain(exception)} Open windows are in the ledger table; "
                + "--final answers from closed windows and does not read it.",
                ExitCode.Failed,
                exception);
        }
    }

    // Those that hold something already; an edge's minutes are open when one of them is.
    private static IEnumerable<WindowKey> OpenWindows(LiveLedgers live, QueryPlan plan) =>
        plan.Parts.SelectMany(part => live.OpenWindows(part.WindowSeconds).Where(part.Contains));

    private static string Caption(QueryRequest request, Answer answer)
    {
        string what = request.Dimension == Dimension.Reject ? "lines" : "requests";
        string match = request.Match is null ? "" : $" like {SafeText.ForTerminal(request.Match.Pattern)}";
        string shown = request.Value is not null
            ? string.Create(CultureInfo.InvariantCulture, $"{answer.Count:N0} windows of {request.Plan.Whole.WindowSeconds} s")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{answer.Sheet.Count:N0} of {answer.Count:N0}{match} by {QueryArguments.NameOf(request.By)}");
        string streams = request.Stream is not null ? $"; stream {SafeText.ForTerminal(request.Stream)}"
            : answer.Streams.Count > 1 ? $"; streams {SafeText.ForTerminal(string.Join(", ", answer.Streams))} together" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{shown}; {answer.Requests:N0} {what}; {Range(request, answer.Range.From, answer.Range.To)}{streams}{OpenText(answer)}");
    }

    private static string OpenText(Answer answer) => answer.Range.OpenWindows switch
    {
        null => "; closed windows only",
        [] => "",
        [var first] => $"; still open: {answer.Range.TimeOf(first):HH:mm:ss}",
        [var first, .., var last] =>
            $"; still open: {answer.Range.OpenWindows.Count} windows, {answer.Range.TimeOf(first):HH:mm:ss} to {answer.Range.TimeOf(last):HH:mm:ss}",
    };

    private static string Subject(QueryRequest request) => request.Value is not null
        ? $"{request.Dimension.Name()} '{SafeText.ForTerminal(request.Value)}'"
        : $"dimension {request.Dimension.Name()}{(request.Match is null ? "" : $" like '{SafeText.ForTerminal(request.Match.Pattern)}'")}";

    private static string Range(QueryRequest request, DateTimeOffset from, DateTimeOffset to) =>
        $"{Text(Shown(request, from))} to {Text(Shown(request, to))}";

    private static DateTimeOffset Shown(QueryRequest request, DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, request.TimeZone);

    private static string Text(DateTimeOffset time) => time.Offset == TimeSpan.Zero
        ? time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private sealed record Answer(AnswerRange Range, DataSheet Sheet, int Count, long Requests, IReadOnlyList<string> Streams);
}
