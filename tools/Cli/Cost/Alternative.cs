namespace LogFunctions.Cli.Cost;

/// <summary>A way to do the job.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Usd">US dollars a month.</param>
/// <param name="Counts">What its counts are worth after retries.</param>
/// <param name="Assumption">What was assumed.</param>
internal sealed record Alternative(string Name, double Usd, string Counts, string Assumption);
