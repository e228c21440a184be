using System.Globalization;

namespace LogFunctions.Benchmarks.Processes;

/// <summary>The processes below this one, from /proc: empty where there is none.</summary>
internal static class ProcessTree
{
    /// <summary>Id and command line of every descendant.</summary>
    public static IReadOnlyList<(int Id, string Command)> Descendants(int rootId)
    {
        ILookup<int, int> children = Parents().ToLookup(pair => pair.ParentId, pair => pair.Id);
        var descendants = new List<(int, string)>();
        var open = new Queue<int>([rootId]);
        while (open.TryDequeue(out int parent))
        {
            foreach (int child in children[parent])
            {
                descendants.Add((child, Read(child, "cmdline").Replace('\0', ' ').Trim()));
                open.Enqueue(child);
            }
        }

        return descendants;
    }

    private static IEnumerable<(int Id, int ParentId)> Parents()
    {
        foreach (string folder in Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [])
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Read(id, "stat") is { Length: > 0 } stat)
            {
                yield return (id, int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture));
            }
        }
    }

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended meanwhile
        }
    }
}
