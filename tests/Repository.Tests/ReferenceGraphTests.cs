namespace LogFunctions.Repository.Tests;

/// <summary>Dependencies point one way: function -> Hosting; Aggregator, DashboardWidget -> WindowStore -> Core.</summary>
public sealed class ReferenceGraphTests
{
    /// <summary>What functions may be built on.</summary>
    private static readonly string[] s_libraries = ["Core", "Hosting", "WindowStore"];

    /// <summary>What knows of windows.</summary>
    private static readonly string[] s_windows = ["Core", "WindowStore"];
    private static readonly string[] s_functionsWithWindows = ["Aggregator", "DashboardWidget", "ShardScaler"]; // the scaler for the heat of shards

    /// <summary>What knows of lines, but not of windows: the archiver opens payloads, and needs nothing else.</summary>
    private static readonly string[] s_functionsWithLines = ["Archiver"];

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
    public void Hosting_References_LambdaOnly()
    {
        Project hosting = Project.Get("Hosting");
        Assert.Empty(hosting.ProjectReferences);
        Assert.Equal(["Amazon.Lambda.Core", "Amazon.Lambda.RuntimeSupport"], hosting.PackageReferences);
    }

    [Fact]
    public void Functions_All_StandOnHosting_AndReferenceWhatTheyNeedDirectly()
    {
        foreach (Project function in Functions)
        {
            Assert.Contains("functions/Hosting/Hosting.csproj", function.ProjectReferences);
            string[] files = [.. Checkout.FilesOf(".cs", $"functions/{function.Name}/").Select(f => Path.GetFileName(f))];
            Assert.Empty(new[] { "Program.cs", $"{function.Name}Function.cs", $"{function.Name}Options.cs" }.Except(files));
        }
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

    [Fact]
    public void Functions_ThatNeedNoWindows_ReferenceNeitherCoreNorWindowStore()
    {
        foreach (Project function in Functions.Where(f => !s_functionsWithWindows.Contains(f.Name)))
        {
            string[] windows = [.. Project.Closure(function).Intersect(s_windows).Except(s_functionsWithLines.Contains(function.Name) ? ["Core"] : [])];
            Assert.True(windows.Length == 0, $"{function.Path} depends on {string.Join(", ", windows)}; only {string.Join(", ", s_functionsWithWindows)} may");
        }
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
