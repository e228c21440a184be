using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2.Model;
using static LogFunctions.WindowStore.Tests.TestData;

namespace LogFunctions.WindowStore.Tests;

/// <summary>docs/data.md names every attribute that is written, with its type, and no other.</summary>
public sealed partial class DataPageTests
{
    [Fact]
    public void TableLedger_AsThePageSays_IsWhatIsWritten() =>
        Assert.Equal(Documented("## Table Ledger"), Written(LedgerItemCodec.Encode(Shard, Ledger(3) with { Heat = new byte[] { 1 } })));

    [Fact]
    public void TableWindows_AsThePageSays_IsWhatIsWritten()
    {
        Core.Windows.WindowCell cell = EndpointCell("GET /", 1000);
        Assert.Equal(Documented("## Table Windows"), Written(WindowRowCodec.Encode(Shard, Segment(42, StartSeconds, cell), cell, 1)));
    }

    [Fact]
    public void Catalog_AsThePageSays_IsWhatIsWritten() =>
        Assert.Equal(Documented("## Catalog"), Written(CatalogCodec.Encode("catalog#60#0", "s", [1], 1)));

    [Fact]
    public void Catalog_Bounds_AreThoseOfThePage()
    {
        string page = Regex.Replace(Page(), @"\s+", " ");
        var options = new WindowStoreOptions();
        foreach (string said in (string[])[
                     $"`catalog#{{windowSeconds}}#{{0..{TableSchema.CatalogPartitions - 1}}}`",
                     $"A value with {options.CatalogMinRequests} requests in a segment is always listed",
                     $"up to {options.CatalogRareValues.ToString("N0", CultureInfo.InvariantCulture)} per process, window size and period",
                     $"ask for the {WindowReader.DefaultMaxValues.ToString("N0", CultureInfo.InvariantCulture)} busiest at most",
                     $"at most {CatalogWriter.MaxWaiting} of them"])
        {
            Assert.Contains(said, page, StringComparison.Ordinal);
        }

        Assert.Equal([3600, 86_400, 604_800], ((int[])[60, 3600, 604_800]).Select(TableSchema.CatalogPeriodSeconds));
        Assert.Contains("an hour for windows under an hour, a day for windows under a day, else the window itself", page, StringComparison.Ordinal);
    }

    private static string[] Written(Dictionary<string, AttributeValue> item) =>
        [.. item.Where(pair => pair.Key is not ("pk" or "sk")).Select(
            pair => $"{pair.Key} {TypeOf(pair.Value)}").Order(StringComparer.Ordinal)];

    private static string TypeOf(AttributeValue value) =>
        value.S is not null ? "S" : value.N is not null ? "N" : value.B is not null ? "B" : "BOOL";

    // Rows of the tables of a section whose first cell is names in backticks and whose second is a type.
    private static string[] Documented(string section)
    {
        string page = Page();
        int start = page.IndexOf(section, StringComparison.Ordinal);
        int end = page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return [.. AttributeRow().Matches(page[start..end])
            .SelectMany(
                row => Name().Matches(row.Groups["names"].Value).Select(name => $"{name.Groups[1].Value} {row.Groups["type"].Value}"))
            .Order(StringComparer.Ordinal)];
    }

    private static string Page([CallerFilePath] string path = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "docs", "data.md"));

    [GeneratedRegex(@"^\| (?<names>`[^|]+) \| (?<type>S|N|B|BOOL) \|", RegexOptions.Multiline)]
    private static partial Regex AttributeRow();

    [GeneratedRegex("`([A-Za-z0-9]+)`")]
    private static partial Regex Name();
}
