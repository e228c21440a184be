using System.Globalization;
using LogFunctions.Cli.Output;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Verify;

/// <summary>A checked command line of <c>logfn verify</c>.</summary>
/// <param name="TruthPath">The truth file.</param>
/// <param name="Wait">How long to go on comparing until everything agrees: rows come after their windows end.</param>
/// <param name="Rejects">Which rejects are compared.</param>
/// <param name="Format">How differences are printed.</param>
internal sealed record VerifyOptions(string TruthPath, TimeSpan Wait, RejectScope Rejects, OutputFormat Format);

/// <summary>Runs <c>logfn verify</c>.</summary>
internal sealed class VerifyRun(CliContext context, WindowReader reader, VerifyOptions options)
{
    private const int ShownInTable = 50;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(TruthFile truth, CancellationToken cancellationToken)
    {
        Verification verification = await CompareUntilEqualAsync(truth, cancellationToken);
        if (verification.DifferenceCount > 0 || options.Format != OutputFormat.Table)
        {
            Print(verification);
        }

        if (options.Format == OutputFormat.Table)
        {
            context.Out.WriteLine(Conclusion(truth, verification));
        }

        return verification.DifferenceCount == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task<Verification> CompareUntilEqualAsync(TruthFile truth, CancellationToken cancellationToken)
    {
        var verifier = new TruthVerifier(reader);
        long startedAt = context.Time.GetTimestamp();
        while (true)
        {
            Verification verification = await verifier.VerifyAsync(truth, options.Rejects, cancellationToken);
            TimeSpan left = options.Wait - context.Time.GetElapsedTime(startedAt);
            if (verification.DifferenceCount == 0 || left <= TimeSpan.Zero)
            {
                return verification;
            }

            if (context.IsInteractive)
            {
                context.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{verification.DifferenceCount:N0} differences; looking again for up to {left.TotalSeconds:0} s ..."));
            }

            await Task.Delay(left < s_pause ? left : s_pause, context.Time, cancellationToken);
        }
    }

    private void Print(Verification verification)
    {
        var sheet = new DataSheet(
            new Column("windowSeconds", "Window s"),
            new Column("start", "Start"),
            new Column("dimension", "Dimension"),
            new Column("value", "Value"),
            new Column("measure", "Measure"),
            new Column("expected", "Expected", "0.##"),
            new Column("actual", "Actual", "0.##"));
        int shown = options.Format == OutputFormat.Table ? ShownInTable : TruthVerifier.MaxDifferences;
        foreach (Difference difference in verification.Differences.Take(shown))
        {
            sheet.Add(
                difference.WindowSeconds,
                difference.Start,
                difference.Dimension,
                difference.Value,
                difference.Measure,
                difference.Expected,
                difference.Actual);
        }

        sheet.Write(context, options.Format);
    }

    private static string Conclusion(TruthFile truth, Verification verification)
    {
        string folded = verification.FoldedLines == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" ({verification.FoldedLines:N0} lines of known endpoints stand under (other): the windows had more endpoints than are kept.)");
        return verification.DifferenceCount == 0
            ? string.Create(CultureInfo.InvariantCulture, $"The rows equal the truth: {truth.Lines.Accepted:N0} lines, {truth.Rejects.Total:N0} rejects, {truth.Windows.Count:N0} windows, {verification.ComparedCells:N0} cells; quantiles within 1 %.{folded}")
            : string.Create(CultureInfo.InvariantCulture, $"{verification.DifferenceCount:N0} differences in {verification.ComparedCells:N0} cells (at most {ShownInTable} are shown; --format json prints {TruthVerifier.MaxDifferences:N0}).{folded}");
    }
}
