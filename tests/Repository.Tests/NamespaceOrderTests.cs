using System.Text.RegularExpressions;

namespace LogFunctions.Repository.Tests;

/// <summary>Core is one way: what stands below knows nothing of what stands above it. So each layer can be read, tested and changed with those below alone.</summary>
public sealed partial class NamespaceOrderTests
{
    /// <summary>From the bottom to the top.</summary>
    private static readonly string[] s_order = ["Primitives", "Parsing", "Payloads", "Endpoints", "Lines", "Sketches", "Windows", "Ledger", "Archive"];

    [Fact]
    public void Core_EveryNamespace_UsesThoseBelowItOnly()
    {
        List<string> wrong = [];
        foreach (string file in Checkout.FilesOf(".cs", "functions/Core/"))
        {
            string text = Checkout.Read(file);
            string own = Namespace().Match(text).Groups[1].Value;
            int level = Array.IndexOf(s_order, own);
            if (level < 0)
            {
                wrong.Add($"{file}: namespace '{own}' has no place in the order {string.Join(" < ", s_order)}");
                continue;
            }

            wrong.AddRange(Used(text, own).Where(used => Array.IndexOf(s_order, used) is var at && (at < 0 || at > level)).Select(used => $"{file}: {own} uses {used}, which is above it"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Core_Folders_AreNamespaces()
    {
        string[] wrong = [.. Checkout.FilesOf(".cs", "functions/Core/")
            .Where(file => file.Split('/')[2] is var folder && Namespace().Match(Checkout.Read(file)).Groups[1].Value != folder)];
        Assert.True(wrong.Length == 0, $"in a folder of another name than their namespace: {string.Join(", ", wrong)}");
    }

    [Theory]
    [InlineData("using LogFunctions.Core.Windows;\nnamespace LogFunctions.Core.Parsing;", "Windows")]
    [InlineData("using static LogFunctions.Core.Ledger.ShardLedger;\nnamespace LogFunctions.Core.Parsing;", "Ledger")]
    [InlineData("using Names = LogFunctions.Core.Windows.DimensionNames;\nnamespace LogFunctions.Core.Parsing;", "Windows")]
    [InlineData("namespace LogFunctions.Core.Parsing;\n/// <see cref=\"Payloads.ILineSink\"/>", "Payloads")]
    [InlineData("namespace LogFunctions.Core.Parsing;\nvar x = new Windows.WindowKey();", "Windows")]
    [InlineData("namespace LogFunctions.Core.Parsing;\nvar x = new LogFunctions.Core.Windows.WindowKey();", "Windows")]
    [InlineData("namespace LogFunctions.Core.Parsing;\nvar x = record.Windows.Count; // Windows, and ledger.Windows.All", null)]
    public void Uses_OfEveryForm_AreSeen(string text, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], Used(text, "Parsing"));

    private static string[] Used(string text, string own) =>
        [.. Qualified().Matches(text).Concat(Relative().Matches(text))
            .Select(match => match.Groups[1].Value)
            .Where(name => name != own)
            .Distinct()];

    [GeneratedRegex(@"^namespace LogFunctions\.Core\.(\w+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"LogFunctions\.Core\.(\w+)")]
    private static partial Regex Qualified();

    /// <summary>A namespace named from its neighbour: a capital behind its dot, and nothing but space, a quote or a bracket before it.</summary>
    [GeneratedRegex(@"(?<![\w.\]\)])(Primitives|Parsing|Payloads|Endpoints|Sketches|Windows|Ledger)\.(?=[A-Z]\w*[.(""<; {])(?!Count\b|Length\b|Select\b|Where\b|Add\b)")]
    private static partial Regex Relative();
}
