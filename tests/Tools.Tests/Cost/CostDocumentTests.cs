using System.Text.RegularExpressions;
using LogFunctions.Tools.Tests.Cli;

namespace LogFunctions.Tools.Tests.Cost;

/// <summary>docs/cost.md shows what the command prints, to the letter. <c>UPDATE_DOCS=1</c> writes it anew.</summary>
public sealed partial class CostDocumentTests
{
    [Fact]
    public async Task Blocks_ShowWhatTheirCommandPrints()
    {
        string file = Path.Combine(RepositoryRoot(), "docs", "cost.md");
        string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        string updated = text;
        MatchCollection blocks = Block().Matches(text);
        Assert.True(blocks.Count >= 3, "docs/cost.md has lost its examples");
        foreach (Match block in blocks)
        {
            (int exitCode, string output, string error) = await CliHarness.RunAsync(block.Groups["arguments"].Value.Split(' '));
            Assert.Equal((0, ""), (exitCode, error));
            string printed = string.Join('\n', output.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => line.TrimEnd()));
            updated = updated.Replace(block.Value, $"```text\n$ logfn {block.Groups["arguments"].Value}\n{printed}\n```\n", StringComparison.Ordinal);
        }

        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(file, updated, TestContext.Current.CancellationToken);
        }
        else
        {
            Assert.Equal(updated, text);
        }
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "LogFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("no checkout around the tests");
    }

    [GeneratedRegex(@"```text\n\$ logfn (?<arguments>cost[^\n]*)\n(?<output>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Block();
}
