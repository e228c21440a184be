using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LogFunctions.Repository.Tests;

/// <summary>A file fits a head, a method fits a screen.</summary>
public sealed class SizeTests
{
    private const int MaxFileLines = 400;
    private const int MaxMethodLines = 70;

    /// <summary>Files that may be longer, each with its reason. Keep it short.</summary>
    private static readonly Dictionary<string, string> s_longFiles = [];

    /// <summary>Methods (file:name) that may be longer: stand-alone hot loops with plain arguments, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_longMethods = [];

    [Fact]
    public void Files_OfCode_FitAHead()
    {
        string[] tooLong = [.. Checkout.FilesOf(".cs")
            .Select(f => (File: f, Lines: File.ReadLines(Checkout.PathOf(f)).Count()))
            .Where(f => f.Lines > MaxFileLines && !s_longFiles.ContainsKey(f.File))
            .Select(f => $"{f.File}: {f.Lines} lines")];
        Assert.True(tooLong.Length == 0, $"over {MaxFileLines} lines, split by meaning:\n{string.Join('\n', tooLong)}");
    }

    [Fact]
    public void Methods_OfCode_FitAScreen()
    {
        string[] tooLong = [.. Checkout.FilesOf(".cs").SelectMany(LongMethods).Where(m => !s_longMethods.ContainsKey(m.Key)).Select(m => $"{m.Key}: {m.Lines} lines")];
        Assert.True(tooLong.Length == 0, $"over {MaxMethodLines} lines, split by meaning:\n{string.Join('\n', tooLong)}");
    }

    [Fact]
    public void Exceptions_All_AreStillNeeded()
    {
        foreach (string file in s_longFiles.Keys)
        {
            Assert.True(Checkout.Exists(file) && File.ReadLines(Checkout.PathOf(file)).Count() > MaxFileLines, $"{file} no longer needs its exception");
        }

        HashSet<string> found = [.. Checkout.FilesOf(".cs").SelectMany(LongMethods).Select(m => m.Key)];
        Assert.Empty(s_longMethods.Keys.Except(found));
    }

    private static IEnumerable<(string Key, int Lines)> LongMethods(string file)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(Checkout.Read(file), new CSharpParseOptions(LanguageVersion.Latest));
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
        {
            string? name = node switch
            {
                MethodDeclarationSyntax method => method.Identifier.Text,
                ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
                OperatorDeclarationSyntax @operator => "operator " + @operator.OperatorToken.Text,
                LocalFunctionStatementSyntax local => local.Identifier.Text,
                AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
                _ => null,
            };
            if (name is null)
            {
                continue;
            }

            // Comments and attributes above are not counted: a sentence of why is always welcome.
            FileLinePositionSpan span = tree.GetLineSpan(node.Span);
            int lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > MaxMethodLines)
            {
                yield return ($"{file}:{name}", lines);
            }
        }
    }
}
