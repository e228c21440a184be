using LogFunctions.Benchmarks.Arguments;

namespace LogFunctions.Tools.Tests.Benchmarks;

public sealed class BenchmarkArgumentsTests
{
    [Fact]
    public void Parse_QuickWithOptions_HasThem()
    {
        BenchmarkArguments arguments = BenchmarkArguments.Parse(["--quick", "--filter", "Raw JSON", "--rounds", "7"]);
        Assert.Equal("--quick", arguments.Mode);
        Assert.Equal("Raw JSON", arguments.Text("--filter"));
        Assert.Equal(7, arguments.Number("--rounds", 5));
        Assert.Equal(200, arguments.Number("--lines", 200));
    }

    [Fact]
    public void Parse_All_TakesNoValue()
    {
        BenchmarkArguments arguments = BenchmarkArguments.Parse(["--quick", "--all", "--rounds", "7"]);
        Assert.NotNull(arguments.Text("--all"));
        Assert.Equal(7, arguments.Number("--rounds", 5));
        Assert.Null(BenchmarkArguments.Parse(["--quick"]).Text("--all"));
    }

    [Fact]
    public void Parse_CompareBehindItsOptions_TakesTheRevision()
    {
        BenchmarkArguments arguments = BenchmarkArguments.Parse(["--lines", "20000", "--compare", "main~1", "--filter", "ALB"]);
        Assert.Equal("main~1", arguments.Revision);
        Assert.Equal(20_000, arguments.Number("--lines", 1));
    }

    [Fact]
    public void Parse_Shards_AreAList()
    {
        Assert.Equal([1, 4, 16], BenchmarkArguments.Parse(["--scale", "--shards", "1,4,16"]).Numbers("--shards", [2]));
        Assert.Equal([2], BenchmarkArguments.Parse(["--scale"]).Numbers("--shards", [2]));
    }

    [Fact]
    public void Parse_BenchmarkDotNet_LeavesTheRestAsItIs()
    {
        BenchmarkArguments arguments = BenchmarkArguments.Parse(["--bdn", "--filter", "*WholeBatch*", "--help"]);
        Assert.Equal("--bdn", arguments.Mode);
        Assert.Equal(["--filter", "*WholeBatch*", "--help"], arguments.Rest);
    }

    [Theory]
    [InlineData("--quick --help")]
    [InlineData("-h")]
    public void Parse_Help_WinsOverAll(string line) => Assert.Equal("--help", BenchmarkArguments.Parse(line.Split(' ')).Mode);

    [Theory]
    [InlineData("", "Say what to measure")]
    [InlineData("--quick --scale", "Only one of --quick, --scale")]
    [InlineData("--quick --shards 4", "does not know '--shards'")]
    [InlineData("--quick --fliter Raw", "does not know '--fliter'")]
    [InlineData("--quick Raw", "does not know 'Raw'")]
    [InlineData("--quick --filter", "--filter needs a value")]
    [InlineData("--quick --all yes", "does not know 'yes'")]
    [InlineData("--scale --all", "does not know '--all'")]
    [InlineData("--compare", "--compare needs a revision")]
    [InlineData("--compare --rounds 2", "--compare needs a revision")]
    [InlineData("--quick --rounds 0", "a whole number from 1")]
    [InlineData("--quick --rounds 1.5", "a whole number from 1")]
    [InlineData("--scale --shards 1,,2", "a comma list of whole numbers from 1")]
    [InlineData("--quick --rounds 1 --rounds 2", "given twice")]
    public void Parse_WrongLine_SaysWhere(string line, string message)
    {
        string[] arguments = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        UsageException exception = Assert.Throws<UsageException>(() => BenchmarkArguments.Parse(arguments));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
