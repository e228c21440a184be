using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LogFunctions.Repository.Tests;

/// <summary>
/// Lines end by column 140, and a type stands in the file of its name. Folders that are not there yet are listed; the list only gets shorter: a
/// folder that keeps the rule has to leave it.
/// </summary>
public sealed class FormTests
{
    private const int MaxColumns = 140;

    private static readonly string[] s_withLongLines =
    [
        "aws-packages", "functions", "functions/Core/Archive", "functions/Core/Ledger", "functions/Core/Sketches", "functions/Core/Windows",
        "spark-jobs", "tests", "tools",
    ];

    /// <summary>With files of more than one type, or of another name.</summary>
    private static readonly string[] s_withMixedFiles = ["aws-packages", "functions", "functions/Core/Windows", "tests", "tools"];

    [Fact]
    public void Lines_OfCode_EndByColumn140() =>
        AssertKept(s_withLongLines, "longer than 140 columns", file => File.ReadLines(Checkout.PathOf(file)).Any(line => line.Length > MaxColumns));

    [Fact]
    public void Types_OfCode_StandInAFileOfTheirName() => AssertKept(s_withMixedFiles, "several types, or one of another name", IsMixed);

    private static void AssertKept(string[] notYet, string what, Func<string, bool> isWrong)
    {
        ILookup<string, string> found = Checkout.FilesOf(".cs").Where(isWrong).ToLookup(FolderOf);
        string[] wrong = [.. found.Where(folder => !notYet.Contains(folder.Key)).SelectMany(folder => folder)];
        Assert.True(wrong.Length == 0, $"{what}:\n{string.Join('\n', wrong)}");
        string[] done = [.. notYet.Where(folder => !found.Contains(folder))];
        Assert.True(done.Length == 0, $"kept by now, so to be taken off the list: {string.Join(", ", done)}");
    }

    // The first folder; of Core each of its folders.
    private static string FolderOf(string file)
    {
        string[] parts = file.Split('/');
        return file.StartsWith("functions/Core/", StringComparison.Ordinal) && parts.Length > 3 ? string.Join('/', parts.Take(3)) : parts[0];
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
