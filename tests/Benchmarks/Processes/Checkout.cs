namespace LogFunctions.Benchmarks.Processes;

/// <summary>The checkout this program was built from.</summary>
internal static class Checkout
{
    /// <summary>Folder of LogFunctions.sln.</summary>
    /// <exception cref="BenchmarkException">The program was copied out of its checkout.</exception>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "LogFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new BenchmarkException("Run this from a checkout: LogFunctions.sln was not found above the program.");
    }
}
