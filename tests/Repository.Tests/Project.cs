using System.Xml.Linq;

namespace LogFunctions.Repository.Tests;

/// <summary>What a csproj refers to.</summary>
/// <param name="Path">Relative to the checkout.</param>
/// <param name="ProjectReferences">Compiled against: paths relative to the checkout.</param>
/// <param name="BuiltBeside">Built with it but not compiled against (functions laid out beside the CLI).</param>
/// <param name="PackageReferences">Package ids that end up in the output; analyzers and the like (PrivateAssets="all") are not among them.</param>
/// <param name="VersionedPackages">Package ids that carry their own version instead of the central one.</param>
internal sealed record Project(
    string Path, IReadOnlyList<string> ProjectReferences, IReadOnlyList<string> BuiltBeside, IReadOnlyList<string> PackageReferences, IReadOnlyList<string> VersionedPackages)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static IReadOnlyList<Project> All { get; } = [.. Checkout.FilesOf(".csproj").Select(Load)];

    public static Project Get(string name) => All.Single(p => p.Name == name);

    /// <summary>All projects compiled against, directly or not.</summary>
    public static HashSet<string> Closure(Project project)
    {
        var names = new HashSet<string>();
        var open = new Stack<Project>([project]);
        while (open.TryPop(out Project? next))
        {
            foreach (string reference in next.ProjectReferences)
            {
                Project target = All.Single(p => p.Path == reference);
                if (names.Add(target.Name))
                {
                    open.Push(target);
                }
            }
        }

        return names;
    }

    private static Project Load(string path)
    {
        XDocument xml = Checkout.ReadXml(path);
        string folder = System.IO.Path.GetDirectoryName(Checkout.PathOf(path))!;
        var compiled = new List<string>();
        var beside = new List<string>();
        foreach (XElement reference in xml.Descendants("ProjectReference").Where(r => r.Attribute("Include") is not null))
        {
            string include = (string)reference.Attribute("Include")!;
            if (include.StartsWith("@(", StringComparison.Ordinal))
            {
                string item = include[2..^1];
                beside.AddRange(xml.Descendants(item).Select(e => Resolve(folder, (string)e.Attribute("Include")!)));
            }
            else if ((string?)reference.Attribute("ReferenceOutputAssembly") == "false")
            {
                beside.Add(Resolve(folder, include));
            }
            else
            {
                compiled.Add(Resolve(folder, include));
            }
        }

        List<XElement> packages = [.. xml.Descendants("PackageReference")];
        return new Project(
            path,
            compiled,
            beside,
            [.. packages.Where(p => (string?)p.Attribute("PrivateAssets") != "all").Select(p => (string)p.Attribute("Include")!)],
            [.. packages.Where(p => p.Attribute("Version") is not null || p.Attribute("VersionOverride") is not null).Select(p => (string)p.Attribute("Include")!)]);
    }

    private static string Resolve(string folder, string include) =>
        System.IO.Path.GetRelativePath(Checkout.Root, System.IO.Path.GetFullPath(include.Replace('\\', '/'), folder)).Replace('\\', '/');
}
