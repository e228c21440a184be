using System.Text;
using System.Text.RegularExpressions;

namespace LogFunctions.Repository.Tests;

/// <summary>What must not be in the repository.</summary>
public sealed partial class HygieneTests
{
    private static readonly string[] s_binary = [".gz", ".zst", ".bin", ".png", ".zip", ".parquet"];

    private static IEnumerable<string> TextFiles => Checkout.Files.Where(f => !s_binary.Contains(Path.GetExtension(f)));

    [Fact]
    public void Files_Tracked_NameNoPathOfAMachine()
    {
        string[] found = [.. TextFiles.Where(f => f != "tests/Repository.Tests/HygieneTests.cs")
            .SelectMany(f => File.ReadLines(Checkout.PathOf(f)).Select((line, i) => (File: f, Number: i + 1, Line: line)))
            .Where(l => MachinePath().IsMatch(l.Line))
            .Select(l => $"{l.File}:{l.Number}: {l.Line.Trim()}")];
        Assert.True(found.Length == 0, "paths of one machine:\n" + string.Join('\n', found));
    }

    [Fact]
    public void PackageLock_OfEmulators_NamesNoRegistryButThePublicOne()
    {
        foreach (string file in Checkout.FilesOf("package-lock.json"))
        {
            string[] hosts = [.. ResolvedHost().Matches(Checkout.Read(file)).Select(m => m.Groups[1].Value).Distinct().Where(h => h != "registry.npmjs.org")];
            Assert.True(hosts.Length == 0, $"{file} resolves from {string.Join(", ", hosts)}");
        }
    }

    [Fact]
    public void Configuration_OfRegistries_IsNotTracked()
    {
        string[] banned = ["nuget.config", ".npmrc", "pip.conf", ".netrc", ".pypirc"];
        Assert.DoesNotContain(Checkout.Files, f => banned.Contains(Path.GetFileName(f), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Secrets_OfTheUsualShapes_AreNotTracked()
    {
        string[] found = [.. TextFiles.Where(f => Secret().IsMatch(Checkout.Read(f)))];
        Assert.True(found.Length == 0, "looks like a secret: " + string.Join(", ", found));
    }

    [Fact]
    public void TextFiles_All_AreUtf8WithLineFeedsAndEndWithANewline()
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var wrong = new List<string>();
        foreach (string file in TextFiles.Where(f => SourceFile().IsMatch(f)))
        {
            byte[] bytes = File.ReadAllBytes(Checkout.PathOf(file));
            try
            {
                string text = strict.GetString(bytes);
                if (text.Contains('\r', StringComparison.Ordinal) || (text.Length > 0 && text[^1] != '\n'))
                {
                    wrong.Add(file);
                }
            }
            catch (DecoderFallbackException)
            {
                wrong.Add(file);
            }
        }

        Assert.True(wrong.Count == 0, "not UTF-8, or with CR, or without a newline at the end: " + string.Join(", ", wrong));
    }

    [Fact]
    public void Files_Tracked_AreNotBuildOutput()
    {
        string[] output = ["bin", "obj", "node_modules", ".aws-sam", "TestResults"];
        Assert.DoesNotContain(Checkout.Files, f => f.Split('/')[..^1].Intersect(output).Any());
    }

    // Paths under a home or a build machine's folders. Request paths in log lines follow a method or a host, never these.
    [GeneratedRegex("""(?<![\w.}\]/-])(/work/|/root/|/opt/nuget|/home/\w+/|/Users/\w+/|[A-Z]:\\Users\\)""")]
    private static partial Regex MachinePath();

    [GeneratedRegex("\"resolved\":\\s*\"[a-z+]+://([^/\"]+)")]
    private static partial Regex ResolvedHost();

    [GeneratedRegex("""(?<![A-Z0-9])AKIA(?!IOSFODNN7EXAMPLE)[A-Z0-9]{16}(?![A-Z0-9])|-----BEGIN [A-Z ]*PRIVATE KEY-----|ghp_[A-Za-z0-9]{36}""")]
    private static partial Regex Secret();

    [GeneratedRegex("""\.(cs|csproj|props|targets|md|ya?ml|json|toml|js|py|sql|sh|txt)$|(^|/)(Makefile|LICENSE|run)$""")]
    private static partial Regex SourceFile();
}
