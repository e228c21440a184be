namespace LogFunctions.Cli.Cost;

/// <summary>A setting changed.</summary>
/// <param name="What">The change.</param>
/// <param name="Usd">What it adds to a month's bill, US dollars; negative = a saving.</param>
internal sealed record CostChange(string What, double Usd);
