using System.Reflection;

namespace LogFunctions.LogGenerator.Profiles;

/// <summary>The profiles that come with the program: YAML files in <c>Profiles/BuiltIn</c>.</summary>
public static class BuiltInProfiles
{
    /// <summary>Names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["steady", "diurnal", "spike", "incident", "attack"];

    /// <summary>One of <see cref="Names"/>.</summary>
    public static TrafficProfile Get(string name) => ProfileReader.Parse(Text(name), name, directory: ".");

    internal static string Text(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"profiles.{name}.yaml")
            ?? throw new ProfileException($"There is no built-in profile '{name}'; there are {string.Join(", ", Names)}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
