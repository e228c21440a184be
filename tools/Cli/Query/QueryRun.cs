using System.Globalization;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;
using Spectre.Console;

namespace LogFunctions.Cli.Query;

/// <summary>Asks, and prints the answer.</summary>
internal sealed class QueryRun(CliContext context, WindowReader reader, QueryRequest request, OutputFormat format)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        (DataSheet sheet, int valueCount) = context.IsInteractive
            ? await context.ErrorConsole.Status().StartAsync("Reading rows ...", _ => ReadAsync(cancellationToken))
            : await ReadAsync(cancellationToken);
        sheet.Write(context, format);
        if (sheet.Count == 0)
        {
            context.Error.WriteLine(
                $"logfn: no rows for {Subject()} in windows of {request.Range.WindowSeconds} s, {Range()}. "
                + "A window shows up when it has been over for some 30 s; rows of other sizes and times need another --window, --from, --to.");
        }
        else if (context.IsInteractive)
        {
            string shown = request.Value is null && sheet.Count < valueCount ? string.Create(CultureInfo.InvariantCulture, $"{sheet.Count} of {valueCount} values, ") : "";
            context.Error.WriteLine($"{shown}windows of {request.Range.WindowSeconds} s, {Range()}");
        }

        return ExitCode.Done;
    }

    private async Task<(DataSheet Sheet, int ValueCount)> ReadAsync(CancellationToken cancellationToken)
    {
        if (request.Value is { } value)
        {
            return (QuerySheets.Windows(request.Dimension, format, await reader.ReadAsync(request.Dimension, value, request.Range, cancellationToken)), 1);
        }

        IReadOnlyList<RangeAggregate> totals = await reader.TotalsAsync(request.Dimension, request.Range, cancellationToken);
        return (QuerySheets.Totals(request.Dimension, format, WindowReader.Top(totals, request.Top, request.By)), totals.Count);
    }

    private string Subject() => request.Value is null
        ? $"dimension {request.Dimension.Name()}"
        : $"{request.Dimension.Name()} '{SafeText.ForTerminal(request.Value)}'";

    private string Range() => string.Create(CultureInfo.InvariantCulture, $"{request.From:yyyy-MM-ddTHH:mm:ssZ} to {request.To:yyyy-MM-ddTHH:mm:ssZ}");
}
