using System.Globalization;
using System.Text.RegularExpressions;
using LogFunctions.Cli.Cost;

namespace LogFunctions.Tools.Tests.Cost;

public sealed partial class PriceListTests
{
    /// <summary>The day of the newest version in the changelog: prices are looked up for a release, so the test says the same on every later day.</summary>
    [Fact]
    public void Prices_AtTheNewestRelease_AreUnderTwelveMonthsOld()
    {
        DateOnly release = Releases().Select(text => DateOnly.Parse(text, CultureInfo.InvariantCulture)).Max();
        foreach (ListPrice price in PriceList.Load().All)
        {
            DateOnly month = DateOnly.ParseExact(price.Month, "yyyy-MM", CultureInfo.InvariantCulture);
            Assert.True(month >= release.AddMonths(-12).AddDays(1 - release.Day), $"{price.Id} is of {price.Month}; look it up for the release of {release:yyyy-MM-dd}");
            Assert.NotEqual("", price.Source);
        }
    }

    [Theory]
    [InlineData("a,0.1,hour,Kinesis,shard,source")]
    [InlineData("a,nothing,hour,Kinesis,shard,source,2026-01")]
    [InlineData("a,-1,hour,Kinesis,shard,source,2026-01")]
    [InlineData("a,1,hour,Kinesis,shard,source,January")]
    public void Line_ThatIsNoPrice_IsNamed(string line)
    {
        Assert.Contains("line 2", Assert.Throws<FormatException>(() => PriceList.Parse("header\n" + line)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Releases()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "LogFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Release().Matches(File.ReadAllText(Path.Combine(folder!, "CHANGELOG.md"))).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex(@"^## [0-9.]+.*?([0-9]{4}-[0-9]{2}-[0-9]{2})", RegexOptions.Multiline)]
    private static partial Regex Release();
}
