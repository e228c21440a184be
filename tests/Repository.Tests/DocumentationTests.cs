using System.Text.RegularExpressions;

namespace LogFunctions.Repository.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void Readme_Fits_150Lines()
    {
        Assert.InRange(File.ReadLines(Checkout.PathOf("README.md")).Count(), 20, 150);
    }

    [Fact]
    public void Links_ToFiles_LeadSomewhere()
    {
        var broken = new List<string>();
        foreach (string file in Checkout.FilesOf(".md"))
        {
            string folder = file.Contains('/', StringComparison.Ordinal) ? file[..(file.LastIndexOf('/') + 1)] : "";
            foreach (string target in Link().Matches(Checkout.Read(file)).Select(m => m.Groups[1].Value))
            {
                if (!target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Checkout.Root, folder, target)))
                {
                    broken.Add($"{file}: {target}");
                }
            }
        }

        Assert.True(broken.Count == 0, "links that lead nowhere:\n" + string.Join('\n', broken));
    }

    [Fact]
    public void Commands_InReadme_RunWhatExists()
    {
        string[] commands = [.. CodeBlock().Matches(Checkout.Read("README.md")).SelectMany(m => m.Groups[1].Value.Split('\n'))];
        Assert.Contains(commands, c => c.StartsWith("dotnet test", StringComparison.Ordinal));
        foreach (string path in commands.SelectMany(c => ProjectArgument().Matches(c)).Select(m => m.Groups[1].Value))
        {
            Assert.True(Checkout.Exists(path), $"README.md runs {path}, which does not exist");
        }

        string[] logfn = [.. commands.SelectMany(c => LogfnCommand().Matches(c)).Select(m => m.Groups[1].Value).Distinct()];
        Assert.Contains("up", logfn);
        foreach (string name in logfn)
        {
            string file = $"tools/Cli/Commands/{char.ToUpperInvariant(name[0])}{name[1..]}Command.cs";
            Assert.True(Checkout.Exists(file), $"README.md runs `logfn {name}`, but there is no {file}");
        }
    }

    [Fact]
    public void Readme_TestCommand_IsTheOneOfCi()
    {
        string ci = Checkout.Read(".ci/run");
        string test = CodeBlock().Matches(Checkout.Read("README.md")).SelectMany(m => m.Groups[1].Value.Split('\n'))
            .First(c => c.StartsWith("dotnet test", StringComparison.Ordinal)).Split('#')[0].Trim();
        Assert.Contains(test, ci, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderMap_InReadme_NamesFoldersThatExist()
    {
        string[] folders = [.. FirstColumn("## Folders")];
        Assert.NotEmpty(folders);
        Assert.All(folders, f => Assert.True(Directory.Exists(Checkout.PathOf(f)), $"README.md lists {f}/, which does not exist"));
    }

    [Fact]
    public void Commands_OfTheTable_AreAllThereAre()
    {
        string[] files = [.. Checkout.FilesOf("Command.cs", "tools/Cli/Commands/").Select(f => Path.GetFileName(f)[..^"Command.cs".Length].ToLowerInvariant())];
        string[] listed = [.. FirstColumn("## Commands").SelectMany(c => c.Split("`, `"))];
        Assert.Equal(files.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Decisions_Numbered_WithoutGapsAndDated()
    {
        string[] files = [.. Checkout.FilesOf(".md", "docs/decisions/").Select(f => f["docs/decisions/".Length..]).Where(f => f != "README.md")];
        int[] numbers = [.. files.Select(f => int.Parse(DecisionName().Match(f) is { Success: true } m ? m.Groups[1].Value : throw new InvalidOperationException($"docs/decisions/{f}: name it NNNN-what-was-decided.md"), System.Globalization.CultureInfo.InvariantCulture)).Order()];
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
        foreach (string file in files)
        {
            Assert.True(Date().IsMatch(Checkout.Read("docs/decisions/" + file)), $"docs/decisions/{file} has no date (yyyy-MM-dd)");
        }
    }

    [Fact]
    public void License_Is_Apache2()
    {
        string license = Checkout.Read("LICENSE");
        Assert.Contains("Apache License", license, StringComparison.Ordinal);
        Assert.Contains("Version 2.0, January 2004", license, StringComparison.Ordinal);
        Assert.Contains("END OF TERMS AND CONDITIONS", license, StringComparison.Ordinal);
    }

    /// <summary>The first column of the table under a heading of the README, without its backticks.</summary>
    private static IEnumerable<string> FirstColumn(string heading)
    {
        string section = Checkout.Read("README.md").Split(heading + "\n")[1].Split("\n## ")[0];
        return FirstCell().Matches(section).Select(m => m.Groups[1].Value);
    }

    [GeneratedRegex("""\]\(([^)#\s]+)(?:#[^)]*)?\)""")]
    private static partial Regex Link();

    [GeneratedRegex("```(?:bash|sh|console|)\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("--project ([\\w./-]+)")]
    private static partial Regex ProjectArgument();

    [GeneratedRegex("(?:logfn|tools/Cli --) ([a-z]+)")]
    private static partial Regex LogfnCommand();

    [GeneratedRegex("^\\| `([^|]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex("^([0-9]{4})-[a-z0-9-]+\\.md$")]
    private static partial Regex DecisionName();

    [GeneratedRegex("20[0-9]{2}-[01][0-9]-[0-3][0-9]")]
    private static partial Regex Date();
}
