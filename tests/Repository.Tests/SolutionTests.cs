using System.Text.RegularExpressions;

namespace LogFunctions.Repository.Tests;

public sealed partial class SolutionTests
{
    [Fact]
    public void Solution_Lists_EveryProject()
    {
        string[] listed = [.. ProjectLine().Matches(Checkout.Read("LogFunctions.sln")).Select(m => m.Groups[1].Value.Replace('\\', '/'))];
        Assert.Equal(Project.All.Select(p => p.Path).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Versions_Stand_InDirectoryPackagesPropsOnly()
    {
        foreach (Project project in Project.All)
        {
            Assert.True(project.VersionedPackages.Count == 0, $"{project.Path} states a version of {string.Join(", ", project.VersionedPackages)}; versions belong in Directory.Packages.props");
        }
    }

    [Fact]
    public void CentralVersions_OfEveryPackage_AreExact()
    {
        foreach ((string id, string version) in CentralVersions())
        {
            Assert.Matches("^[0-9]+(\\.[0-9]+){1,3}$", version);
            Assert.NotEmpty(id);
        }
    }

    [Fact]
    public void AwsPackages_FolderAndCsproj_BearTheNameOfAPackageWeUse()
    {
        HashSet<string> known = [.. CentralVersions().Select(p => p.Id)];
        Assert.NotEmpty(AwsPackages.Folders);
        foreach (string path in Checkout.FilesOf(".csproj", "aws-packages/"))
        {
            string[] parts = path.Split('/');
            Assert.Equal($"aws-packages/{parts[1]}/{parts[1]}.csproj", path);
            Assert.Contains(parts[1], known);
        }
    }

    [Fact]
    public void CentralVersions_All_AreUsed()
    {
        HashSet<string> used = [.. Checkout.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) || f.EndsWith(".props", StringComparison.Ordinal))
            .SelectMany(f => Checkout.ReadXml(f).Descendants("PackageReference")).Select(e => (string?)e.Attribute("Include") ?? "")];
        string[] unused = [.. CentralVersions().Select(p => p.Id).Where(id => !used.Contains(id))];
        Assert.Empty(unused);
    }

    private static IEnumerable<(string Id, string Version)> CentralVersions() =>
        Checkout.ReadXml("Directory.Packages.props").Descendants("PackageVersion").Select(e => ((string)e.Attribute("Include")!, (string)e.Attribute("Version")!));

    [GeneratedRegex("""^Project\("[^"]+"\) = "[^"]+", "([^"]+\.csproj)",""", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();
}
