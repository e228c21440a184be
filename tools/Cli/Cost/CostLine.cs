namespace LogFunctions.Cli.Cost;

/// <summary>A line of the bill.</summary>
/// <param name="Service">AWS service.</param>
/// <param name="What">What is paid for, and how many of it come from what.</param>
/// <param name="Quantity">How many a month.</param>
/// <param name="Price">What one (million, thousand) of it costs.</param>
internal sealed record CostLine(string Service, string What, double Quantity, ListPrice Price)
{
    /// <summary>US dollars a month.</summary>
    public double Usd => Quantity * Price.UsdEach;
}
