using System.Globalization;
using System.Runtime.InteropServices;

namespace LogFunctions.LocalCloud.Lambda;

/// <summary>
/// The environment of a function process: what the template declares, what Lambda adds, and of this machine only what a program
/// needs to start. Nothing else of the developer's environment reaches a function, credentials least of all.
/// </summary>
internal static class FunctionEnvironment
{
    private static readonly string[] s_inheritedNames =
        ["PATH", "HOME", "USERPROFILE", "TMPDIR", "TMP", "TEMP", "SystemRoot", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_gcServer"];

    public static IReadOnlyDictionary<string, string> Build(FunctionSettings settings, string runtimeApi)
    {
        var environment = new Dictionary<string, string>();
        foreach (string name in s_inheritedNames)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                environment[name] = value;
            }
        }

        AddDotnetRoot(environment);
        AddLambda(environment, settings, runtimeApi);
        foreach ((string name, string value) in settings.Environment)
        {
            environment[name] = value;
        }

        return environment;
    }

    /// <summary>A framework-dependent function finds the runtime that this process runs on.</summary>
    private static void AddDotnetRoot(Dictionary<string, string> environment)
    {
        string shared = Path.Combine("shared", "Microsoft.NETCore.App");
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        int index = runtime.IndexOf(shared, StringComparison.Ordinal);
        if (index > 0)
        {
            environment.TryAdd("DOTNET_ROOT", runtime[..index]);
        }

        environment["DOTNET_NOLOGO"] = "1";
        // A diagnostics pipe per process is of no use here, and its files would stay behind when a process is killed.
        environment["DOTNET_EnableDiagnostics"] = "0";
    }

    private static void AddLambda(Dictionary<string, string> environment, FunctionSettings settings, string runtimeApi)
    {
        environment["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        environment["AWS_LAMBDA_FUNCTION_NAME"] = settings.Name;
        environment["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST";
        environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = settings.MemoryMb.ToString(CultureInfo.InvariantCulture);
        environment["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
        environment["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/" + settings.Name;
        environment["AWS_LAMBDA_LOG_STREAM_NAME"] = "local";
        environment["AWS_EXECUTION_ENV"] = "AWS_Lambda_provided.al2023";
        environment["AWS_REGION"] = settings.Region;
        environment["AWS_DEFAULT_REGION"] = settings.Region;
        environment["_HANDLER"] = settings.Handler;
        environment["LAMBDA_TASK_ROOT"] = Path.GetDirectoryName(Path.GetFullPath(settings.Command[^1])) ?? "";
        environment["TZ"] = ":UTC";
        environment["LANG"] = "en_US.UTF-8";
    }
}
