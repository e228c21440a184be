using System.Text;

namespace LogFunctions.Fuzz;

/// <summary>
/// Saved inputs: <c>*.log</c> holds one line per line, <c>*.bin</c> one payload. What a run finds is written here, and once fixed it
/// is committed, so that it stays fixed.
/// </summary>
internal static class Corpus
{
    /// <summary>Beside the executable.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "corpus");

    public static List<byte[]> Lines(string folder) =>
        Files(folder, "*.log").SelectMany(file => File.ReadAllText(file, Encoding.Latin1).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(Encoding.Latin1.GetBytes).ToList();

    public static List<byte[]> Payloads(string folder) => Files(folder, "*.bin").Select(File.ReadAllBytes).ToList();

    /// <returns>The file's path.</returns>
    public static string Save(string folder, string target, int seed, long iteration, byte[] input)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"found-{target}-{seed}-{iteration}.bin");
        File.WriteAllBytes(path, input);
        return path;
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal) : [];
}
