namespace LogFunctions.Repository.Tests;

/// <summary>Dependencies point one way: function -> WindowStore -> Core.</summary>
public sealed class ReferenceGraphTests
{
    private static readonly string[] s_libraries = ["Core", "WindowStore"];

    private static IEnumerable<Project> Functions =>
        Project.All.Where(p => p.Path.StartsWith("functions/", StringComparison.Ordinal) && !s_libraries.Contains(p.Name));

    [Fact]
    public void Core_References_NothingAtAll()
    {
        Project core = Project.Get("Core");
        Assert.Empty(core.ProjectReferences);
        Assert.Empty(core.PackageReferences);
    }

    [Fact]
    public void WindowStore_References_CoreAndDynamoDbOnly()
    {
        Project store = Project.Get("WindowStore");
        Assert.Equal(["functions/Core/Core.csproj"], store.ProjectReferences);
        Assert.Equal(["AWSSDK.DynamoDBv2"], store.PackageReferences);
    }

    [Fact]
    public void Functions_Never_ReferenceEachOtherOrTools()
    {
        Assert.Contains(Functions, f => f.Name == "Aggregator");
        string[] allowed = [.. s_libraries, .. AwsPackages.Folders];
        foreach (Project function in Functions)
        {
            HashSet<string> closure = Project.Closure(function);
            Assert.True(closure.IsSubsetOf(allowed), $"{function.Path} depends on {string.Join(", ", closure.Except(allowed))}; functions meet in the stream and the tables only");
        }
    }

    [Theory]
    [InlineData("ShardScaler")]
    [InlineData("SparkLauncher")]
    public void Function_ThatNeedsNoWindows_ReferencesNeitherCoreNorWindowStore(string name)
    {
        if (Project.All.SingleOrDefault(p => p.Name == name) is not { } function)
        {
            Assert.False(Checkout.Exists($"functions/{name}"), $"functions/{name} has no csproj");
            return;
        }

        Assert.Empty(Project.Closure(function).Intersect(s_libraries));
    }

    [Fact]
    public void LogGenerator_KnowsNothing_OfTheParser()
    {
        Assert.Empty(Project.Closure(Project.Get("LogGenerator")).Intersect(s_libraries));
    }

    [Fact]
    public void LocalCloud_CompilesAgainst_NoFunction()
    {
        HashSet<string> closure = Project.Closure(Project.Get("LocalCloud"));
        Assert.Empty(closure.Intersect([.. Functions.Select(f => f.Name), .. s_libraries]));
    }

    [Fact]
    public void Cli_RunsFunctions_ButDoesNotCompileAgainstThem()
    {
        Project cli = Project.Get("Cli");
        Assert.Empty(Project.Closure(cli).Intersect(Functions.Select(f => f.Name)));
        Assert.Contains("functions/Aggregator/Aggregator.csproj", cli.BuiltBeside);
    }

    [Fact]
    public void Projects_OutsideTests_NeverReferenceTests()
    {
        foreach (Project project in Project.All.Where(p => !p.Path.StartsWith("tests/", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(project.ProjectReferences, r => r.StartsWith("tests/", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Folders_NamedCommonOrUtils_DoNotExist()
    {
        string[] banned = ["Common", "Utils", "Utilities", "Helpers", "Misc", "Shared"];
        Assert.DoesNotContain(Checkout.FilesOf(".cs"), f => f.Split('/')[..^1].Intersect(banned).Any());
    }
}
