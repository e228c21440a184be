namespace LogFunctions.Cli.Cost;

/// <summary>One list price of us-east-1.</summary>
/// <param name="Id">Name in formulas, for example <c>kinesis.shard</c>.</param>
/// <param name="Usd">US dollars per <paramref name="Per"/>.</param>
/// <param name="Per">What is counted: hour, million, thousand, GB, GB-month, ...</param>
/// <param name="Service">AWS service.</param>
/// <param name="What">What is paid for.</param>
/// <param name="Source">Where the figure comes from.</param>
/// <param name="Month">The month in which the source said so, <c>yyyy-MM</c>.</param>
internal sealed record ListPrice(string Id, double Usd, string Per, string Service, string What, string Source, string Month)
{
    /// <summary>US dollars per single piece: a price per million is divided by it.</summary>
    public double UsdEach => Per switch
    {
        "million" => Usd / 1e6,
        "thousand" => Usd / 1e3,
        _ => Usd,
    };
}
