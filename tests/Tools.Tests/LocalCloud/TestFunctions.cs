using System.Diagnostics;
using LogFunctions.LocalCloud.Lambda;

namespace LogFunctions.LocalCloud;

/// <summary>The function of tests/TestFunction, under the name of the Aggregator.</summary>
internal static class TestFunctions
{
    public static string Directory => Path.Combine(AppContext.BaseDirectory, "test-functions");

    public static IReadOnlyList<string> Command => ["dotnet", Path.Combine(Directory, "Aggregator", "LogFunctions.TestFunction.dll")];

    public static FunctionSettings Settings(params (string Name, string Value)[] environment) => new()
    {
        Name = "AggregatorFunction",
        Command = Command,
        Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value),
        Timeout = TimeSpan.FromSeconds(60),
    };
}

internal static class RunningProcess
{
    public static bool Exists(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
