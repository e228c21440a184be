using System.Runtime.InteropServices;

namespace LogFunctions.LocalCloud.Lambda;

/// <summary>Finds what to start for a function: AggregatorFunction is built by the project Aggregator.</summary>
internal static class FunctionExecutable
{
    private const string LogicalIdSuffix = "Function";

    /// <exception cref="LocalCloudException">Nothing was found; the message says where it was looked for.</exception>
    public static IReadOnlyList<string> Find(string functionsDirectory, string logicalId)
    {
        string project = logicalId.EndsWith(LogicalIdSuffix, StringComparison.Ordinal) ? logicalId[..^LogicalIdSuffix.Length] : logicalId;
        string directory = Path.Combine(Path.GetFullPath(functionsDirectory), project);
        string program = Path.Combine(directory, "LogFunctions." + project);
        string[] native = [Path.Combine(directory, "bootstrap"), program + ".exe"];
        if (native.FirstOrDefault(File.Exists) is { } executable)
        {
            return [executable];
        }

        // A managed assembly goes before the program beside it, which would have to find the runtime again.
        return File.Exists(program + ".dll") ? [DotnetHost(), program + ".dll"]
            : File.Exists(program) ? [program]
            : throw new LocalCloudException($"{logicalId} has no executable: expected {program}, {program}.dll or bootstrap. Build the solution first (dotnet build).");
    }

    private static string DotnetHost()
    {
        string? running = Environment.ProcessPath;
        if (running is not null && Path.GetFileNameWithoutExtension(running) == "dotnet")
        {
            return running;
        }

        // An installed tool is a program of its own; the runtime that it found is some folders below the host.
        string host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? (File.Exists(host) ? host : "dotnet");
    }
}
