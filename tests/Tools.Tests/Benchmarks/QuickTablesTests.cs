using LogFunctions.Benchmarks.Compare;

namespace LogFunctions.Tools.Tests.Benchmarks;

public sealed class QuickTablesTests
{
    // As the first release with a quick mode printed it.
    private const string Tables =
        """
        .NET 10.0.12, X64, 2 processors, vectors of 256 bits; processor time of the one thread

        ### Raw JSON lines

        | measure | M lines/s | MB/s | ns/line | B/line | KB/batch | time / memcpy | DuckDB, 1 thread / time |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        | memcpy | 45.49 | 11081 | 22.0 | 0.0 | 0.0 | 1.0x | 46.6x |
        | DuckDB, 1 thread | 0.98 | 238 | 1024.8 | 0.0 | 4.4 | 46.6x | 1.0x |

        ### Ledger blob: a 'line' of this table is a blob

        | measure | M lines/s | MB/s | ns/line | B/line | KB/batch | time / memcpy | documented C# handler / time |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        | encode a ledger of 2,000 cells (64.6 KB) | 0.00 | 49 | 1351133.6 | 104.0 | 0.1 |  |  |
        | decode it (2,000 cells) | 0.00 | 119 | 554794.5 | 119160.0 | 116.4 |  |  |
        """;

    [Fact]
    public void Parse_TablesOfTheQuickMode_GivesTheTimes()
    {
        Assert.Equal(
            [
                (new MeasureKey("Raw JSON lines", "memcpy"), 22.0),
                (new MeasureKey("Raw JSON lines", "DuckDB, 1 thread"), 1024.8),
                (new MeasureKey("Ledger blob: a 'line' of this table is a blob", "encode a ledger of 2,000 cells"), 1351133.6),
                (new MeasureKey("Ledger blob: a 'line' of this table is a blob", "decode it (2,000 cells)"), 554794.5),
            ],
            QuickTables.Parse(Tables).Select(row => (row.Key, row.Value)));
    }

    [Fact]
    public void Parse_ColumnsMovedOrAdded_AreFoundByName()
    {
        const string Other = "### S\n| ns/line | new | measure |\n| --: | - | - |\n| 3.25 | x | ours |\n| - | x | theirs |\n";
        Assert.Equal([(new MeasureKey("S", "ours"), 3.25)], QuickTables.Parse(Other).Select(row => (row.Key, row.Value)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("| measure | ns/line |\n| a | 1.0 |")]
    [InlineData("### S\nno table here")]
    [InlineData("### S\n| name | time |\n| a | 1.0 |")]
    public void Parse_NoTables_GivesNothing(string text) => Assert.Empty(QuickTables.Parse(text));
}
