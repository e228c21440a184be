using System.Diagnostics;
using System.Xml.Linq;

namespace LogFunctions.Repository.Tests;

/// <summary>The checkout the tests were built from.</summary>
internal static class Checkout
{
    private static readonly string[] s_notSource = ["bin", "obj", ".git", "node_modules", "artifacts", ".aws-sam", "TestResults", "BenchmarkDotNet.Artifacts", ".vs", ".idea"];
    private static readonly Lazy<IReadOnlyList<string>> s_files = new(ListFiles);

    /// <summary>Folder of LogFunctions.sln, with a slash at its end.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Files of the project (tracked, or new and not ignored), relative to <see cref="Root"/>, forward slashes, sorted.</summary>
    public static IReadOnlyList<string> Files => s_files.Value;

    /// <summary>The files with a suffix, below a folder.</summary>
    public static IEnumerable<string> FilesOf(string suffix, string under = "") =>
        Files.Where(f => f.EndsWith(suffix, StringComparison.Ordinal) && f.StartsWith(under, StringComparison.Ordinal));

    public static string PathOf(string relative) => Root + relative;

    public static string Read(string relative) => File.ReadAllText(Root + relative);

    public static XDocument ReadXml(string relative) => XDocument.Load(Root + relative);

    public static bool Exists(string relative) => File.Exists(Root + relative) || Directory.Exists(Root + relative);

    /// <summary>Runs a program in the checkout; null when it is not installed.</summary>
    public static (int ExitCode, string Output)? Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, process.ExitCode == 0 ? output : output + error.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LogFunctions.sln")))
            {
                return folder.FullName.TrimEnd(Path.DirectorySeparatorChar) + '/';
            }
        }

        throw new InvalidOperationException($"LogFunctions.sln is in no folder above {AppContext.BaseDirectory}");
    }

    private static List<string> ListFiles()
    {
        // Without git (a source archive, a foreign owner), what is on disk and no build output.
        IEnumerable<string> files = Run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard") is (0, string output)
            ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            : ListFolder("");
        return [.. files.Where(f => File.Exists(Root + f)).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> ListFolder(string relative)
    {
        foreach (string file in Directory.EnumerateFiles(Root + relative))
        {
            yield return relative + Path.GetFileName(file);
        }

        foreach (string folder in Directory.EnumerateDirectories(Root + relative))
        {
            string name = Path.GetFileName(folder);
            if (s_notSource.Contains(name))
            {
                continue;
            }

            foreach (string file in ListFolder($"{relative}{name}/"))
            {
                yield return file;
            }
        }
    }
}
