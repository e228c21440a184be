using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LogFunctions.Repository.Tests;

/// <summary>
/// Lines end by column 140, and a type stands in the file of its name. Folders that are not there yet have a ceiling each, which only goes down: a folder
/// without one keeps the rule.
/// </summary>
public sealed class FormTests
{
    private const int MaxColumns = 140;

    /// <summary>Lines that are longer, by folder.</summary>
    private static readonly Dictionary<string, int> s_longLines = new()
    {
        ["aws-packages/AWSSDK.CloudWatch"] = 8,
        ["aws-packages/AWSSDK.Kinesis"] = 62,
        ["aws-packages/AWSSDK.SimpleNotificationService"] = 13,
        ["aws-packages/Amazon.Lambda.Core"] = 6,
        ["aws-packages/Amazon.Lambda.RuntimeSupport"] = 105,
        ["aws-packages/Amazon.Lambda.Serialization.SystemTextJson"] = 13,
        ["aws-packages/Client"] = 12,
        ["functions/Aggregator"] = 35,
        ["functions/Core/Ledger"] = 22,
        ["functions/Core/Sketches"] = 12,
        ["functions/Core/Windows"] = 27,
        ["functions/Hosting"] = 25,
        ["functions/ShardScaler"] = 77,
        ["functions/WindowStore"] = 59,
        ["spark-jobs/lines"] = 5,
        ["tests/Benchmarks"] = 174,
        ["tests/Core.Tests"] = 235,
        ["tests/EmptyFunction"] = 1,
        ["tests/EndToEnd.Tests"] = 34,
        ["tests/Functions.Tests"] = 220,
        ["tests/Fuzz"] = 98,
        ["tests/Repository.Tests"] = 64,
        ["tests/Simulator"] = 83,
        ["tests/TestFunction"] = 2,
        ["tests/Tools.Tests"] = 439,
        ["tests/WindowStore.Tests"] = 88,
        ["tools/Cli"] = 526,
        ["tools/LocalCloud"] = 207,
        ["tools/LogGenerator"] = 80,
    };

    /// <summary>Files with more than one type that is public or internal, or of another name, by folder.</summary>
    private static readonly Dictionary<string, int> s_mixedFiles = new()
    {
        ["aws-packages/Amazon.Lambda.RuntimeSupport"] = 1,
        ["functions/Aggregator"] = 4,
        ["functions/Core/Windows"] = 3,
        ["functions/ShardScaler"] = 1,
        ["functions/WindowStore"] = 3,
        ["tests/Benchmarks"] = 10,
        ["tests/EchoFunction"] = 1,
        ["tests/Functions.Tests"] = 7,
        ["tests/Fuzz"] = 1,
        ["tests/Simulator"] = 17,
        ["tests/Tools.Tests"] = 5,
        ["tests/WindowStore.Tests"] = 7,
        ["tools/Cli"] = 18,
        ["tools/LocalCloud"] = 9,
        ["tools/LogGenerator"] = 20,
    };

    [Fact]
    public void Lines_OfCode_EndByColumn140() =>
        AssertCeilings(s_longLines, file => File.ReadLines(Checkout.PathOf(file)).Count(line => line.Length > MaxColumns), "lines are longer than 140 columns");

    [Fact]
    public void Types_OfCode_StandInAFileOfTheirName() =>
        AssertCeilings(s_mixedFiles, file => IsMixed(file) ? 1 : 0, "files hold several types, or one of another name");

    private static void AssertCeilings(Dictionary<string, int> ceilings, Func<string, int> count, string what)
    {
        Dictionary<string, (int Count, string Example)> found = Checkout.FilesOf(".cs")
            .Select(file => (Folder: FolderOf(file), File: file, Count: count(file)))
            .Where(one => one.Count > 0)
            .GroupBy(one => one.Folder)
            .ToDictionary(folder => folder.Key, folder => (folder.Sum(one => one.Count), folder.First().File));
        string[] over = [.. found.Where(one => one.Value.Count > ceilings.GetValueOrDefault(one.Key))
            .Select(one => $"{one.Key}: {one.Value.Count} {what}, at most {ceilings.GetValueOrDefault(one.Key)}; for example in {one.Value.Example}")];
        Assert.True(over.Length == 0, string.Join('\n', over));
        string[] done = [.. ceilings.Where(one => !found.ContainsKey(one.Key)).Select(one => one.Key)];
        Assert.True(done.Length == 0, $"nothing is left here, so the ceiling can go: {string.Join(", ", done)}");
    }

    // A project; of Core its folders.
    private static string FolderOf(string file)
    {
        string[] parts = file.Split('/');
        int depth = file.StartsWith("functions/Core/", StringComparison.Ordinal) ? 3 : 2;
        return string.Join('/', parts.Take(Math.Min(depth, parts.Length - 1)));
    }

    private static bool IsMixed(string file)
    {
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(Checkout.Read(file), new CSharpParseOptions(LanguageVersion.Latest)).GetRoot();
        string[] types = [.. root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .Select(node => node switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier.Text,
                DelegateDeclarationSyntax @delegate => @delegate.Identifier.Text,
                _ => "",
            })
            .Where(name => name.Length > 0)];
        string name = Path.GetFileNameWithoutExtension(file).Split('.')[0];
        return types.Length > 1 || (types.Length == 1 && types[0] != name);
    }
}
