namespace LogFunctions.Benchmarks.WriteUnits;

/// <summary>What a site is like.</summary>
/// <param name="Title">Its name in the table.</param>
/// <param name="Endpoints">Endpoints it has, asked for by Zipf.</param>
/// <param name="IsScanned">Whether a sixth of the lines, at most 10,000 a minute, ask for a path that nobody asked for before.</param>
internal sealed record Site(string Title, int Endpoints, bool IsScanned)
{
    public static readonly IReadOnlyList<Site> All =
        [new("32 endpoints", 32, false), new("500 endpoints", 500, false), new(
            "2,000 endpoints", 2_000, false), new("32, scanned", 32, true)];
}
