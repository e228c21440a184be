using System.Globalization;

namespace LogFunctions.Cli.Cost;

/// <summary>
/// The list prices that <c>logfn cost</c> reckons with: one embedded file, <c>prices.csv</c>, each line with its source and month. us-east-1,
/// on demand, without free tiers and discounts.
/// </summary>
internal sealed class PriceList
{
    private const string ResourceName = "cost.prices.csv";
    private readonly Dictionary<string, ListPrice> _prices;

    private PriceList(IEnumerable<ListPrice> prices) => _prices = prices.ToDictionary(price => price.Id, StringComparer.Ordinal);

    /// <summary>All prices, in the order of the file.</summary>
    public IReadOnlyCollection<ListPrice> All => _prices.Values;

    /// <summary>The price of that name; a name that is not in the file is a bug.</summary>
    public ListPrice this[string id] =>
        _prices.TryGetValue(id, out ListPrice? price) ? price : throw new ArgumentException($"prices.csv has no price '{id}'", nameof(id));

    /// <summary>Reads the embedded file.</summary>
    public static PriceList Load()
    {
        using Stream stream = typeof(PriceList).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"{ResourceName} is not embedded");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Reads the text of a price file: a header line, then seven columns without quotes.</summary>
    /// <exception cref="FormatException">A line has not seven columns, or its price or month cannot be read.</exception>
    public static PriceList Parse(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new PriceList(lines.Skip(1).Select((line, index) => ParseLine(line, index + 2)));
    }

    private static ListPrice ParseLine(string line, int lineNumber)
    {
        string[] parts = line.Split(',');
        if (parts.Length == 7
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double usd) && usd > 0
            && DateOnly.TryParseExact(parts[6], "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return new ListPrice(parts[0], usd, parts[2], parts[3], parts[4], parts[5], parts[6]);
        }

        throw new FormatException($"prices.csv, line {lineNumber}: expected id,usd,per,service,what,source,yyyy-MM");
    }
}
