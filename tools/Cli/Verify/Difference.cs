namespace LogFunctions.Cli.Verify;

/// <summary>One number that is not as the truth has it.</summary>
/// <param name="WindowSeconds">Window size.</param>
/// <param name="Start">Start of the window; of the first one for counts over a range.</param>
/// <param name="Dimension">Dimension as the rows name it.</param>
/// <param name="Value">Value within the dimension.</param>
/// <param name="Measure">What was compared, for example <c>requests</c> or <c>p95Us</c>.</param>
/// <param name="Expected">By the truth.</param>
/// <param name="Actual">By the rows.</param>
internal sealed record Difference(
    int WindowSeconds, DateTimeOffset Start, string Dimension, string Value, string Measure, double Expected, double Actual);

/// <summary>What a comparison found.</summary>
/// <param name="Differences">At most <see cref="TruthVerifier.MaxDifferences"/>, in the order of windows.</param>
/// <param name="DifferenceCount">All of them.</param>
/// <param name="ComparedCells">Cells of the truth that were looked at.</param>
/// <param name="FoldedLines">
/// Lines of known endpoints that the pipeline counted under <c>(other)</c>, which is allowed under attack.
/// </param>
internal sealed record Verification(IReadOnlyList<Difference> Differences, long DifferenceCount, int ComparedCells, long FoldedLines);
